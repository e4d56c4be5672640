package node

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"entente/access"
	"entente/label"
	"entente/record"
	"entente/store"
)

// A proposedDraft is a downgrade as it is kept until somebody approves it.
type proposedDraft struct {
	Draft Draft `json:"draft"`
}

// Propose keeps a draft that a second person has to approve. It is held to
// everything that it will be held to when it is written.
func (n *Node) Propose(ctx context.Context, channel record.ChannelID, author Author, draft Draft) (store.Proposal, error) {
	place, err := n.place(ctx, channel)
	if err != nil {
		return store.Proposal{}, err
	}
	if err := n.check(place, 0, &draft); err != nil {
		return store.Proposal{}, err
	}
	content, err := json.Marshal(proposedDraft{draft}, json.Deterministic(true))
	if err != nil {
		return store.Proposal{}, err
	}
	p := store.Proposal{
		Deed: string(label.Downgrade), Hash: draft.hash(channel), Channel: channel, Record: draft.ID, Kind: draft.Kind,
		Account: author.Person, Office: author.Office, Content: content, Proposed: n.Now(),
	}
	err = n.keepProposal(ctx, p, func(tx *store.Tx, p *store.Proposal) error {
		before, _, err := n.lowered(tx, place, draft)
		p.Label = before
		return err
	})
	return p, err
}

// keepProposal keeps a proposal of somebody who may make it.
func (n *Node) keepProposal(ctx context.Context, p store.Proposal, about func(*store.Tx, *store.Proposal) error) error {
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		if _, err := n.usable(tx, p.Account); err != nil {
			return err
		}
		if err := tx.DropProposalsBefore(n.Now().Add(-access.ApprovalLife)); err != nil {
			return err
		}
		if err := about(tx, &p); err != nil {
			return err
		}
		return tx.PutProposal(p)
	})
	if err != nil {
		return fmt.Errorf("node: propose a %s: %w", p.Deed, err)
	}
	return nil
}

// TakeBack forgets a proposal of one's own.
func (n *Node) TakeBack(ctx context.Context, account, deed string, hash [32]byte) error {
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.Proposal(deed, hash)
		if err == nil && p.Account != account {
			err = store.ErrNotFound
		}
		if err != nil {
			return err
		}
		return tx.DropProposal(deed, hash)
	})
	if err != nil {
		return fmt.Errorf("node: take back the proposal of a %s: %w", deed, err)
	}
	return nil
}

// Approve is the word of the second person. What was proposed is done at once,
// in the name of whoever proposed it; if it cannot be done any more, the approval
// is void and the error says why.
func (n *Node) Approve(ctx context.Context, second, deed string, hash [32]byte) ([]Written, error) {
	var p store.Proposal
	err := n.store.Update(ctx, func(tx *store.Tx) (err error) {
		if p, err = tx.Proposal(deed, hash); err != nil {
			return err
		}
		first, err := n.usable(tx, p.Account)
		if err != nil {
			return err
		}
		account, err := n.usable(tx, second)
		if err != nil {
			return err
		}
		approved, err := approvedClasses(tx, p)
		if err != nil {
			return err
		}
		if err := n.permit(tx, Author{Person: second}, access.ToRead, approved...); err != nil {
			return err
		}
		if err := (access.Proposed{Hash: p.Hash, By: first, At: p.Proposed}).Second(account, hash, n.Now()); err != nil {
			return err
		}
		return tx.SecondProposal(deed, hash, second, n.Now())
	})
	if err != nil {
		return nil, fmt.Errorf("node: approve a %s: %w", deed, err)
	}
	written, err := n.doProposed(ctx, p)
	if err != nil && !errors.Is(err, ErrUnpublished) {
		err = errors.Join(err, n.store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.DropProposal(deed, hash) }))
	}
	return written, err
}

// approvedClasses are those of all that somebody who approves a proposal has to
// have read.
func approvedClasses(tx *store.Tx, p store.Proposal) ([]store.Class, error) {
	classes := []store.Class{{Channel: p.Channel, Kind: p.Kind, Label: p.Label}}
	if p.Deed != string(label.Release) {
		return classes, nil
	}
	selection, err := ProposedRelease(p)
	if err != nil {
		return nil, err
	}
	for _, id := range selection.Records {
		r, err := tx.Record(selection.Narrow, id)
		if err != nil {
			return nil, err
		}
		classes = append(classes, store.Class{Channel: r.Channel, Kind: r.Kind, Label: r.Label})
	}
	return classes, nil
}

func (n *Node) doProposed(ctx context.Context, p store.Proposal) ([]Written, error) {
	author := Author{Office: p.Office, Person: p.Account}
	if p.Deed == string(label.Downgrade) {
		draft, err := ProposedDraft(p)
		if err != nil {
			return nil, err
		}
		return n.Write(ctx, p.Channel, author, draft)
	}
	selection, err := ProposedRelease(p)
	if err != nil {
		return nil, err
	}
	plan, err := n.PlanRelease(ctx, selection)
	if err != nil {
		return nil, err
	}
	return n.Release(ctx, author, selection.Narrow, plan)
}

// ProposedDraft is the revision that a downgrade would write.
func ProposedDraft(p store.Proposal) (Draft, error) {
	var kept proposedDraft
	if err := json.Unmarshal(p.Content, &kept); err != nil || kept.Draft.hash(p.Channel) != p.Hash {
		return Draft{}, fmt.Errorf("node: read a proposal: %w", access.ErrChanged)
	}
	return kept.Draft, nil
}
