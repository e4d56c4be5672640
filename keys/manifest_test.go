package keys

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

func TestAManifestCertifiesItself(t *testing.T) {
	f := found(t, 1)
	m := must[Manifest](t)(OpenManifest(f.envelope))
	if m.Partner != FoundingID(m.Root) || m.Name["ko"] != "대한민국" || !m.Issued.Equal(noon) || m.Ledger[0] != f.manifest.Ledger[0] {
		t.Errorf("opened as %+v", m)
	}
}

func TestAManifestNeedsTheThresholdOfItsRoot(t *testing.T) {
	f := found(t, 1)
	stranger := privateOf(t, Ed25519, 99)
	for name, signers := range map[string][]Private{
		"one of two":       f.root[:1],
		"the other of two": f.root[1:],
		"one and stranger": {f.root[0], stranger},
		"its own node":     {f.node.Ledger, f.node.Mirror},
	} {
		e := must[Envelope](t)(f.manifest.Sign(signers...))
		if _, err := OpenManifest(e); !errors.Is(err, ErrUnsigned) {
			t.Errorf("%s: %v", name, err)
		}
	}
	late := must[Envelope](t)(f.manifest.Sign(f.root[0]))
	late = must[Envelope](t)(late.AddSignatures(f.root[1]))
	if _, err := OpenManifest(late); err != nil {
		t.Errorf("a custodian who signs later: %v", err)
	}
}

func TestNobodyTakesAnothersID(t *testing.T) {
	victim, thief := found(t, 1), found(t, 2)
	m := thief.manifest
	m.Partner = victim.manifest.Partner
	e := must[Envelope](t)(m.Sign(thief.root...))
	if _, err := OpenManifest(e); !errors.Is(err, ErrChain) {
		t.Errorf("a stolen id: %v", err)
	}
}

// next signs a successor that changes something.
func (f founder) next(t testing.TB, signers []Private, change func(*Manifest)) Envelope {
	t.Helper()
	m := f.manifest.Successor(f.envelope)
	if change != nil {
		change(&m)
	}
	return must[Envelope](t)(m.Sign(signers...))
}

func TestASuccessorIsSignedByTheRootBefore(t *testing.T) {
	f := found(t, 1)
	newRoot, newPublic, err := GenerateRoot(dice(50))
	if err != nil {
		t.Fatal(err)
	}
	both := slices.Concat(f.root, newRoot)
	change := func(m *Manifest) { m.Root = newPublic }
	for name, test := range map[string]struct {
		next Envelope
		want error
	}{
		"same root":              {f.next(t, f.root, nil), nil},
		"new root by both":       {f.next(t, both, change), nil},
		"new root by new only":   {f.next(t, newRoot, change), ErrUnsigned},
		"new root by old only":   {f.next(t, f.root, change), ErrUnsigned},
		"same root by one":       {f.next(t, f.root[:1], nil), ErrUnsigned},
		"a version left out":     {f.next(t, f.root, func(m *Manifest) { m.Version = 3 }), ErrChain},
		"another before it":      {f.next(t, f.root, func(m *Manifest) { m.Previous = hashText([32]byte{1}) }), ErrChain},
		"another partner":        {f.next(t, f.root, func(m *Manifest) { m.Partner = PartnerID{1} }), ErrChain},
		"issued before":          {f.next(t, f.root, func(m *Manifest) { m.Issued = noon.Add(-time.Second) }), ErrChain},
		"becomes a demo":         {f.next(t, f.root, func(m *Manifest) { m.Demo = true }), ErrChain},
		"version 1 once more":    {f.envelope, ErrChain},
		"a statement, not this":  {must[Envelope](t)(SignStatement(testType, f.envelope.Payload, f.root...)), ErrMalformed},
		"threshold in new order": {f.next(t, f.root, func(m *Manifest) { m.Root.Threshold = 1 }), nil},
	} {
		m, err := OpenSuccessor(f.manifest, f.envelope, test.next)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if err == nil && (m.Version != 2 || m.Partner != f.manifest.Partner) {
			t.Errorf("%s: opened as version %d of %s", name, m.Version, m.Partner)
		}
	}
}

