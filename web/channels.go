package web

import (
	"net/http"

	"entente/channel"
	"entente/node"
	"entente/record"
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
	var err error
	if view.Ceilings, err = node.Ceilings(in.Tx); err != nil {
		return ui.Page{}, err
	}
	all, err := in.Tx.Channels()
	if err != nil {
		return ui.Page{}, err
	}
	for _, each := range all {
		held := heldChannel{Channel: each}
		if held.standing, err = readStanding(in.Tx, s.node.Self(), each.ID); err != nil {
			return ui.Page{}, err
		}
		if held.Charter, err = readCharter(in.Tx, each); err != nil {
			return ui.Page{}, err
		}
		if held.Quarantined, err = in.Tx.Quarantined(&each.ID); err != nil {
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
	Charter     *channel.Charter // the newest; nil before there is one
	Quarantined []store.Quarantined
}

// readCharter is the charter that a channel stands under.
func readCharter(tx *store.Tx, of store.Channel) (*channel.Charter, error) {
	stored, err := tx.Charter(of.ID, of.Epoch)
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	charter, err := channel.Decode(stored.Envelope.Payload)
	return &charter, err
}

// card is this node's own card, for a partner to add.
func (s *site) card(w http.ResponseWriter, q *http.Request) {
	card, err := s.node.Card(q.Context())
	if err != nil {
		s.failed(w, q, err)
		return
	}
	manifest, err := card.Open()
	if err != nil {
		s.failed(w, q, err)
		return
	}
	content := card.Encode()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="`+manifest.Code+`.card"`)
	w.Header().Set("Content-Length", numbered(len(content)))
	_, _ = w.Write(content) // the reader has gone; there is nobody to tell
}

// apart are the entries of a record that are kept apart, as far as their headers
// can be read, the newest first.
func apart(tx *store.Tx, of store.Record) (all []store.Quarantined, err error) {
	kept, err := tx.Quarantined(&of.Channel)
	if err != nil {
		return nil, err
	}
	for _, q := range kept[max(0, len(kept)-mostQuarantined):] {
		if q.Kind != of.Kind {
			continue
		}
		entry, err := tx.Entry(q.Origin, q.Index)
		if err != nil {
			return nil, err
		}
		header, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content)
		if err == nil && header.ID == of.ID {
			all = append(all, q)
		}
	}
	return all, nil
}
