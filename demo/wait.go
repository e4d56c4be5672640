package demo

import (
	"context"
	"reflect"

	"entente/record"
	"entente/store"
)

// until waits for a condition, woken by the nodes' own news.
func until(ctx context.Context, sides []*side, holds func() (bool, error)) error {
	for {
		waiting := []reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ctx.Done())}}
		for _, s := range sides {
			_, changed := s.Changes.Now()
			waiting = append(waiting, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(changed)})
		}
		if held, err := holds(); held || err != nil {
			return err
		}
		if woken, _, _ := reflect.Select(waiting); woken == 0 {
			return ctx.Err()
		}
	}
}

// ledgersOf are the ledgers that a side keeps of a channel, with the newest
// receipts for each.
func (s *side) ledgersOf(ctx context.Context, channel record.ChannelID) (held []held, err error) {
	err = s.View(ctx, func(tx *store.Tx) error {
		ledgers, err := tx.LedgersOf(channel)
		if err != nil {
			return err
		}
		for _, l := range ledgers {
			h, err := holding(tx, l)
			if err != nil {
				return err
			}
			held = append(held, h)
		}
		return nil
	})
	return held, err
}

// holdsAll reports whether a side holds all that the others have written.
func holdsAll(ctx context.Context, s *side, sides []*side, channel record.ChannelID) (bool, error) {
	here, err := s.ledgersOf(ctx, channel)
	if err != nil {
		return false, err
	}
	for _, other := range sides {
		there, err := other.ledgersOf(ctx, channel)
		if err != nil {
			return false, err
		}
		if own := writtenBy(there, other); writtenBy(here, other).Folded < own.Size {
			return false, nil
		}
	}
	return true, nil
}

// confirmed reports whether every side holds all, and knows that all others do.
func confirmed(ctx context.Context, sides []*side, channel record.ChannelID) (bool, error) {
	for _, s := range sides {
		if all, err := holdsAll(ctx, s, sides, channel); !all || err != nil {
			return false, err
		}
		here, err := s.ledgersOf(ctx, channel)
		if err != nil {
			return false, err
		}
		own := writtenBy(here, s)
		for _, other := range sides {
			if other != s && own.receipts[other.Self()] < own.Size {
				return false, nil
			}
		}
	}
	return true, nil
}
