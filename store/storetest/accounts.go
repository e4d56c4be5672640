package storetest

import (
	"reflect"
	"testing"
	"time"

	"entente/access"
	"entente/record"
	"entente/store"
)

func account(id, login string) access.Account {
	return access.Account{
		ID: id, Login: login, Name: "한 Officer", Language: record.Korean, Zone: "Asia/Seoul",
		Offices: []access.Office{{Code: "desk", Title: record.Text{EN: "Desk", KO: "담당"}}, {Code: "security"}},
	}
}

func accountsAreKept(t *testing.T, s store.Store) {
	a, b := account("a", "officer"), account("b", "delegate")
	b.Demo = true
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.AddAccount(a))
		must(0, tx.AddAccount(b))
		return tx.SetPassword("a", "hash")
	})
	refused(t, s, store.ErrExists, func(tx *store.Tx) error { return tx.AddAccount(account("c", "officer")) })
	a.Name, a.Disabled = "Somebody else", true
	update(t, s, func(tx *store.Tx) error { return tx.SetAccount(a) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Accounts()); !reflect.DeepEqual(got, []access.Account{b, a}) {
			t.Errorf("accounts read %+v", got)
		}
		if got := must(tx.AccountByLogin("officer")); !reflect.DeepEqual(got, a) {
			t.Errorf("the account reads %+v", got)
		}
		if must(tx.Password("a")) != "hash" || must(tx.Password("b")) != "" {
			t.Error("passwords read otherwise")
		}
		_, err := tx.Account("c")
		return expect(err, store.ErrNotFound)
	})
}

func sessionsEnd(t *testing.T, s store.Store) {
	now := Now()
	first := access.Session{Hash: [32]byte{1}, Account: "a", Office: "desk", Started: now, Seen: now}
	later := access.Session{Hash: [32]byte{2}, Account: "a", Office: "desk", Started: now.Add(time.Hour), Seen: now.Add(2 * time.Hour)}
	other := access.Session{Hash: [32]byte{3}, Account: "b", Started: now.Add(time.Hour), Seen: now.Add(time.Hour)}
	update(t, s, func(tx *store.Tx) error {
		for _, each := range []access.Session{first, later, other} {
			must(0, tx.PutSession(each))
		}
		must(0, tx.TouchSession(first.Hash, now.Add(time.Minute)))
		must(0, tx.TouchSession([32]byte{9}, now))
		return tx.SetSessionOffice(first.Hash, "security")
	})
	first.Office, first.Seen = "security", now.Add(time.Minute)
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Sessions("a")); !reflect.DeepEqual(got, []access.Session{later, first}) {
			t.Errorf("sessions read %+v", got)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.EndSessionsBefore(now, now.Add(30*time.Minute)) })
	update(t, s, func(tx *store.Tx) error { return tx.EndSessions("b") })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Sessions("a")); !reflect.DeepEqual(got, []access.Session{later}) {
			t.Errorf("sessions read %+v", got)
		}
		_, err := tx.SessionOf(other.Hash)
		return expect(err, store.ErrNotFound)
	})
}

func tokensBelongToAPerson(t *testing.T, s store.Store) {
	token := access.Token{Hash: [32]byte{1}, Account: "a", Name: "reports", Office: "desk", Scope: access.Read, Made: Now(), Expires: Now().Add(time.Hour)}
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.AddToken(token))
		return tx.TouchToken(token.Hash, Now())
	})
	token.Used = Now()
	refused(t, s, store.ErrNotFound, func(tx *store.Tx) error { return tx.EndToken("b", token.Hash) })
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Tokens("a")); !reflect.DeepEqual(got, []access.Token{token}) || len(must(tx.Tokens("b"))) != 0 {
			t.Errorf("tokens read %+v", got)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.EndToken("a", token.Hash) })
	view(t, s, func(tx *store.Tx) error {
		_, err := tx.Token(token.Hash)
		return expect(err, store.ErrNotFound)
	})
}

func looksNeverGoBack(t *testing.T, s store.Store) {
	for _, step := range []struct{ to, want int64 }{{5, 5}, {3, 5}, {8, 8}} {
		update(t, s, func(tx *store.Tx) error { return tx.SetLookedUpTo("a", step.to) })
		view(t, s, func(tx *store.Tx) error {
			if got := must(tx.LookedUpTo("a")); got != step.want || must(tx.LookedUpTo("b")) != 0 {
				t.Errorf("looked up to %d, expected %d", got, step.want)
			}
			return nil
		})
	}
}

func keptFormsAreTheirAuthorsAlone(t *testing.T, s store.Store) {
	form := func(id string, at time.Time) store.KeptForm {
		return store.KeptForm{ID: id, Account: "a", Kept: at, Address: "/records/new?kind=x", Fields: map[string][]string{"title": {"한국 <b>", ""}}, Proof: id == "3"}
	}
	update(t, s, func(tx *store.Tx) error {
		for i, id := range []string{"1", "2", "3"} {
			must(0, tx.KeepForm(form(id, Now().Add(time.Duration(i)*time.Hour)), 2))
		}
		return nil
	})
	third, second := form("3", Now().Add(2*time.Hour)), form("2", Now().Add(time.Hour))
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.KeptForms("a", Now())); !reflect.DeepEqual(got, []store.KeptForm{third, second}) {
			t.Errorf("kept forms read %+v", got)
		}
		if got := must(tx.KeptForms("b", time.Time{})); len(got) != 0 {
			t.Errorf("another account reads %+v", got)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.DropForm("b", "3"))
		return tx.DropFormsBefore(third.Kept)
	})
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.KeptForms("a", time.Time{})); !reflect.DeepEqual(got, []store.KeptForm{third}) {
			t.Errorf("kept forms read %+v", got)
		}
		return nil
	})
}
