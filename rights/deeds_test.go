package rights_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"entente/api"
	"entente/channel"
	"entente/internal/testworld"
	"entente/node"
	"entente/record"
	"entente/rights"
	"entente/store"
)

// deedOracle is which role does what by the faces of the node, in the channels in
// which it is held.
var deedOracle = map[string][]string{
	"release":  {"officer"},
	"withdraw": {"officer", "records-officer", "security-officer"},
	"grant":    {"security-officer"},
	"audit":    {"auditor"},
}

func (c column) does(deed string, r row) bool {
	if deed == "write" {
		return c.expected(oracle[c.role].writes, r)
	}
	return slices.Contains(deedOracle[deed], c.role) && (!r.private || c.member) && (!r.red || c.cleared) && (r.kind != rights.Roles.Name() || c.role == "security-officer")
}

// deedsAreThoseOfTheOracle lets somebody do what is done with records: by the form
// or the operation where there is one, and by the node behind all of them.
func deedsAreThoseOfTheOracle(t *testing.T, w *testworld.World, c column, rows []row, red []byte, programs http.Handler) (cells int) {
	t.Helper()
	check := func(face, deed string, r row, got bool) {
		cells++
		if want := c.does(deed, r); got != want {
			t.Errorf("%q, cleared %t, member %t: %s of %s by %s: %t, the oracle says %t", c.role, c.cleared, c.member, deed, r.name, face, got, want)
		}
	}
	own := row{name: "the own side", private: true}
	check("page", "audit", own, c.side.Get(t, "/audit").Code == http.StatusOK)
	check("page", "grant", own, c.side.Get(t, "/rights/new?kind=rights/clearance").Code == http.StatusOK)
	check("form", "grant", own, c.side.Post(t, "/rights/new", url.Values{"kind": {"rights/clearance"}}).Code == http.StatusUnprocessableEntity)
	for _, r := range rows {
		at := "/records/" + r.channel.String() + "/" + r.id.String()
		if r.kind != rights.Roles.Name() {
			check("program", "write", r, c.creates(t, r, red, programs))
		}
		page := c.side.Get(t, at).Body.String()
		if r.name == "draft" {
			check("page", "release", r, strings.Contains(page, at+"/release"))
			check("node", "release", r, c.releases(t, w, r))
		}
		check("page", "withdraw", r, strings.Contains(page, "/withdrawal/choose/"+r.channel.String()+"/"+r.id.String()))
		check("node", "withdraw", r, c.withdraws(t, w, r))
	}
	return cells
}

// done reports whether something was done that only a missing right may prevent.
func done(t *testing.T, err error) bool {
	t.Helper()
	if err != nil && !errors.Is(err, node.ErrNotTheirs) {
		t.Fatal(err)
	}
	return err == nil
}

func (c column) author() node.Author {
	return node.Author{Office: c.person.Office.Code, Person: c.person.Account}
}

// releases tries it with another record like that of the row: one that is released
// already asks nobody for anything.
func (c column) releases(t *testing.T, w *testworld.World, r row) bool {
	t.Helper()
	another, err := w.ROK.Write(t.Context(), r.channel, testworld.Author, node.Draft{Kind: r.kind, Body: []byte(`{"title":{"en":"Another"},"type":"visit"}`)})
	if err != nil {
		t.Fatal(err)
	}
	id := another[0].ID
	var marked []byte
	err = w.ROK.View(t.Context(), func(tx *store.Tx) error {
		wide, err := tx.Channel(w.Channel)
		marked = wide.DefaultLabel
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.ROK.PlanRelease(t.Context(), node.Selection{Narrow: r.channel, Wide: w.Channel, Records: []record.ID{id}, Labels: map[record.ID][]byte{id: marked}})
	if err != nil {
		t.Fatal(err)
	}
	written, err := w.ROK.Release(t.Context(), c.author(), r.channel, plan)
	if err == nil && len(written) == 0 {
		t.Fatal("there was nothing to release")
	}
	return done(t, err)
}

func (c column) withdraws(t *testing.T, w *testworld.World, r row) bool {
	t.Helper()
	var pieces []node.Piece
	err := w.ROK.View(t.Context(), func(tx *store.Tx) (err error) {
		pieces, err = node.PiecesOf(tx, r.channel, r.id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.ROK.OrderWithdrawal(t.Context(), c.author(), channel.Mistake, record.Leaf{}, pieces)
	return done(t, err)
}

func (c column) creates(t *testing.T, r row, red []byte, programs http.Handler) bool {
	t.Helper()
	label := ""
	if r.red {
		label = fmt.Sprintf(`,"label":%q`, red)
	}
	q := httptest.NewRequest(http.MethodPost, "http://localhost"+api.Root+"/channels/"+r.channel.String()+"/"+r.kind, strings.NewReader(`{"body":{"title":{"en":"Written"},"type":"visit"}`+label+`}`))
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "Bearer "+c.token)
	answer := httptest.NewRecorder()
	programs.ServeHTTP(answer, q)
	if answer.Code != http.StatusCreated && answer.Code != http.StatusForbidden && answer.Code != http.StatusNotFound {
		t.Fatalf("a program that writes is answered %d: %s", answer.Code, answer.Body)
	}
	return answer.Code == http.StatusCreated
}
