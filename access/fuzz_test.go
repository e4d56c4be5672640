package access

import (
	"bytes"
	"testing"

	"entente/keys"
)

// The payload is what hostile custodians choose freely, so it is signed here.
func FuzzOpenMandate(f *testing.F) {
	h := newHouse(f, 1, 2, 3)
	f.Add(h.envelope.Payload)
	f.Add([]byte(`{"format":"entente mandate 1","acts":["release","release"]}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		e, err := keys.SignStatement(MandateType, payload, h.custodians[:2]...)
		if err != nil {
			return
		}
		m, err := OpenMandate(e, h.manifest)
		if err != nil {
			return
		}
		if m.Partner != h.manifest.Partner || len(m.keys()) != 1+len(m.Deputies) || m.Holds(m.NotAfter.Add(1e9)) {
			t.Fatalf("opened: %+v", m)
		}
		if _, err := m.Sign(h.custodians[0]); err != nil {
			t.Fatalf("opened, but cannot be signed: %v", err)
		}
	})
}

func FuzzParseAct(f *testing.F) {
	h := newHouse(f, 1, 2, 3)
	f.Add(h.act.Encode())
	f.Add([]byte(`{"format":"entente act 1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := ParseAct(b)
		if err != nil {
			return
		}
		if again, err := ParseAct(a.Encode()); err != nil || !bytes.Equal(again.Encode(), a.Encode()) {
			t.Fatalf("not the same when written and read again: %v", err)
		}
		if _, err := Verify(a, h.envelope, h.manifest, h.claim); err == nil && !bytes.Equal(a.Message(), h.act.Message()) && a.Key == h.act.Key {
			t.Fatalf("a forged act verifies: %+v", a)
		}
	})
}
