package web_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/audit"
	"entente/internal/testworld"
	"entente/node"
	"entente/store"
)

// closed is a house whose people do not sign in by password, and what it logs.
func closed(t *testing.T) (*house, *bytes.Buffer) {
	t.Helper()
	h, logged := newHouse(t), &bytes.Buffer{}
	h.PasswordSignIn, h.Log = false, slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return h, logged
}

const emergency = "the identity provider has been down since six"

func TestTwoPersonsOpenPasswordsForFourHours(t *testing.T) {
	h, logged := closed(t)
	factor := enrolFactor(t, h, accountOf(t, h, testworld.Login))
	first := func() access.Attempt {
		h.now = h.now.Add(time.Minute) // no code is taken twice
		return access.Attempt{Login: testworld.Login, Password: testworld.Password, Code: factor.Code(h.now)}
	}
	second := access.Attempt{Login: secondLogin, Password: secondPassword}
	for name, test := range map[string]struct {
		first, second access.Attempt
		reason        string
		want          error
	}{
		"one person twice":          {first(), access.Attempt{Login: strings.ToUpper(testworld.Login), Password: testworld.Password}, emergency, node.ErrSamePerson},
		"without a reason":          {first(), second, "  ", node.ErrNoReason},
		"a wrong password":          {first(), access.Attempt{Login: secondLogin, Password: "wrong"}, emergency, access.ErrRefused},
		"without the second factor": {access.Attempt{Login: testworld.Login, Password: testworld.Password}, second, emergency, access.ErrRefused},
	} {
		if _, err := h.OpenBreakGlass(t.Context(), test.first, test.second, test.reason); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password); answer.Code != http.StatusForbidden {
		t.Fatalf("passwords open the node before: %d", answer.Code)
	}
	opened, err := h.OpenBreakGlass(t.Context(), first(), second, emergency)
	if err != nil || opened.Ends.Sub(opened.Opened) != 4*time.Hour {
		t.Fatalf("%+v: %v", opened, err)
	}
	if line := logged.String(); !strings.Contains(line, "level=WARN") || !strings.Contains(line, h.AuditName(opened.First)) ||
		strings.Contains(line, testworld.Login) || strings.Contains(line, emergency) || strings.Contains(line, opened.First) {
		t.Errorf("the alarm reads %s", line)
	}
	if page := newVisitor().get(h.door, "/sign-in").Body.String(); !strings.Contains(page, "two persons opened it in an emergency") {
		t.Error("the entrance does not say so")
	}
	if answer := newVisitor().post(h.door, "/sign-in", "login", secondLogin, "password", secondPassword); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("somebody without a second factor: %d", answer.Code)
	}
	v := newVisitor()
	h.now = h.now.Add(time.Minute)
	if answer := v.post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password, "code-password", factor.Code(h.now)); answer.Code != http.StatusSeeOther {
		t.Fatalf("with a second factor: %d", answer.Code)
	}
	if page := v.get(h.door, "/test/page").Body.String(); !strings.Contains(page, "two persons opened it in an emergency") {
		t.Error("a page inside does not say so")
	}
	if _, err := h.OpenBreakGlass(t.Context(), first(), second, emergency); !errors.Is(err, node.ErrIsOpen) {
		t.Errorf("opened again: %v", err)
	}
	h.now = opened.Ends
	if answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password, "code-password", factor.Code(h.now)); answer.Code != http.StatusForbidden {
		t.Errorf("after four hours: %d", answer.Code)
	}
	if page := newVisitor().get(h.door, "/sign-in").Body.String(); strings.Contains(page, "in an emergency") {
		t.Error("the alarm outlives it")
	}
}

func TestWhatTwoPersonsOpenedCanBeClosed(t *testing.T) {
	h, _ := closed(t)
	one := access.Attempt{Login: testworld.Login, Password: testworld.Password}
	if _, err := h.OpenBreakGlass(t.Context(), one, access.Attempt{Login: secondLogin, Password: secondPassword}, emergency); err != nil {
		t.Fatal(err)
	}
	if err := h.EndBreakGlass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if answer := newVisitor().post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password); answer.Code != http.StatusForbidden {
		t.Errorf("still open: %d", answer.Code)
	}
	if err := h.DrainAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	var outcomes []string
	if err := h.View(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Audited(store.AuditQuery{What: audit.BreakGlass})
		for _, e := range all {
			outcomes = append(outcomes, e.Outcome)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(outcomes, []string{"ended", "opened", "opened"}) {
		t.Errorf("written down, the newest first: %q", outcomes)
	}
}

func TestTwoAccountsOfOneHumanAreNotTwoPersons(t *testing.T) {
	h, _ := closed(t)
	one, two := access.Attempt{Login: testworld.Login, Password: testworld.Password}, access.Attempt{Login: secondLogin, Password: secondPassword}
	plain := accountOf(t, h, secondLogin)
	h.Offices = func(_ *store.Tx, a access.Account, _ time.Time) ([]access.Office, error) {
		offices := slices.Clone(a.Offices)
		offices[0].Deputy = a.Name == "A deputy"
		return offices, nil
	}
	for name, test := range map[string]struct {
		change func(*access.Account)
		want   error
	}{
		"the same name, written in another way": {func(a *access.Account) { a.Name = "somebody AT  the " + testworld.Login }, node.ErrSamePerson},
		"a deputy in an office of the first":    {func(a *access.Account) { a.Name = "A deputy" }, node.ErrStandsIn},
		"a disabled account":                    {func(a *access.Account) { a.Disabled = true }, access.ErrRefused},
	} {
		if err := h.ChangeAccount(t.Context(), plain.ID, func(a *access.Account) error { test.change(a); return nil }); err != nil {
			t.Fatal(err)
		}
		for _, pair := range [][2]access.Attempt{{one, two}, {two, one}} {
			if _, err := h.OpenBreakGlass(t.Context(), pair[0], pair[1], emergency); !errors.Is(err, test.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := h.ChangeAccount(t.Context(), plain.ID, func(a *access.Account) error { *a = plain; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.OpenBreakGlass(t.Context(), one, two, emergency); err != nil {
		t.Errorf("two persons: %v", err)
	}
}

func TestSessionsBegunInAnEmergencyEndWithIt(t *testing.T) {
	h, _ := closed(t)
	factor := enrolFactor(t, h, accountOf(t, h, testworld.Login))
	code := func() string {
		h.now = h.now.Add(time.Minute) // no code is taken twice
		return factor.Code(h.now)
	}
	open := func() access.BreakGlass {
		first := access.Attempt{Login: testworld.Login, Password: testworld.Password, Code: code()}
		opened, err := h.OpenBreakGlass(t.Context(), first, access.Attempt{Login: secondLogin, Password: secondPassword}, emergency)
		if err != nil {
			t.Fatal(err)
		}
		return opened
	}
	enter := func() *visitor {
		v := newVisitor()
		if answer := v.post(h.door, "/sign-in", "login", testworld.Login, "password", testworld.Password, "code-password", code()); answer.Code != http.StatusSeeOther || !v.inside(h) {
			t.Fatalf("signing in: %d", answer.Code)
		}
		return v
	}
	open()
	v := enter()
	if err := h.EndBreakGlass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v.inside(h) {
		t.Error("a session outlives what two persons closed")
	}
	opened := open()
	if v.inside(h) {
		t.Error("a session of before comes back when it is opened again")
	}
	h.now = opened.Ends.Add(-10 * time.Minute)
	v = enter()
	h.now = opened.Ends
	if v.inside(h) {
		t.Error("a session outlives the four hours")
	}
}
