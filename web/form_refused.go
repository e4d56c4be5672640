package web

import (
	"errors"
	"net/http"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// refusedBy shows the form again with what the node said to it. An error that
// nobody at a form can do something about stays one.
func (s *site) refusedBy(in *opening, later *feature.Reading, e *editing, err error) (ui.Page, error) {
	now := &opening{Reading: later, Request: in.Request, standing: in.standing, channels: in.channels}
	var invalid *node.Invalid
	var denied *access.Denied
	e.kept = !errors.Is(err, store.ErrTooManyDrafts)
	switch {
	case errors.Is(err, node.ErrStale):
		return s.overtakenBy(now, e)
	case errors.As(err, &invalid):
		e.Problems = invalid.Problems
	case errors.As(err, &denied):
		e.Problems = record.Problems{record.Wrong("", in.Words.Denial(in.Language, denied))}
		page, err := s.again(in, later, e)
		page.Status = http.StatusForbidden
		return page, err
	case errors.Is(err, node.ErrAbove):
		e.Problems = record.Problems{record.Wrong(inputMarking, "This marking is above what this channel or this node may hold. Choose a lower one.")}
	default:
		sentence, known := refusalOf(err)
		if !known {
			return ui.Page{}, err
		}
		e.Problems = record.Problems{sentence}
	}
	return s.again(in, later, e)
}

// refusalOf says what a node refused a form for, and what to do.
func refusalOf(err error) (record.Problem, bool) {
	var refusal *record.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Code == record.RefusedPen:
		return record.Wrong("", "Another partner holds the pen of this record by now. Comment on it, or write a record of your own that names it."), true
	case errors.Is(err, node.ErrSensitive):
		return record.Wrong("", "Some fields must stay in the private channel. Empty them here, or write the record in the private channel."), true
	case errors.Is(err, node.ErrNotTheirs):
		return record.Wrong("", "This is not for the offices that you act for to write. Ask somebody who acts for the office concerned, or the operator."), true
	case errors.Is(err, store.ErrTooManyProposals):
		return record.Wrong("", "Too much of yours waits for a second person. Have some of it approved, or take it back."), true
	case errors.Is(err, node.ErrTooMany):
		return record.Wrong("", "That is more than this node keeps. Shorten it, or ask the operator."), true
	case errors.Is(err, node.ErrClosedGate):
		return record.Wrong("", "This node must not sign now. Nothing was written: tell the operator, and send it again when the node signs."), true
	case errors.Is(err, node.ErrRebuilding):
		return record.Wrong("", "The pages of this node are being computed anew. Nothing was written: send it again in a few minutes."), true
	case errors.Is(err, node.ErrNotMember):
		return record.Wrong("", "This node does not write in this channel now: it is not in force, or is closed. Nothing was written."), true
	case errors.Is(err, store.ErrFull):
		return record.Wrong("", "There is no space left on this node. Nothing was written: tell the operator."), true
	}
	return record.Problem{}, false
}

// overtakenBy shows what somebody wrote between the decision and the writing.
func (s *site) overtakenBy(in *opening, e *editing) (ui.Page, error) {
	newest, err := s.openRecord(in, e.ID)
	if errors.Is(err, errNoForm) {
		return newest.closed(), nil
	}
	if err != nil {
		return ui.Page{}, err
	}
	newest.Typed, newest.Chosen, newest.kept = e.Typed, e.Chosen, e.kept
	newest.address = newest.scene.page(e.ID) + "/edit"
	if err := newest.catchUp(in.Tx, e.From); err != nil {
		return ui.Page{}, err
	}
	return newest.page(in, s.node.Policies)
}
