package keys

import (
	"bytes"
	"testing"
)

func FuzzParsePublic(f *testing.F) {
	for i, algorithm := range algorithms {
		f.Add(privateOf(f, algorithm, byte(i)).Public().String())
	}
	f.Add("ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	f.Add("ml-dsa-65:")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := ParsePublic(text)
		if err != nil {
			if !key.IsZero() {
				t.Fatal("a key beside an error")
			}
			return
		}
		if key.String() != text || newPublic(key.Algorithm(), key.Bytes()) != key {
			t.Fatalf("%q is not the one text of its key", text)
		}
		key.Verify([]byte("m"), make([]byte, 64))
	})
}

func FuzzParseEnvelope(f *testing.F) {
	f.Add(found(f, 1).envelope.Encode())
	f.Add([]byte(`{"payload":"e30=","payloadType":"a/b","signatures":[]}`))
	key := privateOf(f, Ed25519, 1)
	e, err := SignStatement(testType, []byte("{}"), key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(e.Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseEnvelope(b)
		if err != nil {
			return
		}
		again, err := ParseEnvelope(e.Encode())
		if err != nil || again.Hash() != e.Hash() || !bytes.Equal(again.Encode(), e.Encode()) {
			t.Fatalf("not the same when written and read again: %v", err)
		}
		if signed := e.SignedBy([]Public{key.Public()}); len(signed) == 1 && !bytes.Equal(e.message(), again.message()) {
			t.Fatal("signed bytes differ")
		}
	})
}

func FuzzParseCard(f *testing.F) {
	p := found(f, 1)
	card, err := NewCard("https://rok.localhost:8443", p.envelope, p.next(f, p.root, nil))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(card.Encode())
	f.Add([]byte(`{"format":"entente card 1","address":"https://a:1","manifest":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ParseCard(b)
		if err != nil {
			return
		}
		if again, err := ParseCard(c.Encode()); err != nil || again.Address != c.Address || again.Manifest.Hash() != c.Manifest.Hash() {
			t.Fatalf("not the same when written and read again: %v", err)
		}
		if m, err := c.Open(); err == nil && m.Version != len(c.Earlier)+1 {
			t.Fatalf("opened as version %d of a chain of %d", m.Version, len(c.Earlier)+1)
		}
	})
}

// The payload is what a hostile partner chooses freely, so it is signed here.
func FuzzOpenManifest(f *testing.F) {
	p := found(f, 1)
	f.Add(p.envelope.Payload)
	f.Add(p.next(f, p.root, nil).Payload)
	f.Add([]byte(`{"format":"entente manifest 1","root":{"threshold":0,"keys":[]}}`))
	classic := p.root[:1] // ML-DSA would make the fuzzer slow
	f.Fuzz(func(t *testing.T, payload []byte) {
		e, err := SignStatement(ManifestType, payload, classic...)
		if err != nil {
			return
		}
		m, err := OpenManifest(e)
		if err == nil && (m.Version != 1 || m.Partner != FoundingID(m.Root) || len(e.SignedBy(m.Root.Keys)) < m.Root.Threshold) {
			t.Fatalf("opened: %+v", m)
		}
		if next, err := OpenSuccessor(p.manifest, p.envelope, e); err == nil {
			t.Fatalf("one of two custodians made a successor: %+v", next)
		}
	})
}
