package access

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

func TestAMandateNeedsItsCustodians(t *testing.T) {
	for name, test := range map[string]struct {
		threshold, of, signers int
		want                   error
	}{
		"one person's root, both keys": {2, 2, 2, nil},
		"one person's root, one key":   {2, 2, 1, ErrUnsigned},
		"a threshold of one":           {1, 3, 1, nil},
		"two of a threshold of three":  {3, 5, 2, nil},
		"one of a threshold of three":  {3, 5, 1, ErrUnsigned},
		"all":                          {3, 5, 5, nil},
	} {
		h := newHouse(t, 1, test.threshold, test.of)
		e := must[keys.Envelope](t)(h.mandate.Sign(h.custodians[:test.signers]...))
		if _, err := OpenMandate(e, h.manifest); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	h := newHouse(t, 1, 2, 3)
	for name, signers := range map[string][]keys.Private{
		"the node":              {h.node.Ledger, h.node.LedgerPQ, h.node.Mirror},
		"the holder":            {h.holder, h.deputy},
		"a custodian and a guy": {h.custodians[0], key(t, 99)},
	} {
		e := must[keys.Envelope](t)(h.mandate.Sign(signers...))
		if _, err := OpenMandate(e, h.manifest); !errors.Is(err, ErrUnsigned) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMandateWithoutChannelIsForAll(t *testing.T) {
	h := newHouse(t, 1, 2, 3)
	h.mandate.Channel = ""
	m := must[Mandate](t)(OpenMandate(must[keys.Envelope](t)(h.mandate.Sign(h.custodians...)), h.manifest))
	if !m.Allows(Release, [16]byte{9}) || m.Allows(Adoption, [16]byte{9}) {
		t.Error("it is not for these acts in all channels")
	}
}

func TestKeysOfTheNodeCannotHoldAMandate(t *testing.T) {
	h := newHouse(t, 1, 2, 3)
	for name, holder := range map[string]keys.Public{
		"ledger": h.node.Ledger.Public(), "ledger, post-quantum": h.node.LedgerPQ.Public(), "mirror": h.node.Mirror.Public(), "root": h.custodians[2].Public(),
	} {
		asHolder, asDeputy := h.mandate, h.mandate
		asHolder.Key = holder
		asDeputy.Deputies = []Deputy{{"desk-9", holder}}
		for _, m := range []Mandate{asHolder, asDeputy} {
			e := must[keys.Envelope](t)(m.Sign(h.custodians...))
			if _, err := OpenMandate(e, h.manifest); !errors.Is(err, ErrUnfitKey) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestChangedMandatesDoNotOpen(t *testing.T) {
	h := newHouse(t, 1, 2, 3)
	for i := range h.envelope.Payload {
		changed := h.envelope
		changed.Payload = slices.Clone(changed.Payload)
		changed.Payload[i] ^= 1
		if m, err := OpenMandate(changed, h.manifest); err == nil {
			t.Fatalf("byte %d changed: opened as %+v", i, m)
		}
	}
	other := h.envelope
	other.PayloadType = keys.ManifestType
	if _, err := OpenMandate(other, h.manifest); !errors.Is(err, ErrMalformed) {
		t.Errorf("another type: %v", err)
	}
	if _, err := keys.OpenManifest(h.envelope); !errors.Is(err, keys.ErrMalformed) {
		t.Errorf("a mandate passes for a manifest: %v", err)
	}
}

func TestImplausibleMandatesAreNeitherSignedNorOpened(t *testing.T) {
	h := newHouse(t, 1, 2, 3)
	for name, change := range map[string]func(*Mandate){
		"format":            func(m *Mandate) { m.Format = "entente mandate 2" },
		"no partner":        func(m *Mandate) { m.Partner = keys.PartnerID{} },
		"channel":           func(m *Mandate) { m.Channel = "everywhere" },
		"no holder":         func(m *Mandate) { m.Holder = "" },
		"a name":            func(m *Mandate) { m.Holder = "Kim Min-su" },
		"no key":            func(m *Mandate) { m.Key = keys.Public{} },
		"no acts":           func(m *Mandate) { m.Acts = nil },
		"unknown act":       func(m *Mandate) { m.Acts = []Verb{"everything"} },
		"act twice":         func(m *Mandate) { m.Acts = []Verb{Release, Release} },
		"no beginning":      func(m *Mandate) { m.NotBefore = time.Time{} },
		"no end":            func(m *Mandate) { m.NotAfter = time.Time{} },
		"ends before":       func(m *Mandate) { m.NotAfter = m.NotBefore },
		"deputy is holder":  func(m *Mandate) { m.Deputies = []Deputy{{m.Holder, h.deputy.Public()}} },
		"deputy has key":    func(m *Mandate) { m.Deputies = []Deputy{{"desk-9", m.Key}} },
		"deputy has no key": func(m *Mandate) { m.Deputies = []Deputy{{"desk-9", keys.Public{}}} },
		"nine deputies": func(m *Mandate) {
			m.Deputies = nil
			for i := range byte(9) {
				m.Deputies = append(m.Deputies, Deputy{"desk-1" + string('0'+i), key(t, 100+i).Public()})
			}
		},
	} {
		m := h.mandate
		change(&m)
		if name != "format" { // Sign sets it
			if _, err := m.Sign(h.custodians...); !errors.Is(err, ErrMalformed) {
				t.Errorf("%s: signed: %v", name, err)
			}
		}
		payload := must[[]byte](t)(json.Marshal(m, json.Deterministic(true)))
		e := must[keys.Envelope](t)(keys.SignStatement(MandateType, payload, h.custodians...))
		if _, err := OpenMandate(e, h.manifest); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: opened: %v", name, err)
		}
	}
	further := append([]byte(`{"unless":"friday",`), h.envelope.Payload[1:]...)
	e := must[keys.Envelope](t)(keys.SignStatement(MandateType, further, h.custodians...))
	if _, err := OpenMandate(e, h.manifest); !errors.Is(err, ErrMalformed) {
		t.Errorf("a restriction that this version does not know: %v", err)
	}
}
