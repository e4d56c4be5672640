package node

import (
	"errors"

	"entente/access"
	"entente/store"
)

// An Explanation says why somebody may, or may not, do something with a record.
type Explanation struct {
	Rights access.Rights
	Denied *access.Denied // nil if they may
	By     []string       // the rules that permit it
}

// Explain decides for a person as every page does, and keeps the reasons. What
// they were granted counts also where whoever asks may not read it.
func (n *Node) Explain(tx *store.Tx, account string, action access.Action, class store.Class) (e Explanation, err error) {
	tx = tx.Whole()
	person, err := n.PersonOf(tx, account)
	if err != nil {
		return e, err
	}
	if e.Rights, err = n.RightsOf(tx, person); err != nil {
		return e, err
	}
	c, err := tx.Channel(class.Channel)
	if err != nil {
		return e, err
	}
	err = n.decideIn(e.Rights, action, c, class)
	if errors.As(err, &e.Denied) {
		return e, nil
	}
	if err == nil {
		e.By = n.decider.Permitting(e.Rights, action, n.resource(e.Rights, c, class))
	}
	return e, err
}
