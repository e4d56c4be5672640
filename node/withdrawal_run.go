package node

import (
	"context"
	"time"
)

// How long until withdrawals are looked at again if nothing changed, and if
// something could not be carried out.
const (
	withdrawalRound = time.Hour
	withdrawalRetry = time.Minute
)

// RunWithdrawals carries out withdrawals until the context ends: when something
// changed, when a term may have run out, and again what could not be done. after
// is a timer, time.After or a simulated one.
func (n *Node) RunWithdrawals(ctx context.Context, after func(time.Duration) <-chan time.Time) error {
	for {
		_, changed := n.Changes.Now()
		pending, err := n.CarryOutWithdrawals(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			pending = append(pending, err)
		}
		for _, why := range pending {
			n.Log.Warn("a withdrawal is not carried out yet", "again in", withdrawalRetry, "error", why)
		}
		round := withdrawalRound
		if len(pending) > 0 {
			round, changed = withdrawalRetry, nil // what waits is not helped by news
		}
		select {
		case <-changed:
		case <-after(round):
		case <-ctx.Done():
			return nil
		}
	}
}