func TestAChainIsFollowedFromItsBeginning(t *testing.T) {
	f := found(t, 1)
	second := f.next(t, f.root, func(m *Manifest) { m.Code = "kor" })
	f2 := f
	f2.manifest, f2.envelope = must[Manifest](t)(OpenSuccessor(f.manifest, f.envelope, second)), second
	third := f2.next(t, f.root, nil)
	if m := must[Manifest](t)(OpenChain(f.envelope, second, third)); m.Version != 3 || m.Code != "kor" {
		t.Errorf("the newest is version %d", m.Version)
	}
	for name, chain := range map[string][]Envelope{
		"empty": {}, "begins late": {second, third}, "a gap": {f.envelope, third}, "disorder": {f.envelope, third, second},
	} {
		if _, err := OpenChain(chain...); !errors.Is(err, ErrChain) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := OpenSuccessor(f.manifest, second, third); err == nil {
		t.Error("an envelope that does not hold the manifest before was accepted")
	}
}

func TestImplausibleManifestsAreNeitherSignedNorOpened(t *testing.T) {
	f := found(t, 1)
	other := found(t, 2)
	for name, change := range map[string]func(*Manifest){
		"format":             func(m *Manifest) { m.Format = "entente manifest 2" },
		"version 0":          func(m *Manifest) { m.Version = 0 },
		"version 2, alone":   func(m *Manifest) { m.Version = 2 },
		"previous of 1":      func(m *Manifest) { m.Previous = hashText([32]byte{}) },
		"code":               func(m *Manifest) { m.Code = "r o k" },
		"no code":            func(m *Manifest) { m.Code = "" },
		"no name":            func(m *Manifest) { m.Name = nil },
		"name of a control":  func(m *Manifest) { m.Name = map[string]string{"en": "a\x1b[31m"} },
		"name turned round":  func(m *Manifest) { m.Name = map[string]string{"en": "a\u202eb"} },
		"language":           func(m *Manifest) { m.Name = map[string]string{"English": "a"} },
		"year 1":             func(m *Manifest) { m.Issued = time.Time{} },
		"threshold 0":        func(m *Manifest) { m.Root.Threshold = 0 },
		"threshold 3 of 2":   func(m *Manifest) { m.Root.Threshold = 3 },
		"one root key twice": func(m *Manifest) { m.Root.Keys = []Public{m.Root.Keys[0], m.Root.Keys[0]} },
		"no root key":        func(m *Manifest) { m.Root.Keys = []Public{m.Root.Keys[0], {}} },
		"no ledger keys":     func(m *Manifest) { m.Ledger = nil },
		"algorithm":          func(m *Manifest) { m.Ledger[0].Mirror = m.Ledger[0].Ed25519 },
		"one key, two uses":  func(m *Manifest) { m.Ledger[0].Mirror = m.Ledger[0].MLDSA44 },
		"root key on ledger": func(m *Manifest) { m.Ledger[0].Ed25519 = m.Root.Keys[0] },
		"no pin":             func(m *Manifest) { m.TLS = nil },
		"pin":                func(m *Manifest) { m.TLS[0] = strings.ToUpper(m.TLS[0]) },
		"pin twice":          func(m *Manifest) { m.TLS = append(m.TLS, m.TLS[0]) },
		"recipient":          func(m *Manifest) { m.Recipients[0] = "age1pq1qqqq" },
		"recipient twice":    func(m *Manifest) { m.Recipients = append(m.Recipients, m.Recipients[0]) },
		"software":           func(m *Manifest) { m.LeastSoftware = "1.0; rm" },
		"many generations": func(m *Manifest) {
			for range 9 {
				m.Ledger = append(m.Ledger, other.node.LedgerKey(noon))
			}
		},
	} {
		m := f.manifest
		m.Ledger, m.TLS, m.Recipients = slices.Clone(m.Ledger), slices.Clone(m.TLS), slices.Clone(m.Recipients)
		change(&m)
		if name != "format" { // Sign sets it
			if _, err := m.Sign(f.root...); !errors.Is(err, ErrMalformed) {
				t.Errorf("%s: signed: %v", name, err)
			}
		}
		payload, err := json.Marshal(m, json.Deterministic(true))
		if err != nil {
			continue // no text can hold it
		}
		e := must[Envelope](t)(SignStatement(ManifestType, payload, f.root...))
		if _, err := OpenManifest(e); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: opened: %v", name, err)
		}
	}
}

func TestAManifestMayBeNewerThanItsReader(t *testing.T) {
	f := found(t, 1)
	payload := append([]byte(`{"later":{"thing":1},`), f.envelope.Payload[1:]...)
	e := must[Envelope](t)(SignStatement(ManifestType, payload, f.root...))
	if _, err := OpenManifest(e); err != nil {
		t.Errorf("a member of a later version: %v", err)
	}
	twice := append([]byte(`{"code":"rok",`), f.envelope.Payload[1:]...)
	e = must[Envelope](t)(SignStatement(ManifestType, twice, f.root...))
	if _, err := OpenManifest(e); !errors.Is(err, ErrMalformed) {
		t.Errorf("a member that stands twice: %v", err)
	}
}

func TestFingerprintsAreForReadingAloud(t *testing.T) {
	f := found(t, 1)
	print := Fingerprint(f.envelope)
	groups := strings.Fields(print)
	if len(groups) != 8 || len(print) != 8*5+7 {
		t.Errorf("fingerprint %q", print)
	}
	typed := "  " + strings.ReplaceAll(print, " ", "-") + "\n"
	if !SameFingerprint(typed, print) {
		t.Error("the same digits, typed otherwise, are not the same")
	}
	for _, wrong := range []string{"", print[:40], print + " 00000", Fingerprint(found(t, 2).envelope)} {
		if SameFingerprint(wrong, print) {
			t.Errorf("%q passes for %q", wrong, print)
		}
	}
	if SameFingerprint("", "") {
		t.Error("nothing passes for nothing")
	}
}

func TestKeysOfEarlierManifestsStayKnown(t *testing.T) {
	f, later := found(t, 1), found(t, 2)
	second := f.next(t, f.root, func(m *Manifest) { m.Ledger = append(slices.Clone(m.Ledger), later.node.LedgerKey(noon)) })
	all := must[[]LedgerKey](t)(LedgerKeys(f.envelope, second))
	if len(all) != 2 || all[0] != f.manifest.Ledger[0] || all[1] != later.node.LedgerKey(noon) {
		t.Errorf("%d generations of keys", len(all))
	}
	if _, err := LedgerKeys(f.envelope, Envelope{}); !errors.Is(err, ErrMalformed) {
		t.Errorf("an envelope that holds no manifest: %v", err)
	}
}
