package rights_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"entente/access"
	"entente/internal/testworld"
	"entente/node"
	"entente/office"
	"entente/record"
	"entente/store"
)

// holding is an office that somebody says they hold.
func holding(t testing.TB, code string, holder access.Person) node.Draft {
	t.Helper()
	body, _, err := office.Offices.Encode(office.Office{Title: record.Text{EN: code}, Code: code, Holders: []office.Holder{{Account: holder.Account, As: office.AsHolder}}})
	if err != nil {
		t.Fatal(err)
	}
	return node.Draft{Kind: office.Offices.Name(), Body: body}
}

// writes lets somebody write for the own side.
func writes(t testing.TB, s testworld.Side, drafts ...node.Draft) ([]node.Written, error) {
	t.Helper()
	private, err := s.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.Write(t.Context(), private, node.Author{Office: s.Person.Office.Code, Person: s.Person.Account}, drafts...)
}

// holds reports whether somebody has a role now.
func holds(t testing.TB, s testworld.Side, role access.Role) (held bool) {
	t.Helper()
	err := s.View(t.Context(), func(tx *store.Tx) error {
		person, err := s.PersonOf(tx, s.Person.Account)
		if err != nil {
			return err
		}
		rights, err := s.RightsOf(tx, person)
		held = slices.ContainsFunc(rights.Roles, func(h access.Held) bool { return h.Role == role })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return held
}

func TestNobodyBeginsAnOfficeThatWasGivenARole(t *testing.T) {
	w := newWorld(t)
	cho := as(t, w.ROK, "cho", "DESK")
	onPaper(t, w.ROK, role("SEC", "security-officer"))
	if _, err := writes(t, cho, holding(t, "SEC", cho.Person)); !errors.Is(err, node.ErrNotTheirs) {
		t.Errorf("it ended in %v", err)
	}
	if holds(t, cho, access.SecurityOfficer) {
		t.Error("who began an office has its role")
	}
}

func TestNoNumberOfOfficesHidesOneFromItsHolders(t *testing.T) {
	w := newWorld(t)
	cho, sec := as(t, w.ROK, "cho", "DESK"), as(t, w.ROK, "sec", "LOBBY")
	onPaper(t, w.ROK, role("SEC", "security-officer"))
	byOperator := w.ROK
	byOperator.Person = access.Person{}
	if _, err := writes(t, byOperator, holding(t, "SEC", sec.Person)); err != nil {
		t.Fatal(err)
	}
	onPaper(t, w.ROK, role("DESK", "officer"))
	var many []node.Draft
	for i := range store.MaxLimit {
		many = append(many, holding(t, fmt.Sprintf("A%04d", i), cho.Person))
	}
	if _, err := writes(t, cho, many...); err != nil {
		t.Fatal(err)
	}
	if _, err := writes(t, cho, holding(t, "SEC", cho.Person)); !errors.Is(err, node.ErrNotTheirs) {
		t.Errorf("behind %d others, the second office of a code ended in %v", len(many), err)
	}
	if !holds(t, sec, access.SecurityOfficer) {
		t.Error("its holder has lost the role")
	}
}
