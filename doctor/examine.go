package doctor

import (
	"context"
	"time"

	"entente/node"
	"entente/store"
)

// Reached is how people reach the node, as far as whoever asks knows.
type Reached struct {
	Served bool
	Names  []string // of hosts, beside those of its machine
	Trial  bool     // served as a trial

	Passwords bool // the operator says that a password alone opens accounts here
}

// A check looks at one thing; no finding means that it does not apply.
type check func(*patient) ([]Finding, error)

// patient is what the checks look at.
type patient struct {
	node    *node.Node
	tx      *store.Tx
	reached Reached
	now     time.Time
}

// checks are all of them, in the order in which they are told.
var checks = []check{
	demonstration, rootKey, nodeKeys, passwordOnly, reachedUnder,
	modes, gate, audit, schema, room, clocks, mandates, offices, apart,
}

// Examine looks at a node that is open.
func Examine(ctx context.Context, n *node.Node, reached Reached) (all []Finding, err error) {
	err = n.View(ctx, func(tx *store.Tx) error {
		all = nil
		p := &patient{node: n, tx: tx, reached: reached, now: n.Now()}
		for _, look := range checks {
			found, err := look(p)
			if err != nil {
				return err
			}
			all = append(all, found...)
		}
		return nil
	})
	return all, err
}
