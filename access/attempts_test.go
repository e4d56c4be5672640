package access

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"
)

const rightPassword = "correct horse 배터리"

// trying tries to sign in, from an address or in a known browser.
func trying(t *testing.T) func(login, password, from, browser string, at time.Time) error {
	p, in := officer(t)
	return func(login, password, from, browser string, at time.Time) error {
		try := Attempt{Login: login, Password: password, Browser: browser, At: at}
		if from != "" {
			try.From = netip.MustParseAddr(from)
		}
		_, _, err := p.SignIn(t.Context(), in, try)
		return err
	}
}

func TestWhoTriesTooOftenWaits(t *testing.T) {
	try := trying(t)
	var slow *TooManyError
	for range attemptsOfPair {
		if err := try("officer", "wrong", "192.0.2.1", "", noon); !errors.Is(err, ErrRefused) {
			t.Fatal(err)
		}
	}
	for _, login := range []string{"officer", "OFFICER"} {
		if err := try(login, rightPassword, "192.0.2.1", "", noon); !errors.As(err, &slow) || slow.Again <= 0 || slow.Again > time.Minute {
			t.Errorf("from the same network: %v", err)
		}
	}
	if err := try("officer", rightPassword, "192.0.2.1", "", noon.Add(slow.Again)); err != nil {
		t.Errorf("after waiting: %v", err)
	}
	for i := range attemptsOfAddress {
		if err := try(fmt.Sprint("nobody", i), "wrong", fmt.Sprintf("2001:db8::%x", i+1), "", noon); !errors.Is(err, ErrRefused) {
			t.Fatal(err)
		}
	}
	if err := try("another", "wrong", "2001:db8::ffff", "", noon); !errors.As(err, &slow) {
		t.Errorf("from one network: %v", err)
	}
	if err := try("another", "wrong", "2001:db8:0:1::1", "", noon); !errors.Is(err, ErrRefused) {
		t.Errorf("from another network: %v", err)
	}
}

func TestNobodyLocksSomebodyElseOut(t *testing.T) {
	const home, browser = "198.51.100.7", "a browser of the officer"
	for _, test := range []struct {
		name    string
		before  bool   // the officer was there earlier, from home
		attack  string // from which address, with a place for a number
		times   int
		browser string
	}{
		{"from one other network, to somebody never seen", false, "192.0.2.1", 1000, ""},
		{"from a hundred networks, to somebody who was here from home", true, "203.0.113.%d", 200, ""},
		{"from the officer's own network, to a browser that is known", false, home, 1000, browser},
		{"from a hundred networks, to a browser that is known", false, "203.0.113.%d", 200, browser},
	} {
		try := trying(t)
		if test.before {
			if err := try("officer", rightPassword, home, "", noon); err != nil {
				t.Fatal(err)
			}
		}
		refused := 0
		for i := range test.times {
			from := test.attack
			if from != home && from != "192.0.2.1" {
				from = fmt.Sprintf(test.attack, i+1)
			}
			var slow *TooManyError
			if err := try("officer", "wrong", from, "", noon); errors.As(err, &slow) {
				refused++
			}
		}
		if refused == 0 {
			t.Errorf("%s: the attacker is not slowed", test.name)
		}
		if err := try("officer", rightPassword, home, test.browser, noon); err != nil {
			t.Errorf("%s: the officer is locked out: %v", test.name, err)
		}
	}
}

func TestAKnownBrowserGuessesNoFasterThanAStranger(t *testing.T) {
	try := trying(t)
	refused := 0
	for range 100 {
		var slow *TooManyError
		if err := try("officer", "wrong", "192.0.2.1", "stolen", noon); errors.As(err, &slow) {
			refused++
		}
	}
	if refused != 100-attemptsOfPair {
		t.Errorf("%d of 100 attempts were looked at", 100-refused)
	}
}

func TestWhatAnAttackerMakesUsRememberIsBounded(t *testing.T) {
	a := newAttempts()
	for i := range 3 * mostRemembered {
		if err := a.take(Attempt{Login: fmt.Sprint(i), At: noon}); err != nil {
			t.Fatal(err)
		}
		if len(a.places) > mostRemembered || len(a.strangers) > mostRemembered {
			t.Fatalf("%d places and %d accounts are remembered", len(a.places), len(a.strangers))
		}
	}
}
