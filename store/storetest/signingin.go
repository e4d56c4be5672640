package storetest

import (
	"reflect"
	"testing"
	"time"

	"entente/access"
	"entente/store"
)

func sessionsAreProved(t *testing.T, s store.Store) {
	begun := access.Session{Hash: [32]byte{1}, Account: "a", Office: "desk", Started: Now(), Seen: Now(), Ways: access.Ways{access.ByPassword}, Browser: "Firefox, Linux"}
	update(t, s, func(tx *store.Tx) error { return tx.PutSession(begun) })
	begun.Ways, begun.Proved = access.Ways{access.ByPasskey, access.ByPassword}, Now().Add(time.Minute)
	update(t, s, func(tx *store.Tx) error { return tx.ProveSession(begun.Hash, begun.Ways, begun.Proved) })
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.ProveSession([32]byte{9}, nil, Now()) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.SessionOf(begun.Hash)); !reflect.DeepEqual(got, begun) {
			t.Errorf("the session reads %+v", got)
		}
		return nil
	})
}

func anIdentityOpensOneAccount(t *testing.T, s store.Store) {
	bound := access.Identity{Issuer: "https://login.example", Subject: "1", Account: "a", Bound: Now()}
	update(t, s, func(tx *store.Tx) error { return tx.BindIdentity(bound) })
	refused(t, s, store.ErrExists, func(tx *store.Tx) error {
		return tx.BindIdentity(access.Identity{Issuer: bound.Issuer, Subject: bound.Subject, Account: "b"})
	})
	bound.Used = Now().Add(time.Hour)
	update(t, s, func(tx *store.Tx) error { return tx.TouchIdentity(bound.Issuer, bound.Subject, bound.Used) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Identities("a")); !reflect.DeepEqual(got, []access.Identity{bound}) {
			t.Errorf("identities read %+v", got)
		}
		_, err := tx.Identity("https://another.example", "1")
		return expect(err, store.ErrNotFound)
	})
	update(t, s, func(tx *store.Tx) error { return tx.UnbindIdentities("a") })
	view(t, s, func(tx *store.Tx) error {
		_, err := tx.Identity(bound.Issuer, bound.Subject)
		return expect(err, store.ErrNotFound)
	})
}

func passkeysBelongToAPerson(t *testing.T, s store.Store) {
	key := store.Passkey{ID: []byte{1, 2}, Account: "a", Name: "노트북", Host: "node.example", Credential: "{}", Made: Now()}
	update(t, s, func(tx *store.Tx) error { return tx.AddPasskey(key) })
	refused(t, s, store.ErrExists, func(tx *store.Tx) error { return tx.AddPasskey(store.Passkey{ID: key.ID, Account: "b"}) })
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.RemovePasskey("b", key.ID) })
	key.Credential, key.Used = `{"signCount":2}`, Now().Add(time.Hour)
	update(t, s, func(tx *store.Tx) error { return tx.UsedPasskey(key.ID, key.Credential, key.Used) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Passkeys("a")); !reflect.DeepEqual(got, []store.Passkey{key}) || len(must(tx.Passkeys("b"))) != 0 {
			t.Errorf("passkeys read %+v", got)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.RemovePasskey("a", key.ID) })
	view(t, s, func(tx *store.Tx) error {
		_, err := tx.Passkey(key.ID)
		return expect(err, store.ErrNotFound)
	})
}

func aSecondFactorIsKeptSecret(t *testing.T, s store.Store) {
	factor := access.Factor{Account: "a", Secret: access.FactorSecret{1, 2, 3}}
	update(t, s, func(tx *store.Tx) error { return tx.SetFactor(factor) })
	factor.Confirmed, factor.Step = true, 42
	update(t, s, func(tx *store.Tx) error { return tx.SetFactor(factor) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Factor("a")); got.Secret != factor.Secret || got != factor {
			t.Error("the factor reads otherwise")
		}
		_, err := tx.Factor("b")
		return expect(err, store.ErrNotFound)
	})
	update(t, s, func(tx *store.Tx) error { return tx.RemoveFactor("a") })
	view(t, s, func(tx *store.Tx) error {
		_, err := tx.Factor("a")
		return expect(err, store.ErrNotFound)
	})
}

func passwordsAreOpenedForATime(t *testing.T, s store.Store) {
	view(t, s, func(tx *store.Tx) error {
		_, err := tx.BreakGlass()
		return expect(err, store.ErrNotFound)
	})
	first := access.BreakGlass{Opened: Now(), Ends: Now().Add(4 * time.Hour), First: "a", Second: "b", Reason: "긴급"}
	later := access.BreakGlass{Opened: Now().Add(24 * time.Hour), Ends: Now().Add(28 * time.Hour), First: "b", Second: "c", Reason: "again"}
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.SetBreakGlass(first))
		must(0, tx.SetBreakGlass(later))
		later.Ends = Now().Add(25 * time.Hour)
		return tx.SetBreakGlass(later)
	})
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.BreakGlass()); got != later {
			t.Errorf("it reads %+v", got)
		}
		return nil
	})
}
