package demo

import (
	"context"
	"fmt"
	"time"

	"entente/access"
	"entente/keys"
	"entente/store"
)

// mandate gives every side one holder with a deputy and its offices their roles, so
// that the pages of both have something to show. Nobody keeps their keys: nothing in the demonstration is
// signed by them.
func mandate(ctx context.Context, sides []*side) error {
	for _, s := range sides {
		if err := s.giveMandate(ctx); err != nil {
			return fmt.Errorf("demo: the mandate of %s: %w", s.code, err)
		}
		if err := s.giveRights(ctx); err != nil {
			return fmt.Errorf("demo: the roles of %s: %w", s.code, err)
		}
	}
	return nil
}

func (s *side) giveMandate(ctx context.Context) error {
	given := false
	err := s.View(ctx, func(tx *store.Tx) error {
		all, err := tx.Mandates()
		for _, m := range all {
			given = given || m.Partner == s.Self()
		}
		return err
	})
	if err != nil || given {
		return err
	}
	root, err := s.root()
	if err != nil {
		return err
	}
	var public []keys.Public
	for range 2 {
		key, err := keys.Generate(s.Random, keys.Ed25519)
		if err != nil {
			return err
		}
		public = append(public, key.Public())
	}
	now := s.Now().UTC()
	envelope, err := access.Mandate{
		Partner: s.Self(), Holder: "programme-desk-1", Key: public[0], Acts: []access.Verb{access.Release, access.Withdrawal},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0), Deputies: []access.Deputy{{Holder: "programme-desk-2", Key: public[1]}},
	}.Sign(root...)
	if err != nil {
		return err
	}
	_, err = s.AddMandate(ctx, envelope.Encode())
	return err
}
