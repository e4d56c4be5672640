package passkey

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

const host, origin = "node.example", "https://node.example"

// A desk is a node that asks for passkeys, with a clock that a test turns.
type desk struct {
	*Passkeys
	t    *testing.T
	now  time.Time
	held map[string]Holder // by account
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), held: map[string]Holder{}}
	d.Passkeys = &Passkeys{Now: func() time.Time { return d.now }}
	return d
}

func (d *desk) find(id []byte) (Holder, error) {
	for _, holder := range d.held {
		for _, key := range holder.Keys {
			if bytes.Equal(key.ID, id) {
				return holder, nil
			}
		}
	}
	return Holder{}, ErrPasskey
}

// enrol has a device make a passkey of an account.
func (d *desk) enrol(account string) *device {
	d.t.Helper()
	made := newDevice(d.t, account)
	holder := Holder{Account: account, Login: account, Name: account}
	options, w, err := d.BeginMaking(host, origin, holder)
	if err != nil {
		d.t.Fatal(err)
	}
	key, err := d.Made(host, origin, holder, w, made.makes(options))
	if err != nil || !bytes.Equal(key.ID, made.id) {
		d.t.Fatalf("%x: %v", key.ID, err)
	}
	holder.Keys = []Key{key}
	d.held[account] = holder
	return made
}

func (d *desk) ask() (options string, w Waiting) {
	d.t.Helper()
	options, w, err := d.BeginAsking(host, origin)
	if err != nil {
		d.t.Fatal(err)
	}
	return options, w
}

func TestAPasskeyOpensTheAccountOfItsHolder(t *testing.T) {
	d := newDesk(t)
	first, second := d.enrol("kim"), d.enrol("lee")
	for _, shown := range []*device{first, second, first} {
		shown.counter++
		options, w := d.ask()
		account, key, err := d.Shown(host, origin, w, shown.shows(options), d.find)
		if err != nil || account != shown.handle || !bytes.Equal(key.ID, shown.id) {
			t.Fatalf("%s: %q, %v", shown.handle, account, err)
		}
		holder := d.held[account]
		holder.Keys = []Key{key}
		d.held[account] = holder
	}
	if kept := d.held["kim"].Keys[0].Credential; !strings.Contains(kept, `"attestation":{}`) {
		t.Errorf("what came of the attestation is kept: %s", kept)
	}
}

func TestWhatADeviceShowsIsRefusedUnlessAllOfItHolds(t *testing.T) {
	for name, test := range map[string]struct {
		device func(*device)
		after  func(*desk, *Waiting, string) string // changes the answer
	}{
		"kept under another name":                   {func(one *device) { one.name = "evil.example" }, nil},
		"kept where acts are signed":                {func(one *device) { one.name = SigningHost(host) }, nil},
		"asked for by a page elsewhere":             {func(one *device) { one.origin = "https://evil.example" }, nil},
		"asked for by a page of our name in clear":  {func(one *device) { one.origin = "http://node.example" }, nil},
		"asked for by a page of another port":       {func(one *device) { one.origin = "https://node.example:8443" }, nil},
		"without having verified the person":        {func(one *device) { one.flags = userPresent }, nil},
		"without anybody there":                     {func(one *device) { one.flags = userVerified }, nil},
		"by a copy, whose counter is behind":        {func(one *device) { one.counter = 3 }, nil},
		"by a copy, whose counter is the same":      {func(one *device) { one.counter = 7 }, nil},
		"a key that nobody enrolled":                {func(one *device) { one.id = []byte("another key 1234") }, nil},
		"the key of one as that of another":         {func(one *device) { one.handle = "lee" }, nil},
		"of nobody":                                 {func(one *device) { one.handle = "" }, nil},
		"signed by another key":                     {func(one *device) { one.key = newDevice(one.t, "kim").key }, nil},
		"too late":                                  {nil, func(d *desk, _ *Waiting, a string) string { d.now = d.now.Add(waitTime + time.Second); return a }},
		"before it was asked for":                   {nil, func(d *desk, _ *Waiting, a string) string { d.now = d.now.Add(-time.Hour); return a }},
		"an answer to another question":             {nil, func(d *desk, w *Waiting, a string) string { _, *w = d.ask(); return a }},
		"an answer to a question that nobody asked": {nil, func(_ *desk, w *Waiting, a string) string { *w = Waiting{At: w.At}; return a }},
		"something else than an answer":             {nil, func(*desk, *Waiting, string) string { return "{" }},
		"an endless answer":                         {nil, func(_ *desk, _ *Waiting, a string) string { return a + strings.Repeat(" ", mostAnswer) }},
	} {
		d := newDesk(t)
		d.enrol("lee")
		one := d.enrol("kim")
		one.counter = 7
		options, w := d.ask()
		_, key, err := d.Shown(host, origin, w, one.shows(options), d.find)
		if err != nil {
			t.Fatal(err)
		}
		d.held["kim"] = Holder{Account: "kim", Login: "kim", Name: "kim", Keys: []Key{key}}
		one.counter = 8
		if test.device != nil {
			test.device(one)
		}
		options, w = d.ask()
		answer := one.shows(options)
		if test.after != nil {
			answer = test.after(d, &w, answer)
		}
		if account, _, err := d.Shown(host, origin, w, answer, d.find); !errors.Is(err, ErrPasskey) || account != "" {
			t.Errorf("%s: %q, %v", name, account, err)
		}
	}
}

