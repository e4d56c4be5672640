package web

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// errRefused says that a form was not taken, and that what was typed is kept.
var errRefused = errors.New("web: a form with problems")

// sendNew writes the first revision of a record. Its id was reserved when the
// form was made, so that a form which is sent twice makes one record.
func (s *site) sendNew(in *opening, form url.Values) (feature.Deed, error) {
	e, err := s.openNew(in)
	if errors.Is(err, errNoForm) {
		err = store.ErrNotFound
	}
	if err != nil {
		return feature.Deed{}, err
	}
	sent := readSent(e.Kind, form)
	if e.ID, err = record.ParseID(sent.ID); err != nil || !e.ID.CreatedBy(in.Channel.ID, in.Self) {
		return feature.Deed{}, store.ErrNotFound
	}
	if _, err := in.Tx.Record(in.Channel.ID, e.ID); err == nil {
		return s.sentAgain(in, e.ID, sent)
	} else if !errors.Is(err, store.ErrNotFound) {
		return feature.Deed{}, err
	}
	return s.decide(in, e, sent)
}

// sentAgain answers the form of a new record that exists already: with the
// record, if the form says the same; else with its next revision to be looked
// at.
func (s *site) sentAgain(in *opening, id record.ID, sent sentForm) (feature.Deed, error) {
	e, err := s.openRecord(in, id)
	if err != nil {
		return feature.Deed{}, store.ErrNotFound
	}
	e.address = e.scene.page(id) + "/edit"
	e.Typed, e.Chosen = sent.Typed, sent.Marking
	problems, err := e.settle(in.Tx, sent)
	if err != nil {
		return feature.Deed{}, err
	}
	whole := lay(e.Kind, e.Stored, e.Typed, problems)
	if len(whole.Problems) == 0 && sameValue(e.Kind, e.Stored, whole.Value) {
		return feature.Deed{Do: leadTo(savedAddress(e.scene.page(id), e.From))}, nil
	}
	e.Problems = record.Problems{record.Wrong("", "This form was sent before and its record exists. What you typed now would be its next revision: look at it and send it again.")}
	return s.refuse(in, e)
}

// sendEdit writes the next revision of a record.
func (s *site) sendEdit(in *opening, form url.Values) (feature.Deed, error) {
	e, err := s.openEdit(in)
	if errors.Is(err, errNoForm) {
		page := e.closed()
		return feature.Deed{Page: &page}, nil
	}
	if err != nil {
		return feature.Deed{}, err
	}
	return s.decide(in, e, readSent(e.Kind, form))
}

// decide holds a form that was sent to everything there is.
func (s *site) decide(in *opening, e *editing, sent sentForm) (feature.Deed, error) {
	e.Typed, e.Chosen = sent.Typed, sent.Marking
	e.takeTheirs(sent.Take)
	problems, err := e.settle(in.Tx, sent)
	if err != nil {
		return feature.Deed{}, err
	}
	if err := e.mark(in.Tx, s.node.Policies, in.Now); err != nil {
		return feature.Deed{}, err
	}
	switch {
	case strings.HasPrefix(sent.Do, doAdd):
		e.add(strings.TrimPrefix(sent.Do, doAdd))
		page, err := e.page(in, s.node.Policies)
		page.Status = 200
		return feature.Deed{Page: &page}, err
	case sent.Do == doDraft:
		return s.keepDraft(in, e, sent)
	case e.Record != nil && sent.From != e.From:
		if err := e.catchUp(in.Tx, sent.From); err != nil {
			return feature.Deed{}, err
		}
	}
	if _, err := e.label(); err != nil {
		problems = append(problems, feature.MarkingProblem(inputMarking, err))
	}
	whole := lay(e.Kind, e.Stored, e.Typed, append(sent.Problems, problems...))
	e.Problems = whole.Problems
	if len(e.Problems) > 0 || len(e.Meanwhile) > 0 {
		return s.refuse(in, e)
	}
	return s.save(in, e, whole.Value)
}

