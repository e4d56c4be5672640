package node

import (
	"context"
	"errors"

	"entente/access"
	"entente/store"
)

// ViewBy is ViewAs for who writes: what they are told of the records that there
// are, they are told as a reader. Who acts by the command line holds the folder,
// and finds everything.
func (n *Node) ViewBy(ctx context.Context, author Author, query func(*store.Tx) error) error {
	var person access.Person
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		if _, err = tx.Account(author.Person); err == nil {
			person, err = n.PersonOf(tx, author.Person)
		}
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return n.View(ctx, query)
	case err != nil:
		return err
	}
	return n.ViewAs(ctx, person, query)
}