func TestAnAnswerCountsOnce(t *testing.T) {
	d := newDesk(t)
	one := d.enrol("kim")
	options, w := d.ask()
	answer := one.shows(options)
	if _, _, err := d.Shown(host, origin, w, answer, d.find); err != nil {
		t.Fatal(err)
	}
	for _, later := range []time.Duration{0, time.Minute, waitTime, 3 * waitTime} {
		d.now = d.now.Add(later)
		if _, _, err := d.Shown(host, origin, w, answer, d.find); !errors.Is(err, ErrPasskey) {
			t.Errorf("shown again after %s: %v", later, err)
		}
	}
}

func TestWhatFailsWhileSomebodyIsLookedForIsSaidAsItIs(t *testing.T) {
	d := newDesk(t)
	one := d.enrol("kim")
	options, w := d.ask()
	broken := errors.New("the disk is gone")
	if _, _, err := d.Shown(host, origin, w, one.shows(options), func([]byte) (Holder, error) { return Holder{}, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestAPasskeyIsMadeForWhomItWasAskedOnly(t *testing.T) {
	kim := Holder{Account: "kim", Login: "kim", Name: "Kim"}
	for name, test := range map[string]struct {
		device func(*device)
		after  func(*desk, *Waiting, *Holder)
	}{
		"under another name":                   {func(one *device) { one.name = "evil.example" }, nil},
		"under the name where acts are signed": {func(one *device) { one.name = SigningHost(host) }, nil},
		"for a page elsewhere":                 {func(one *device) { one.origin = "https://evil.example" }, nil},
		"without having verified the person":   {func(one *device) { one.flags = userPresent }, nil},
		"without anybody there":                {func(one *device) { one.flags = userVerified }, nil},
		"asked of somebody else":               {nil, func(_ *desk, _ *Waiting, h *Holder) { h.Account = "lee" }},
		"too late":                             {nil, func(d *desk, _ *Waiting, _ *Holder) { d.now = d.now.Add(waitTime + time.Second) }},
		"to a question for showing one":        {nil, func(d *desk, w *Waiting, _ *Holder) { _, *w = d.ask() }},
	} {
		d, one, holder := newDesk(t), newDevice(t, "kim"), kim
		options, w, err := d.BeginMaking(host, origin, kim)
		if err != nil {
			t.Fatal(err)
		}
		if test.device != nil {
			test.device(one)
		}
		if test.after != nil {
			test.after(d, &w, &holder)
		}
		if key, err := d.Made(host, origin, holder, w, one.makes(options)); !errors.Is(err, ErrPasskey) || key.ID != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	d, one := newDesk(t), newDevice(t, "kim")
	options, w, err := d.BeginMaking(host, origin, kim)
	if err != nil {
		t.Fatal(err)
	}
	answer := one.makes(options)
	if _, err := d.Made(host, origin, kim, w, answer); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Made(host, origin, kim, w, answer); !errors.Is(err, ErrPasskey) {
		t.Errorf("made twice of one question: %v", err)
	}
}

func TestWhereActsAreSignedAndUnderAnAddressThereAreNoPasskeys(t *testing.T) {
	d := newDesk(t)
	one := d.enrol("kim")
	options, w := d.ask()
	for _, at := range []string{SigningHost(host), "SIGN.node.example", "sign.node.example:8443", "127.0.0.1:7080", "[::1]:7080", ""} {
		from := "https://" + at
		if Possible(at) {
			t.Errorf("possible under %q", at)
		}
		if _, _, err := d.BeginMaking(at, from, d.held["kim"]); !errors.Is(err, ErrHost) {
			t.Errorf("made under %q: %v", at, err)
		}
		if _, err := d.Made(at, from, d.held["kim"], w, one.makes(options)); !errors.Is(err, ErrHost) {
			t.Errorf("made under %q: %v", at, err)
		}
		if _, _, err := d.BeginAsking(at, from); !errors.Is(err, ErrHost) {
			t.Errorf("asked for under %q: %v", at, err)
		}
		if _, _, err := d.Shown(at, from, w, one.shows(options), d.find); !errors.Is(err, ErrHost) {
			t.Errorf("shown under %q: %v", at, err)
		}
	}
	for _, at := range []string{host, "localhost:7080", "rok.localhost:7080", "signal.example"} {
		if !Possible(at) {
			t.Errorf("not possible under %q", at)
		}
	}
}
