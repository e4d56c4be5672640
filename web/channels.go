package web

import (
	"entente/store"
	"entente/ui"
)

// mostQuarantined bounds what one page lists of it, the newest first.
const mostQuarantined = 100

// channels is the page of partners and channels: who they are, when this node
// last heard of them, what it holds of their ledgers and what it keeps apart.
func (s *site) channels(in *opening) (ui.Page, error) {
	view := channelsView{scene: s.scene(in), Policies: s.node.Policies}
	if err := s.node.Gate(); err != nil {
		view.Closed = err.Error()
	}
	all, err := in.Tx.Channels()
	if err != nil {
		return ui.Page{}, err
	}
	for _, channel := range all {
		held := heldChannel{Channel: channel}
		if held.standing, err = readStanding(in.Tx, s.node.Self(), channel.ID); err != nil {
			return ui.Page{}, err
		}
		if held.Quarantined, err = in.Tx.Quarantined(&channel.ID); err != nil {
			return ui.Page{}, err
		}
		view.Channels = append(view.Channels, held)
	}
	if view.Partners, err = in.Tx.Partners(); err != nil {
		return ui.Page{}, err
	}
	return view.page(), nil
}

// A heldChannel is a channel with the state of its ledgers.
type heldChannel struct {
	store.Channel
	standing
	Quarantined []store.Quarantined
}
