package node

import (
	"errors"
	"fmt"
	"slices"

	"entente/channel"
	"entente/record"
	"entente/store"
)

// judge reads one entry of a ledger and says whether it is the next revision
// of its record. Everything in it but the error of the store is a *Refusal.
func (n *Node) judge(tx *store.Tx, l store.Ledger, e record.Entry) (store.Revision, error) {
	revision, h, refusal := n.readEntry(l, e)
	if refusal != nil {
		return revision, refusal
	}
	before, err := n.standingBefore(tx, l, e, h)
	if err != nil {
		return revision, err
	}
	if _, refusal := record.Succeeds(before, h, e.Leaf); refusal != nil {
		return revision, refusal
	}
	if onceOnly(h.Kind) && h.Revision != 1 {
		return revision, &record.Refusal{Code: record.RefusedSuccession, Detail: "an entry of kind " + h.Kind + " is never revised"}
	}
	if body := e.Part(record.BodyPart); body.State != record.Present {
		return revision, nil // withdrawn or still to come: it keeps its place
	}
	switch h.Kind {
	case channel.KindAmendment:
		return revision, n.judgeAmendment(revision.Body, e.Parts, h)
	case channel.KindList:
		if _, err := channel.DecodeList(revision.Body); err != nil {
			return revision, &record.Refusal{Code: record.RefusedBody, Detail: err.Error()}
		}
	}
	if h.Kind == channel.KindWithdrawal {
		return revision, judgeWithdrawal(tx, l, revision.Body, h)
	}
	return revision, n.judgeBody(revision, e)
}

// readEntry is as much of an entry as it says of itself.
func (n *Node) readEntry(l store.Ledger, e record.Entry) (store.Revision, record.Header, *record.Refusal) {
	revision := store.Revision{Channel: l.Channel, Origin: l.Origin, Index: e.Index, Leaf: e.Leaf, Partner: l.Partner}
	refuse := func(code, detail string) (store.Revision, record.Header, *record.Refusal) {
		return revision, record.Header{}, &record.Refusal{Code: code, Detail: detail}
	}
	for i, part := range e.Parts {
		if part.State == record.Rejected {
			return refuse(record.RefusedOpening, fmt.Sprintf("part %d (%s): %s", i, part.Type, part.Reason))
		}
	}
	if label, present := e.Content(record.LabelPart); present {
		revision.Label = label
	}
	header := e.Part(record.HeaderPart)
	if header.State == record.Withheld {
		return refuse(record.RefusedCeiling, header.Reason)
	}
	h, err := record.DecodeHeader(header.Content)
	if err != nil {
		return refuse(record.RefusedHeader, err.Error())
	}
	revision = revision.Of(h)
	if h.Channel != l.Channel || h.Epoch != l.Epoch || h.Partner != l.Partner {
		return refuse(record.RefusedPlace, fmt.Sprintf("it says channel %s, epoch %d, partner %s", h.Channel, h.Epoch, h.Partner))
	}
	revision.Body, _ = e.Content(record.BodyPart)
	revision.Known = n.knows(h)
	return revision, h, nil
}

// knows reports whether this version can read a body: it knows the kind at
// exactly this schema version. Anything else is kept and shown as unknown, so
// that two nodes never understand one entry differently because one is older.
func (n *Node) knows(h record.Header) bool {
	if channel.Reserved(h.Kind) {
		return true
	}
	kind, known := n.Kinds.Lookup(h.Kind)
	return known && slices.Contains(kind.Versions(), h.Schema)
}

func (n *Node) judgeBody(r store.Revision, e record.Entry) error {
	kind, known := n.Kinds.Lookup(r.Kind)
	if !known || !r.Known {
		return nil
	}
	problems, _ := kind.ValidateVersion(r.Schema, r.Body)
	problems = append(problems, personalProblems(kind, r.Body, e.Parts)...)
	if len(problems) > 0 {
		return &record.Refusal{Code: record.RefusedBody, Detail: problems.Error()}
	}
	return nil
}

// personalProblems checks the personal values that a body names by the index of
// their part, as far as they are present.
func personalProblems(kind *record.Kind, body []byte, parts []record.Part) (problems record.Problems) {
	for part, path := range kind.PersonalParts(body) {
		switch {
		case part >= len(parts) || parts[part].Type != record.PersonalPart:
			problems = append(problems, record.Problem{Path: path, Code: record.ProblemPersonal})
		case parts[part].State == record.Present:
			problems = append(problems, kind.ValidatePersonal(body, part, parts[part].Content)...)
		}
	}
	return problems
}

// standingBefore is what the fold knows of a record. If the revision before
// this one stands in the same ledger but this node was not given its header,
// its place in the chain is taken on trust: refusing what follows would make
// the state depend on what a node is entitled to.
func (n *Node) standingBefore(tx *store.Tx, l store.Ledger, e record.Entry, h record.Header) (*record.Standing, error) {
	before, err := tx.Standing(h.Channel, h.ID)
	if err != nil || h.Revision == 1 || (before != nil && h.Revision <= before.Revision+1) {
		return before, err
	}
	if unsigned, err := n.unsigned(tx, l, e, h); err != nil || unsigned != nil {
		return unsigned, err
	}
	index, err := tx.LeafIn(l.Origin, h.Previous)
	if errors.Is(err, store.ErrNotFound) || (err == nil && index >= e.Index) {
		return before, nil
	}
	if err != nil {
		return before, err
	}
	hidden, err := tx.Entry(l.Origin, index)
	if err != nil || hidden.Part(record.HeaderPart).State != record.Withheld {
		return before, err
	}
	if !h.ID.CreatedBy(h.Channel, h.Partner) {
		return before, nil
	}
	return &record.Standing{Kind: h.Kind, Revision: h.Revision - 1, Leaf: h.Previous, Pen: h.Partner}, nil
}
