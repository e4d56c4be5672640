package node

import (
	"fmt"

	"github.com/go-json-experiment/json"

	"entente/channel"
	"entente/record"
	"entente/store"
)

// A Released is what one act of release did with one record.
type Released struct {
	Act        store.Record // the entry of the private ledger that notes it
	To         record.ChannelID
	Ref        record.Ref // the private record
	Action     channel.Action
	Revision   int // of the private record
	As         record.Ref
	AsRevision int // the one that was written, or the one that an amendment was made from
	Removed    []channel.Removal
}

// releasedRefs are all that an act of release names on either side.
func releasedRefs(body []byte) (references []record.Reference, found bool) {
	var note releaseNote
	if json.Unmarshal(body, &note) != nil {
		return nil, false
	}
	for i, item := range note.Items {
		references = append(references,
			record.Reference{Path: fmt.Sprintf("items.%d.ref", i+1), Ref: item.Ref},
			record.Reference{Path: fmt.Sprintf("items.%d.as", i+1), Ref: item.As})
	}
	return references, true
}

// ReleasesOf lists what was done with a record of the private channel, the
// newest act last.
func (n *Node) ReleasesOf(tx *store.Tx, private record.ChannelID, id record.ID) (of []Released, err error) {
	acts, err := tx.Records(store.RecordQuery{Channel: &private, Kind: channel.KindRelease, Partner: &n.self, RefersTo: &id, Limit: store.MaxLimit})
	if err != nil {
		return nil, fmt.Errorf("node: releases of record %s: %w", id, err)
	}
	for _, act := range acts {
		all, err := ReadRelease(act)
		if err != nil {
			return nil, fmt.Errorf("node: releases of record %s: %w", id, err)
		}
		for _, released := range all {
			if released.Ref.ID == id {
				of = append(of, released)
			}
		}
	}
	return of, nil
}

// ReadRelease is everything that one act did; nothing if its text is gone.
func ReadRelease(act store.Record) (all []Released, err error) {
	if act.Body == nil {
		return nil, nil
	}
	var note releaseNote
	if err := json.Unmarshal(act.Body, &note); err != nil {
		return nil, fmt.Errorf("node: read release %s: %w: %w", act.ID, err, store.ErrDamaged)
	}
	for _, item := range note.Items {
		released := Released{Act: act, To: note.To, Ref: item.Ref, Action: item.Action, Revision: item.Revision, As: item.As, AsRevision: item.AsRevision}
		for _, removed := range item.Removed {
			released.Removed = append(released.Removed, channel.Removal{Path: removed.Path, Reason: removed.Reason})
		}
		all = append(all, released)
	}
	return all, nil
}