// save writes what is right.
func (s *site) save(in *opening, e *editing, value any) (feature.Deed, error) {
	to := e.scene.page(e.ID)
	marked, _ := e.label()
	if e.Record != nil && sameValue(e.Kind, e.Stored, value) && string(marked) == string(e.Record.Label) {
		return feature.Deed{Do: leadTo(to)}, nil // nothing was changed
	}
	body, personal, err := e.Kind.Encode(value)
	if err != nil {
		e.Problems = record.Problems{missing(err)}
		return s.refuse(in, e)
	}
	draft := node.Draft{Kind: e.Kind.Name(), ID: e.ID, Body: body, Personal: personal, Label: marked}
	if e.Record != nil {
		draft.After = e.From
	}
	channel, account, saved := in.Channel.ID, in.Person.Account, savedAddress(to, draft.After+1)
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			_, err := n.Write(ctx, channel, by, draft)
			if errors.Is(err, node.ErrSecondPerson) {
				if saved, err = proposeInstead(ctx, n, by, channel, draft); err != nil {
					return "", errors.Join(err, n.KeepDraft(ctx, e.draft(account)))
				}
			}
			if err != nil && !errors.Is(err, node.ErrUnpublished) {
				if errors.Is(err, node.ErrStale) && overtaking(ctx, n, channel, draft) {
					return saved, nil
				}
				return "", errors.Join(err, n.KeepDraft(ctx, e.draft(account)))
			}
			return saved, errors.Join(err, n.DropDraft(context.WithoutCancel(ctx), account, channel, draft.ID))
		},
		Refused: func(again *feature.Reading, err error) (ui.Page, error) { return s.refusedBy(in, again, e, err) },
	}, nil
}

// missing says what an encoding failed for.
func missing(err error) record.Problem {
	if errors.Is(err, record.ErrPersonalMissing) {
		return record.Wrong("", "A personal value of this record has not arrived at this node. Writing on now would lose it: wait for it, or ask its writer.")
	}
	return record.Problem{Code: record.ProblemInvalid}
}

// longestWait is how long a form waits for what another wrote at the same moment
// to be signed, after which pages see it.
const longestWait = 10 * time.Second

// overtaking waits for the revision that came before a draft could, and reports
// whether it is the draft itself: the same form, sent twice at once.
func overtaking(ctx context.Context, n *node.Node, channel record.ChannelID, draft node.Draft) (same bool) {
	ctx, done := context.WithTimeout(ctx, longestWait)
	defer done()
	for {
		_, changed := n.Changes.Now()
		var found store.Record
		err := n.View(ctx, func(tx *store.Tx) (err error) {
			found, err = tx.Record(channel, draft.ID)
			return err
		})
		switch {
		case err == nil && found.Revision.Revision > draft.After:
			return draft.After == 0 && string(found.Body) == string(draft.Body)
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return false
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// sameValue reports that two values would be written alike.
func sameValue(kind *record.Kind, a, b any) bool {
	first, parts, err := kind.Encode(a)
	if err != nil {
		return false
	}
	second, others, err := kind.Encode(b)
	return err == nil && string(first) == string(second) &&
		slices.EqualFunc(parts, others, func(x, y []byte) bool { return string(x) == string(y) })
}

// leadTo does nothing and leads on.
func leadTo(address string) func(context.Context, *node.Node, node.Author) (string, error) {
	return func(context.Context, *node.Node, node.Author) (string, error) { return address, nil }
}

// refuse keeps what was typed as a draft of its author and shows the form again.
func (s *site) refuse(in *opening, e *editing) (feature.Deed, error) {
	draft := e.draft(in.Person.Account)
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, _ node.Author) (string, error) {
			if err := n.KeepDraft(ctx, draft); err != nil {
				return "", errors.Join(errRefused, err)
			}
			e.kept = true
			return "", errRefused
		},
		Refused: func(again *feature.Reading, err error) (ui.Page, error) {
			if !errors.Is(err, errRefused) {
				return ui.Page{}, err
			}
			return s.again(in, again, e)
		},
	}, nil
}

// again is the page of a form in a later snapshot than it was decided in.
func (s *site) again(in *opening, later *feature.Reading, e *editing) (ui.Page, error) {
	now := &opening{Reading: later, Request: in.Request, standing: in.standing, channels: in.channels}
	return e.page(now, s.node.Policies)
}
