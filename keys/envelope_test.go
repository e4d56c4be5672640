package keys

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const testType = "application/vnd.entente.test+json"

func TestAnEnvelopeTellsWhoSignedIt(t *testing.T) {
	a, b, c := privateOf(t, Ed25519, 1), privateOf(t, MLDSA44, 2), privateOf(t, MLDSA87, 3)
	e := must[Envelope](t)(SignStatement(testType, []byte(`{}`), a, b))
	trusted := []Public{c.Public(), b.Public(), a.Public(), a.Public()}
	if got := e.SignedBy(trusted); !slices.Equal(got, []Public{b.Public(), a.Public()}) {
		t.Errorf("signed by %v", got)
	}
	more := must[Envelope](t)(e.AddSignatures(c))
	if len(more.SignedBy(trusted)) != 3 || len(e.Signatures) != 2 {
		t.Error("a third signature was not added to a copy")
	}
	if more.Hash() != e.Hash() {
		t.Error("signatures changed the hash of the statement")
	}
	if _, err := more.AddSignatures(a); !errors.Is(err, ErrSigned) {
		t.Errorf("a second signature of one key: %v", err)
	}
}

func TestNothingOfAStatementCanBeChanged(t *testing.T) {
	key := privateOf(t, Ed25519, 1)
	rapid.Check(t, func(t *rapid.T) {
		payload := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "payload")
		e, err := SignStatement(testType, payload, key)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseEnvelope(e.Encode())
		if err != nil || !bytes.Equal(read.Payload, payload) || len(read.SignedBy([]Public{key.Public()})) != 1 {
			t.Fatalf("not the same after it was read: %v", err)
		}
		if !bytes.Equal(read.Encode(), e.Encode()) {
			t.Fatal("read and written again it differs")
		}
		changed := read
		switch rapid.IntRange(0, 2).Draw(t, "what") {
		case 0:
			changed.PayloadType += "x"
		case 1:
			changed.Payload = append(slices.Clone(payload), 0)
		case 2:
			changed.Payload = slices.Clone(payload)
			changed.Payload[rapid.IntRange(0, len(payload)-1).Draw(t, "byte")] ^= 1
		}
		if len(changed.SignedBy([]Public{key.Public()})) != 0 || changed.Hash() == e.Hash() {
			t.Fatal("a changed statement is still signed")
		}
	})
}

// From the examples of DSSE's protocol document.
func TestPreAuthenticationEncodingIsDSSE(t *testing.T) {
	e := Envelope{PayloadType: "http://example.com/HelloWorld", Payload: []byte("hello world")}
	if got := string(e.message()); got != "DSSEv1 29 http://example.com/HelloWorld 11 hello world" {
		t.Errorf("got %q", got)
	}
}

func TestSloppyEnvelopesAreRefused(t *testing.T) {
	key := privateOf(t, Ed25519, 1)
	good := string(must[Envelope](t)(SignStatement(testType, []byte("{}"), key)).Encode())
	if _, err := ParseEnvelope([]byte(good)); err != nil {
		t.Fatal(err)
	}
	signature := good[strings.Index(good, `{"keyid"`) : len(good)-2]
	replaced := func(old, by string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in %s", old, good)
		}
		return strings.Replace(good, old, by, 1)
	}
	many := make([]string, MaxSignatures+1)
	for i := range many {
		many[i] = strings.Replace(signature, key.Public().KeyID(), fmt.Sprintf("sha256:%064x", i), 1)
	}
	for name, wrong := range map[string]string{
		"nothing":              "",
		"null":                 "null",
		"an array":             "[]",
		"cut":                  good[:len(good)-1],
		"more behind":          good + "{}",
		"duplicate name":       `{"payload":"e30=",` + good[1:],
		"unknown member":       `{"extra":1,` + good[1:],
		"other case":           replaced(`"payloadType"`, `"PayloadType"`),
		"payload not padded":   replaced(`"e30="`, `"e30"`),
		"payload url alphabet": replaced(`"e30="`, `"_-8="`),
		"payload loose bits":   replaced(`"e30="`, `"e31="`),
		"payload line break":   replaced(`"e30="`, `"e30\n="`),
		"payload empty":        replaced(`"e30="`, `""`),
		"no type":              replaced(testType, ""),
		"type with space":      replaced(testType, "application/x y"),
		"no signatures":        replaced(signature, ""),
		"one key twice":        replaced(signature, signature+","+signature),
		"17 signatures":        replaced(signature, strings.Join(many, ",")),
		"key id in upper case": replaced(key.Public().KeyID()[7:], strings.ToUpper(key.Public().KeyID()[7:])),
		"key id empty":         replaced(key.Public().KeyID(), ""),
		"short signature":      replaced(signature, `{"keyid":"`+key.Public().KeyID()+`","sig":"AAAA"}`),
		"not UTF-8":            replaced(testType, "application/\xff"),
		"too large":            good + strings.Repeat(" ", MaxEnvelopeBytes),
	} {
		if e, err := ParseEnvelope([]byte(wrong)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: read as %v, %v", name, e, err)
		}
	}
}

func TestOnlyStatementsThatCanBeReadAreSigned(t *testing.T) {
	key := privateOf(t, Ed25519, 1)
	for name, sign := range map[string]func() (Envelope, error){
		"no signer":  func() (Envelope, error) { return SignStatement(testType, []byte("{}")) },
		"no payload": func() (Envelope, error) { return SignStatement(testType, nil, key) },
		"no type":    func() (Envelope, error) { return SignStatement("", []byte("{}"), key) },
		"no key":     func() (Envelope, error) { return SignStatement(testType, []byte("{}"), Private{}) },
		"too large":  func() (Envelope, error) { return SignStatement(testType, make([]byte, MaxEnvelopeBytes), key) },
	} {
		if _, err := sign(); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
}
