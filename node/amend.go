package node

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"entente/access"
	"entente/channel"
	"entente/record"
	"entente/store"
)

// mostProposed bounds how many proposals to one record are looked at.
const mostProposed = store.MaxLimit

// asAmendments turns the drafts of those items whose pen another partner holds
// into proposals to it, each from the revision that the plan was made from.
func asAmendments(tx *store.Tx, wide record.ChannelID, items []channel.Item, drafts []Draft) error {
	for i, item := range items {
		if item.Action != channel.Amend {
			continue
		}
		standing, err := tx.Standing(wide, item.ID)
		if err != nil {
			return err
		}
		if standing == nil || standing.Revision != item.After {
			return fmt.Errorf("record %s: %w", item.ID, ErrStale)
		}
		amendment := channel.Amendment{Of: record.Ref{Kind: item.Kind, ID: item.ID}, Base: standing.Leaf, Schema: item.Schema, Body: item.Body}
		body, err := amendment.Encode()
		if err != nil {
			return err
		}
		drafts[i] = Draft{Kind: channel.KindAmendment, Body: body, Personal: item.Personal, Label: item.Label, Quotes: []record.Leaf{standing.Leaf}}
	}
	return nil
}

// proposed is the text that this node proposed last from the newest revision of
// a record, nil if it proposed none.
func (n *Node) proposed(tx *store.Tx, shared store.Record) ([]byte, error) {
	all, err := tx.Records(store.RecordQuery{
		Channel: &shared.Channel, Kind: channel.KindAmendment, Partner: &n.self, RefersTo: &shared.ID, Limit: mostProposed,
	})
	var newest []byte
	var at int64 = -1
	for _, own := range all {
		amendment, err := channel.DecodeAmendment(own.Body)
		if err == nil && amendment.Base == shared.Leaf && own.Index > at {
			newest, at = amendment.Body, own.Index
		}
	}
	return newest, err
}

// judgeAmendment holds a proposal to the format and to the kind that it is for,
// as far as this version knows that kind. Whether its base is a revision of the
// record is not judged here: that would depend on which ledger arrived first.
func (n *Node) judgeAmendment(body []byte, parts []record.Part, h record.Header) error {
	amendment, err := channel.DecodeAmendment(body)
	switch {
	case err != nil:
		return &record.Refusal{Code: record.RefusedBody, Detail: err.Error()}
	case !slices.Contains(h.Quotes, amendment.Base):
		return &record.Refusal{Code: record.RefusedBody, Detail: "an amendment quotes the revision that it was made from"}
	}
	kind, known := n.Kinds.Lookup(amendment.Of.Kind)
	if !known {
		return nil
	}
	problems, exactly := kind.ValidateVersion(amendment.Schema, amendment.Body)
	if !exactly {
		return nil
	}
	if problems = append(problems, personalProblems(kind, amendment.Body, parts)...); len(problems) > 0 {
		return &record.Refusal{Code: record.RefusedBody, Detail: problems.Error()}
	}
	return nil
}

// putGoverning gives an entry by which a channel governs itself its place among
// records, if it has one. It keeps the place when its text is withdrawn.
func putGoverning(tx *store.Tx, r store.Revision) error {
	references, found := governing(r)
	if !found && (r.Body != nil || r.Kind != channel.KindAmendment) {
		return nil
	}
	return tx.PutRecord(store.Record{Revision: r, Created: r.ID.Time(), References: references})
}

// governing are the kinds of the channel itself that have a place among records,
// so that they are found from what they speak of.
func governing(r store.Revision) (references []record.Reference, found bool) {
	switch r.Kind {
	case channel.KindAmendment:
		amendment, err := channel.DecodeAmendment(r.Body)
		if err != nil {
			return nil, false
		}
		return []record.Reference{{Path: "of", Ref: amendment.Of}}, true
	case channel.KindRefusal:
		refusal, err := channel.DecodeRefusal(r.Body)
		if err != nil {
			return nil, false // of a handover or a request, which nothing here acts on
		}
		return []record.Reference{{Path: "record", Ref: refusal.Of}}, true
	case channel.KindRelease:
		return releasedRefs(r.Body)
	}
	return nil, false
}

// ErrAnswered says that an amendment waits for no answer of ours.
var ErrAnswered = errors.New("this amendment waits for no answer of ours")

// Decline answers an amendment of a record whose pen this node holds: it is not
// taken, for a reason that every member reads.
func (n *Node) Decline(ctx context.Context, author Author, in record.ChannelID, amendment record.ID, reason record.Text) ([]Written, error) {
	failed := func(err error) ([]Written, error) {
		return nil, fmt.Errorf("node: decline amendment %s: %w", amendment, err)
	}
	place, err := n.place(ctx, in)
	if err != nil {
		return failed(err)
	}
	var draft Draft
	err = n.store.View(ctx, func(tx *store.Tx) error {
		proposed, err := tx.Record(in, amendment)
		if err != nil {
			return err
		}
		read, err := channel.DecodeAmendment(proposed.Body)
		if err != nil {
			return err
		}
		of, err := tx.Record(in, read.Of.ID)
		if err != nil {
			return err
		}
		if of.Partner != n.self {
			return ErrAnswered
		}
		if err := n.permit(tx, author, access.ToWrite, store.Class{Channel: in, Kind: of.Kind, Label: of.Label}); err != nil {
			return err
		}
		body, err := channel.Refusal{Of: read.Of, Amendment: proposed.Leaf, Reason: reason}.Encode()
		draft = Draft{Kind: channel.KindRefusal, Body: body, Label: proposed.Label, Quotes: []record.Leaf{proposed.Leaf}}
		return err
	})
	if err != nil {
		return failed(err)
	}
	if err := n.within(place, draft.Label); err != nil {
		return failed(err)
	}
	written, err := n.append(ctx, place, author, []Draft{draft})
	if err != nil {
		return failed(err)
	}
	if err := n.publish(context.WithoutCancel(ctx), place.own.Origin, endOf(written)); err != nil {
		return written, fmt.Errorf("%w: %w", ErrUnpublished, err)
	}
	return written, nil
}
