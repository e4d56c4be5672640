package access

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"entente/record"
)

func TestAnAccountThatCannotBe(t *testing.T) {
	good := Account{Login: "desk.officer@rok", Name: "한 Officer", Offices: []Office{{Code: "desk"}}, Zone: "Asia/Seoul", Language: record.Korean}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Account){
		"no login":                   func(a *Account) { a.Login = "" },
		"capitals in the login":      func(a *Account) { a.Login = "Desk" },
		"a long login":               func(a *Account) { a.Login = strings.Repeat("a", 65) },
		"a line in the login":        func(a *Account) { a.Login = "a\nb" },
		"no name":                    func(a *Account) { a.Name = "" },
		"a name that turns the line": func(a *Account) { a.Name = "a\u202eb" },
		"a name of two lines":        func(a *Account) { a.Name = "a\nb" },
		"no office":                  func(a *Account) { a.Offices = nil },
		"an office without a code":   func(a *Account) { a.Offices = []Office{{}} },
		"an office twice":            func(a *Account) { a.Offices = []Office{{Code: "a"}, {Code: "a"}} },
		"a strange code":             func(a *Account) { a.Offices = []Office{{Code: "a=b"}} },
		"a strange language":         func(a *Account) { a.Language = "de" },
		"no such zone":               func(a *Account) { a.Zone = "Mars/Olympus" },
		"a file for a zone":          func(a *Account) { a.Zone = "../../etc/passwd" },
		"this machine's zone":        func(a *Account) { a.Zone = "Local" },
	} {
		bad := good
		change(&bad)
		if err := bad.Check(); !errors.Is(err, ErrAccount) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPersonActsForAnOfficeOfTheirs(t *testing.T) {
	a := Account{ID: "a", Offices: []Office{{Code: "desk"}, {Code: "security"}}, Zone: "Asia/Seoul"}
	for office, want := range map[string]string{"": "desk", "security": "security", "left": "desk"} {
		if p := a.Person(office); p.Office.Code != want || p.Zone.String() != "Asia/Seoul" || p.Account != "a" {
			t.Errorf("%q: %+v", office, p)
		}
	}
}

func TestATokenIsRecognisedAndEndsWithinAYear(t *testing.T) {
	token, secret, err := NewToken(rand.Reader, Token{Name: "reports", Scope: Read, Made: noon, Expires: noon.AddDate(1, 0, 0)})
	if err != nil || !strings.HasPrefix(string(secret), TokenPrefix) || !LooksLikeToken(string(secret)) || token.Hash != secret.Hash() {
		t.Fatalf("%+v %v", token, err)
	}
	if strings.Contains(fmt.Sprint(secret), TokenPrefix) || strings.Contains(fmt.Sprintf("%v %+v", secret, struct{ S Secret }{secret}), TokenPrefix) {
		t.Error("a secret prints itself")
	}
	if token.Valid(token.Expires) || !token.Valid(token.Expires.Add(-time.Second)) {
		t.Error("the end of a token is not its end")
	}
	for _, text := range []string{"", TokenPrefix, string(secret) + "a", string(secret)[1:], TokenPrefix + strings.Repeat("!", 52)} {
		if LooksLikeToken(text) {
			t.Errorf("%q looks like a token", text)
		}
	}
	for _, bad := range []Token{
		{Name: "", Scope: Read, Expires: noon.AddDate(0, 1, 0)}, {Name: "x", Scope: "release", Expires: noon.AddDate(0, 1, 0)},
		{Name: "x", Scope: Write, Expires: noon}, {Name: "x", Scope: Write, Expires: noon.AddDate(2, 0, 0)}, {Name: "x", Scope: Write},
	} {
		bad.Made = noon
		if _, _, err := NewToken(rand.Reader, bad); !errors.Is(err, ErrToken) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestASessionEndsWhenItIsIdleAndAfterADay(t *testing.T) {
	for _, test := range []struct {
		name          string
		started, seen time.Duration // ago
		valid, stale  bool
	}{
		{"fresh", 0, 0, true, false},
		{"in use", time.Hour, 2 * time.Minute, true, true},
		{"just not idle", time.Hour, IdleLimit - time.Second, true, true},
		{"idle", time.Hour, IdleLimit, false, true},
		{"in use all day", AbsoluteLimit, time.Second, false, false},
		{"from the future, after a clock was set back", -time.Hour, -time.Hour, false, false},
	} {
		s := Session{Started: noon.Add(-test.started), Seen: noon.Add(-test.seen)}
		if s.Valid(noon) != test.valid || s.Stale(noon) != test.stale {
			t.Errorf("%s: valid %v, stale %v", test.name, s.Valid(noon), s.Stale(noon))
		}
	}
}
