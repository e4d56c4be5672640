package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"entente/channel"
	"entente/record"
	"entente/store"
)

// ErrSigned says that an act stands already, or that what it is over waits for
// none any more.
var ErrSigned = errors.New("it needs no further signature")

// TakeActs writes signatures of mandate holders into our ledger, each after the
// entry that it is over, all or none. One that would not stand is refused here
// as every other member would refuse it.
func (n *Node) TakeActs(ctx context.Context, author Author, origin string, acts ...channel.ActEntry) ([]Written, error) {
	failed := func(err error) ([]Written, error) {
		return nil, fmt.Errorf("node: take signatures: %w", err)
	}
	l, err := n.LedgerByOrigin(ctx, origin)
	if err != nil {
		return failed(err)
	}
	if !l.Own {
		return failed(fmt.Errorf("%s: %w", origin, ErrNotMember))
	}
	place, err := n.place(ctx, l.Channel)
	if err != nil {
		return failed(err)
	}
	var written []Written
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		drafts := make([]Draft, len(acts))
		for i, act := range acts {
			if drafts[i], err = n.actDraft(tx, l, act); err != nil {
				return fmt.Errorf("signature %d: %w", i+1, err)
			}
		}
		written, err = n.appendIn(tx, place, author, drafts)
		return err
	})
	if err != nil {
		n.takeBack(written)
		return failed(err)
	}
	if len(written) == 0 {
		return nil, nil
	}
	if err := n.publish(context.WithoutCancel(ctx), origin, endOf(written)); err != nil {
		return written, fmt.Errorf("%w: %w", ErrUnpublished, err)
	}
	return written, nil
}

// actDraft is the entry of an act that would stand if it were written now.
func (n *Node) actDraft(tx *store.Tx, l store.Ledger, act channel.ActEntry) (Draft, error) {
	body, err := act.Encode()
	if err != nil {
		return Draft{}, err
	}
	now, err := tx.Ledger(l.Origin)
	if err != nil {
		return Draft{}, err
	}
	var note store.Act
	r := store.Revision{Origin: l.Origin, Index: now.Size, At: n.Now(), Body: body}
	if _, err := n.judgeAct(tx, now, r, &note); err != nil {
		return Draft{}, err
	}
	if err := notSignedBefore(tx, l, act, note.Over); err != nil {
		return Draft{}, err
	}
	over, err := tx.Entry(l.Origin, note.Over)
	if err != nil {
		return Draft{}, err
	}
	label, present := over.Content(record.LabelPart)
	if !present {
		return Draft{}, fmt.Errorf("entry %d has no label: %w", note.Over, ErrAbove)
	}
	return Draft{Kind: channel.KindAct, Body: body, Label: bytes.Clone(label)}, nil
}

// notSignedBefore refuses the same signature twice: an answer that is handed in
// again changes nothing.
func notSignedBefore(tx *store.Tx, l store.Ledger, act channel.ActEntry, over int64) error {
	acts, err := tx.ActsOver(l.Origin, over)
	for _, a := range acts {
		if a.Reason != "" {
			continue
		}
		entry, err := tx.Entry(l.Origin, a.Index)
		if err != nil {
			return err
		}
		body, _ := entry.Content(record.BodyPart)
		if known, err := channel.DecodeAct(body); err == nil && known.Act.Verb == act.Act.Verb && known.Act.Key == act.Act.Key {
			return fmt.Errorf("entry %d: %w", over, ErrSigned)
		}
	}
	return err
}
