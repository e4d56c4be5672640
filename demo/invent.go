package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"entente/demo/data"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

const (
	// released is the marking of what is released.
	released = "CLEAR"
	// unbounded is the highest marking that there is.
	unbounded = "RED"
)

// invent adds what was invented to the facts, and remembers how far it came: a
// step that is done is the user's to change.
func invent(ctx context.Context, o Options, state state, sides []*side, shared record.ChannelID) error {
	all := data.Inventions()
	if state.Invented >= len(all) {
		return nil
	}
	turn := ""
	for _, step := range all[state.Invented:] {
		s, err := sideOf(sides, step.Side)
		if err != nil {
			return err
		}
		if step.Side != turn {
			turn = step.Side
			if err := until(ctx, sides, func() (bool, error) { return holdsAll(ctx, s, sides, shared) }); err != nil {
				return err
			}
		}
		if step.Then == data.ReleaseMarked {
			if err := bound(ctx, s, sides, released); err != nil {
				return err
			}
		}
		if err := s.write(ctx, step, shared); err != nil {
			return fmt.Errorf("demo: %s: %w", step.Path, err)
		}
		if step.Then == data.ReleaseMarked {
			if err := until(ctx, sides, func() (bool, error) { return confirmed(ctx, sides, shared) }); err != nil {
				return err
			}
			if err := bound(ctx, s, sides, unbounded); err != nil {
				return err
			}
		}
		state.Invented++
		if err := state.write(o.Dir); err != nil {
			return err
		}
	}
	return nil
}

// bound says what the nodes of the others may hold. What is written above it
// meanwhile is kept apart there, and stays so when the bound is lifted.
func bound(ctx context.Context, s *side, sides []*side, marking string) error {
	for _, other := range sides {
		if other == s {
			continue
		}
		if err := other.SetCeiling(ctx, label.TLP().Name, marking); err != nil {
			return err
		}
	}
	return nil
}

// The labels of what is released have one date, so that releasing it again is
// no change.
var markedOn = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

const reviewYears = 5

// A writing is one invented table at the side that writes it.
type writing struct {
	*side
	data.Invented
	shared, private record.ChannelID
	author          node.Author
	kind            *record.Kind
	content         []byte
}

func (s *side) write(ctx context.Context, step data.Invented, shared record.ChannelID) (err error) {
	w := writing{side: s, Invented: step, shared: shared}
	if w.private, err = s.PrivateChannel(ctx); err != nil {
		return err
	}
	if w.kind, err = s.kindOf(step.Kind); err != nil {
		return err
	}
	if w.content, err = data.Invention.ReadFile(step.Path); err != nil {
		return err
	}
	if err := w.fillIn(ctx); err != nil {
		return err
	}
	if step.Then == data.Begin {
		return w.begin(ctx)
	}
	if step.Then == data.ProposeToHolder {
		if err := w.copyShared(ctx); err != nil {
			return err
		}
	}
	into := w.private
	if step.Then == data.Share {
		into = shared
	}
	if !w.kind.Writable() {
		return w.byOwnPages(ctx, into)
	}
	if err := w.take(ctx, step.Table, w.content, into, w.author); err != nil {
		return err
	}
	switch step.Then {
	case data.Release, data.ReleaseMarked, data.ProposeToHolder:
		return w.release(ctx)
	}
	return nil
}

func (s *side) kindOf(name string) (*record.Kind, error) {
	kind, known := s.Kinds.Lookup(name)
	if !known {
		return nil, fmt.Errorf("this version knows no kind %q", name)
	}
	return kind, nil
}

// fillIn puts the accounts of this run where the table names them, and chooses
// the author.
func (w *writing) fillIn(ctx context.Context) error {
	return w.View(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		var names []string
		for _, a := range accounts {
			names = append(names, "{"+a.Login+"}", a.ID)
			if a.Login == deskLogin {
				w.author = node.Author{Office: programmeDesk.Code, Person: a.ID}
			}
		}
		filled := []byte(strings.NewReplacer(names...).Replace(string(w.content)))
		if !bytes.Equal(filled, w.content) {
			w.author = registry // which account acts for what is the operator's to say
		}
		w.content = filled
		return err
	})
}

// records finds those of the table's rows in a channel.
func (w *writing) records(ctx context.Context, in record.ChannelID) (ids []record.ID, err error) {
	err = w.View(ctx, func(tx *store.Tx) error {
		return w.eachRow(func(row record.Row) error {
			found, err := tx.FindExternal(in, record.KeyScheme, row.Key)
			if err != nil {
				return err
			}
			for _, r := range found {
				if r.Kind == w.Kind {
					ids = append(ids, r.ID)
				}
			}
			return nil
		})
	})
	return ids, err
}

// eachRow hands out the rows of the table.
func (w *writing) eachRow(take func(record.Row) error) error {
	rows, err := record.ReadCSV(w.kind, bytes.NewReader(w.content))
	if err != nil {
		return err
	}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = take(row)
		}
		if err != nil {
			return err
		}
	}
}

// copyShared begins to work privately on the records of the rows.
func (w *writing) copyShared(ctx context.Context) error {
	ids, err := w.records(ctx, w.shared)
	for _, id := range ids {
		if _, err := w.WorkPrivately(ctx, w.author, w.shared, id); err != nil && !errors.Is(err, node.ErrWorkedOn) {
			return err
		}
	}
	return err
}

// release gives the records of the rows to the partner, or what changed of them.
func (w *writing) release(ctx context.Context) error {
	ids, err := w.records(ctx, w.private)
	if err != nil {
		return err
	}
	marking := released
	if w.Then == data.ReleaseMarked {
		_, marking, _ = channelPolicy()
	}
	xml, err := label.New(label.TLP(), marking, markedOn, markedOn.AddDate(reviewYears, 0, 0))
	if err != nil {
		return err
	}
	labels := map[record.ID][]byte{}
	for _, id := range ids {
		labels[id] = xml
	}
	plan, err := w.PlanRelease(ctx, node.Selection{
		Narrow: w.private, Wide: w.shared, Records: ids, KeepExternal: true, Labels: labels,
	})
	if err != nil {
		return err
	}
	_, err = w.Release(ctx, w.author, w.private, plan)
	return err
}
