package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entente/access"
	"entente/audit"
	"entente/store"
)

// tokenUsedWithin is how exactly it is kept when a token was used last.
const tokenUsedWithin = time.Hour

// Bearer answers who a bearer token speaks for and what it may be used for;
// access.ErrRefused for one that is unknown, has ended, or is of somebody who
// may not come in.
func (n *Node) Bearer(ctx context.Context, secret string) (p access.Person, scope access.Scope, err error) {
	if !access.LooksLikeToken(secret) {
		return p, "", access.ErrRefused
	}
	now := n.Now()
	var t access.Token
	err = n.View(ctx, func(tx *store.Tx) error {
		t, err = tx.Token(access.Secret(secret).Hash())
		if errors.Is(err, store.ErrNotFound) || err == nil && !t.Valid(now) {
			return access.ErrRefused
		}
		if err != nil {
			return err
		}
		a, err := n.usable(tx, t.Account)
		if err == nil && !a.Holds(t.Office) {
			err = access.ErrRefused // it was made for an office that its owner has left
		}
		p = a.Person(t.Office)
		return err
	})
	if err != nil {
		return access.Person{}, "", err
	}
	if now.Sub(t.Used) >= tokenUsedWithin {
		err = n.store.Update(ctx, func(tx *store.Tx) error { return tx.TouchToken(t.Hash, now) })
	}
	return p, t.Scope, err
}

// mostTokens bounds how many bearer tokens somebody can have.
const mostTokens = 20

// NewToken makes a bearer token of somebody's, and gives its secret out once.
func (n *Node) NewToken(ctx context.Context, t access.Token) (access.Secret, error) {
	t.Made = n.Now()
	if t.Office == "" {
		return "", fmt.Errorf("%w: it acts for an office of its owner", access.ErrToken)
	}
	t, secret, err := access.NewToken(n.Random, t)
	if err != nil {
		return "", err
	}
	return secret, n.updateWitnessed(ctx, n.ofAccount(audit.Token, t.Account, "made"), func(tx *store.Tx) error {
		had, err := tx.Tokens(t.Account)
		if err != nil {
			return err
		}
		if len(had) >= mostTokens {
			return fmt.Errorf("%w: %d tokens are the limit: end one first", access.ErrToken, mostTokens)
		}
		return tx.AddToken(t)
	})
}

// EndToken ends a token of this account.
func (n *Node) EndToken(ctx context.Context, account string, hash [32]byte) error {
	ended := n.ofAccount(audit.Token, account, "ended")
	return n.updateWitnessed(ctx, ended, func(tx *store.Tx) error { return tx.EndToken(account, hash) })
}
