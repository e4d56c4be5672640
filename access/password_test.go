package access

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// cheap is for tests only.
var cheap = Cost{MemoryKiB: 64, Passes: 1}

// one is a place where one account is kept.
type one struct {
	Account
	hash string
}

func (o one) ByLogin(_ context.Context, login string) (Account, string, bool, error) {
	if login != o.Login {
		return Account{}, "", false, nil
	}
	return o.Account, o.hash, !o.Disabled, nil
}

func (o one) Second(context.Context, Account, Attempt) (Ways, error) { return Ways{ByPassword}, nil }

func officer(t *testing.T) (*Passwords, one) {
	t.Helper()
	p, err := NewPasswords(cheap, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := p.Hash(t.Context(), "correct horse 배터리")
	if err != nil {
		t.Fatal(err)
	}
	return p, one{Account{ID: "a", Login: "officer"}, hash}
}

func TestAPasswordOpensItsOwnAccountOnly(t *testing.T) {
	p, in := officer(t)
	for _, test := range []struct {
		name, login, password string
		right                 bool
	}{
		{"right", "officer", "correct horse 배터리", true},
		{"capitals and blanks in the login", " Officer ", "correct horse 배터리", true},
		{"composed otherwise by another keyboard", "officer", norm.NFD.String("correct horse 배터리"), true},
		{"another blank", "officer", "correct\u00a0horse 배터리", true},
		{"wrong", "officer", "correct horse 배터", false},
		{"empty", "officer", "", false},
		{"control characters", "officer", "correct horse\x00", false},
		{"unknown", "nobody", "correct horse 배터리", false},
		{"endless", "officer", strings.Repeat("x", 1<<20), false},
	} {
		_, _, err := p.SignIn(t.Context(), in, Attempt{Login: test.login, Password: test.password, At: noon})
		if test.right != (err == nil) || err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	in.Disabled = true
	if _, _, err := p.SignIn(t.Context(), in, Attempt{Login: "officer", Password: "correct horse 배터리", At: noon}); !errors.Is(err, ErrRefused) {
		t.Errorf("disabled: %v", err)
	}
}

// The time of an answer must not tell whether a login exists: what is compared
// costs the same whatever was typed.
func TestAnUnknownLoginCostsWhatAKnownOneDoes(t *testing.T) {
	p, in := officer(t)
	var work []string
	p.compare = func(password, hash string) (bool, error) {
		params, salt, key, err := argon2id.DecodeHash(hash)
		work = append(work, fmt.Sprint(*params, len(salt), len(key)))
		return false, err
	}
	disabled := in
	disabled.Disabled = true
	for _, attempt := range []struct {
		in              one
		login, password string
	}{
		{in, "officer", "wrong password"}, {in, "nobody", "wrong password"}, {in, "", ""},
		{in, "officer", "\x00"}, {in, "nobody", strings.Repeat("x", 1<<20)}, {disabled, "officer", "wrong password"},
		{one{Account: in.Account}, "officer", "without a password"},
	} {
		if _, _, err := p.SignIn(t.Context(), attempt.in, Attempt{Login: attempt.login, Password: attempt.password, At: noon}); !errors.Is(err, ErrRefused) {
			t.Error(err)
		}
	}
	for i, done := range work {
		if done != work[0] {
			t.Errorf("attempt %d cost %s, the first %s", i, done, work[0])
		}
	}
	if len(work) != 7 {
		t.Errorf("%d comparisons for 7 attempts", len(work))
	}
}

func TestOnlySoManyPasswordsAreHashedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, in := officer(t)
		release := make(chan struct{})
		var mu sync.Mutex
		running, most := 0, 0
		p.compare = func(string, string) (bool, error) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			<-release
			mu.Lock()
			running--
			mu.Unlock()
			return true, nil
		}
		var all sync.WaitGroup
		for i := range hashingAtOnce + waitingForHash {
			all.Go(func() {
				if _, _, err := p.SignIn(t.Context(), in, Attempt{Login: fmt.Sprint(i), Password: "x", At: noon}); !errors.Is(err, ErrRefused) {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if _, _, err := p.SignIn(t.Context(), in, Attempt{Login: "officer", Password: "x", At: noon}); !errors.Is(err, ErrBusy) {
			t.Errorf("one too many: %v", err)
		}
		close(release)
		all.Wait()
		if most != hashingAtOnce {
			t.Errorf("%d at once", most)
		}
		if _, _, err := p.SignIn(t.Context(), in, Attempt{Login: "officer", Password: "x", At: noon}); err != nil {
			t.Errorf("after that: %v", err)
		}
	})
}

func TestAPasswordThatCannotBeChosen(t *testing.T) {
	p, _ := officer(t)
	for _, password := range []string{"", "short", "elevenchars", strings.Repeat("가", 11), "with a\x00 control sign", strings.Repeat("x", 1025), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"} {
		if _, err := p.Hash(t.Context(), password); !errors.Is(err, ErrPassword) {
			t.Errorf("%.20q: %v", password, err)
		}
	}
}

func BenchmarkOneAttempt(b *testing.B) {
	p, err := NewPasswords(Strong(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := p.Matches(b.Context(), "wrong password", p.decoy); err != nil {
			b.Fatal(err)
		}
	}
}
