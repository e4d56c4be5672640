package keys

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestACardIntroducesAPartnerWithItsWholeChain(t *testing.T) {
	f := found(t, 1)
	second := f.next(t, f.root, nil)
	card := must[Card](t)(NewCard("https://rok.localhost:8443", f.envelope, second))
	read := must[Card](t)(ParseCard(card.Encode()))
	m := must[Manifest](t)(read.Open())
	if m.Version != 2 || read.Address != "https://rok.localhost:8443" || len(read.Chain()) != 2 {
		t.Errorf("version %d at %s", m.Version, read.Address)
	}
	if !bytes.Equal(read.Encode(), card.Encode()) {
		t.Error("read and written again it differs")
	}
	if _, err := NewCard(card.Address, second); !errors.Is(err, ErrChain) {
		t.Errorf("a card without the beginning: %v", err)
	}
	if _, err := NewCard(card.Address); err == nil {
		t.Error("a card without a manifest")
	}
}

func TestOnlyPlainAddressesAreDialled(t *testing.T) {
	for _, good := range []string{"https://rok.localhost:8443", "https://10.0.0.1:1", "https://[2001:db8::1]:65535", "https://a:443"} {
		if err := CheckAddress(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, wrong := range []string{
		"", "https://", "rok.localhost:8443", "http://a:1", "HTTPS://a:1", "https://a", "https://a:", "https://a:0", "https://a:65536",
		"https://a:0443", "https://:443", "https://a:1/", "https://a:1?x", "https://a:1#x", "https://u@a:1", "https://u:p@a:1",
		"https://a b:1", "https://a\n:1", "https://-a:1", "https://[::1]", "https://::1:1", "https://[fe80::1%eth0]:1", "https://한국:1",
		"https://a%41:1", "https://" + strings.Repeat("a", 300) + ":1",
	} {
		if err := CheckAddress(wrong); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q was accepted: %v", wrong, err)
		}
	}
}

func TestBrokenCardsAreRefused(t *testing.T) {
	good := string(must[Card](t)(NewCard("https://a:1", found(t, 1).envelope)).Encode())
	for name, wrong := range map[string]string{
		"nothing":        "",
		"format":         strings.Replace(good, "entente card 1", "entente card 2", 1),
		"address":        strings.Replace(good, "https://a:1", "file:///etc/passwd", 1),
		"no manifest":    `{"format":"entente card 1","address":"https://a:1"}`,
		"null manifest":  `{"format":"entente card 1","address":"https://a:1","manifest":null}`,
		"null earlier":   strings.Replace(good, `"manifest"`, `"earlier":[null],"manifest"`, 1),
		"unknown member": `{"extra":1,` + good[1:],
		"duplicate":      `{"address":"https://a:1",` + good[1:],
		"too large":      good + strings.Repeat(" ", MaxCardBytes),
	} {
		if _, err := ParseCard([]byte(wrong)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
