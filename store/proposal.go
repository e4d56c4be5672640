package store

import (
	"errors"
	"fmt"
	"time"

	"entente/keys"
	"entente/record"
)

// A Proposal is a deed that needs two persons: what one proposed, and who the
// second was, if somebody approved it.
type Proposal struct {
	Deed     string
	Hash     [32]byte // over text, label and target
	Channel  record.ChannelID
	Record   record.ID // the first, of several
	Kind     string
	Label    []byte // of what it is about, as it is
	Account  string // who proposed it
	Office   string
	Content  []byte // of what is proposed, in the terms of who keeps it
	Proposed time.Time
	Second   string // the account of who approved it; "" as long as nobody did
	Seconded time.Time
}

// MaxProposals bounds what one account may have waiting.
const MaxProposals = 50

// ErrTooManyProposals says that an account has as many proposals waiting as it
// may, or that this one is too large.
var ErrTooManyProposals = errors.New("more proposals, or a larger one, than is kept")

func proposalPlace(p Proposal) []byte { return fmt.Appendf(nil, "proposal %s/%x", p.Deed, p.Hash) }

// PutProposal keeps a proposal. One of the same deed and hash begins anew:
// nobody has approved it.
func (tx *Tx) PutProposal(p Proposal) error {
	return failed(tx.putProposal(p), "keep the proposal of a %s of record %s", p.Deed, p.Record)
}

func (tx *Tx) putProposal(p Proposal) error {
	others, err := one(tx, scan[int], `SELECT count(*) FROM proposal WHERE account = $1 AND NOT (deed = $2 AND hash = $3)`, p.Account, p.Deed, p.Hash[:])
	if err != nil {
		return err
	}
	if others >= MaxProposals || len(p.Content) > MaxDraftBytes {
		return ErrTooManyProposals
	}
	label, err := tx.labelID(p.Label)
	if err != nil {
		return err
	}
	content, wrapped, err := keys.SealPart(tx.Random, tx.ContentKey, proposalPlace(p), p.Content)
	if err != nil {
		return err
	}
	if err := tx.DropProposal(p.Deed, p.Hash); err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO proposal (deed, hash, channel, record, kind, label, account, office, content, wrapped, proposed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.Deed, p.Hash[:], p.Channel[:], p.Record[:], p.Kind, label, p.Account, p.Office, content, wrapped, millis(p.Proposed))
	return err
}

// Proposal finds one; a reader finds none about what they may not read.
func (tx *Tx) Proposal(deed string, hash [32]byte) (Proposal, error) {
	all, err := tx.proposals(` WHERE deed = $1 AND hash = $2`, deed, hash[:])
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Proposal{}, failed(err, "read the proposal of a %s", deed)
	}
	return all[0], nil
}

// Proposals lists what was proposed and not done, the oldest first.
func (tx *Tx) Proposals() ([]Proposal, error) {
	all, err := tx.proposals(` ORDER BY proposed, hash`)
	return all, failed(err, "list proposals")
}

func (tx *Tx) proposals(where string, args ...any) ([]Proposal, error) {
	type sealed struct {
		Proposal
		label            int64
		content, wrapped []byte
	}
	rows, err := list(tx, func(r row) (s sealed, err error) {
		err = r.Scan(&s.Deed, fixed(s.Hash[:]), fixed(s.Channel[:]), fixed(s.Record[:]), &s.Kind, &s.label, &s.Account, &s.Office,
			&s.content, &s.wrapped, instant{&s.Proposed}, &s.Second, instant{&s.Seconded})
		return s, err
	}, `SELECT deed, hash, channel, record, kind, label, account, office, content, wrapped, proposed, second, seconded FROM proposal`+where, args...)
	if err != nil {
		return nil, err
	}
	var all []Proposal
	for _, s := range rows {
		if s.Label, err = tx.labelText(s.label); err != nil {
			return nil, err
		}
		if tx.sight != nil && !tx.sight.SeesClass(Class{s.Channel, s.Kind, s.Label}) {
			continue
		}
		if s.Content, err = keys.OpenPart(tx.ContentKey, proposalPlace(s.Proposal), s.content, s.wrapped); err != nil {
			return nil, err
		}
		all = append(all, s.Proposal)
	}
	return all, nil
}

// SecondProposal notes who approved a proposal, and when. One that was approved
// before is as if it were not there.
func (tx *Tx) SecondProposal(deed string, hash [32]byte, account string, at time.Time) error {
	err := tx.must(`UPDATE proposal SET second = $1, seconded = $2 WHERE deed = $3 AND hash = $4 AND second = ''`, account, millis(at), deed, hash[:])
	return failed(err, "approve the proposal of a %s", deed)
}

// DropProposal forgets one, if it is there.
func (tx *Tx) DropProposal(deed string, hash [32]byte) error {
	_, err := tx.exec(`DELETE FROM proposal WHERE deed = $1 AND hash = $2`, deed, hash[:])
	return failed(err, "drop the proposal of a %s", deed)
}

// DropProposalsBefore forgets those that were proposed before a time.
func (tx *Tx) DropProposalsBefore(at time.Time) error {
	_, err := tx.exec(`DELETE FROM proposal WHERE proposed < $1`, millis(at))
	return failed(err, "drop old proposals")
}
