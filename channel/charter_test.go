package channel

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/keys"
	"entente/label"
	"entente/ledger"
	"entente/record"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// random is a source that a test can repeat.
func random(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func must[T any](value T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// A partner that can sign.
type partner struct {
	root     []keys.Private
	manifest keys.Manifest
	envelope keys.Envelope
}

func (p partner) id() keys.PartnerID { return p.manifest.Partner }

func (p partner) member() Member {
	return Member{Partner: p.id(), Manifest: p.envelope.HashText(), Standing: FullMember}
}

func newPartner(t testing.TB, seed byte, code string) partner {
	t.Helper()
	source := random(seed)
	root, public, err := keys.GenerateRoot(source)
	if err != nil {
		t.Fatal(err)
	}
	node := must(keys.GenerateNode(source, noon))(t)
	m := keys.NewManifest(public, noon)
	m.Code, m.Name = code, map[string]string{"en": strings.ToUpper(code)}
	m.Ledger, m.TLS = []keys.LedgerKey{node.LedgerKey(noon)}, []string{node.TLSPin()}
	return partner{root, m, must(m.Sign(root...))(t)}
}

func knownOf(partners ...partner) Known {
	k := Known{Manifests: map[string]keys.Manifest{}}
	for _, p := range partners {
		k.Manifests[p.envelope.HashText()] = p.manifest
	}
	return k
}

func labelOf(t testing.TB, class string, audience ...string) Label {
	t.Helper()
	var categories []label.Category
	if len(audience) > 0 {
		categories = []label.Category{{Tag: "Releasable To", Values: audience}}
	}
	return must(label.New(label.NATOLike(), class, noon, noon.AddDate(5, 0, 0), categories...))(t)
}

func charterOf(t testing.TB, members ...partner) Charter {
	c := Charter{
		Format: charterFormat, Channel: record.ChannelID{1, 2, 3}, Name: record.Text{EN: "Programme", KO: "계획"},
		Policies: []Pin{PinOf(label.NATOLike()), PinOf(label.TLP())},
		Ceiling:  labelOf(t, "RESTRICTED", "KOR", "NATO"), DefaultLabel: labelOf(t, "UNCLASSIFIED", "KOR", "NATO"),
		ClockBound: 300, Retention: Retention{Years: 30, Leaver: "keeps"}, Membership: Unanimity, Created: noon,
	}
	for _, p := range members {
		c.Members = append(c.Members, p.member())
	}
	return c
}

func TestAChannelIsFoundedByTheSignaturesOfAllItsMembers(t *testing.T) {
	rok, nato := newPartner(t, 1, "rok"), newPartner(t, 2, "nato")
	c := charterOf(t, rok, nato)
	proposed := must(Propose(c, rok.root...))(t)
	opened := must(Open(proposed, knownOf(rok, nato)))(t)
	if err := opened.Founds(); !errors.Is(err, ErrUnsigned) || len(opened.Missing) != 1 || opened.Missing[0] != nato.id() {
		t.Errorf("with one signature: %v, missing %v", err, opened.Missing)
	}
	half := must(Countersign(proposed, nato.root[0]))(t)
	if opened := must(Open(half, knownOf(rok, nato)))(t); opened.Founds() == nil {
		t.Error("half of a root founded a channel")
	}
	signed := must(Countersign(half, nato.root[1]))(t)
	opened = must(Open(signed, knownOf(rok, nato)))(t)
	if err := opened.Founds(); err != nil || opened.Hash != proposed.HashText() || opened.Private() {
		t.Errorf("with both: %v", err)
	}
	if opened := must(Open(signed, knownOf(rok)))(t); opened.Founds() == nil {
		t.Error("a channel was founded with a partner of which no manifest is known")
	}
	if _, err := opened.Pinned(label.Shipped()); err != nil {
		t.Errorf("its policies: %v", err)
	}
}

func TestMembersMaySignSideBySide(t *testing.T) {
	rok, nato := newPartner(t, 1, "rok"), newPartner(t, 2, "nato")
	c := charterOf(t, rok, nato)
	a, b := must(Propose(c, rok.root...))(t), must(Propose(c, nato.root...))(t)
	merged := must(Merge(must(Merge(a, b))(t), b))(t)
	if err := must(Open(merged, knownOf(rok, nato)))(t).Founds(); err != nil || len(merged.Signatures) != 4 {
		t.Errorf("joined: %v, %d signatures", err, len(merged.Signatures))
	}
	c.ClockBound++
	if _, err := Merge(a, must(Propose(c, nato.root...))(t)); err == nil {
		t.Error("signatures under two charters were joined")
	}
}

func TestAPrivateChannelHasOneMember(t *testing.T) {
	rok := newPartner(t, 1, "rok")
	c := charterOf(t, rok)
	c.Ceiling, c.DefaultLabel = labelOf(t, "SECRET"), labelOf(t, "UNCLASSIFIED")
	opened := must(Open(must(Propose(c, rok.root...))(t), knownOf(rok)))(t)
	if err := opened.Founds(); err != nil || !opened.Private() {
		t.Errorf("private channel: %v", err)
	}
}

func TestAnObserverSignsNothing(t *testing.T) {
	rok, nato := newPartner(t, 1, "rok"), newPartner(t, 2, "nato")
	c := charterOf(t, rok, nato)
	c.Members[1].Standing = Observer
	opened := must(Open(must(Propose(c, rok.root...))(t), knownOf(rok, nato)))(t)
	if err := opened.Founds(); err != nil || opened.Counts(nato.id()) {
		t.Errorf("with an observer: %v", err)
	}
}

func TestAMandateHolderSignsForItsPartner(t *testing.T) {
	rok, nato := newPartner(t, 1, "rok"), newPartner(t, 2, "nato")
	holder := must(keys.Generate(random(9), keys.Ed25519))(t)
	signed := must(Countersign(must(Propose(charterOf(t, rok, nato), rok.root...))(t), holder))(t)
	known := knownOf(rok, nato)
	if must(Open(signed, known))(t).Founds() == nil {
		t.Error("a key that no mandate names founded a channel")
	}
	known.Holders = map[keys.PartnerID][]keys.Public{rok.id(): {holder.Public()}}
	if must(Open(signed, known))(t).Founds() == nil {
		t.Error("the holder of one partner signed for the other")
	}
	known.Holders = map[keys.PartnerID][]keys.Public{nato.id(): {holder.Public()}}
	if err := must(Open(signed, known))(t).Founds(); err != nil {
		t.Errorf("signed by a mandate holder: %v", err)
	}
}

func TestWhatIsWrongInACharterIsRefused(t *testing.T) {
	rok, nato := newPartner(t, 1, "rok"), newPartner(t, 2, "nato")
	many := make([]Member, MaxMembers+1)
	for i := range many {
		many[i] = Member{Partner: keys.PartnerID{1, byte(i), byte(i >> 8)}, Manifest: rok.envelope.HashText(), Standing: FullMember}
	}
	cases := map[string]func(*Charter){
		"no channel":              func(c *Charter) { c.Channel = record.ChannelID{} },
		"no name":                 func(c *Charter) { c.Name = record.Text{} },
		"long name":               func(c *Charter) { c.Name.KO = strings.Repeat("계", 201) },
		"no members":              func(c *Charter) { c.Members = nil },
		"too many members":        func(c *Charter) { c.Members = many },
		"member twice":            func(c *Charter) { c.Members[1] = c.Members[0] },
		"only observers":          func(c *Charter) { c.Members = []Member{{rok.id(), rok.envelope.HashText(), Observer}} },
		"unknown standing":        func(c *Charter) { c.Members[0].Standing = "guest" },
		"manifest in upper case":  func(c *Charter) { c.Members[0].Manifest = "sha256:" + strings.Repeat("A", 64) },
		"no policy":               func(c *Charter) { c.Policies = nil },
		"policy twice":            func(c *Charter) { c.Policies[1].Name = c.Policies[0].Name },
		"policy without hash":     func(c *Charter) { c.Policies[0].SHA256 = "" },
		"no ceiling":              func(c *Charter) { c.Ceiling = nil },
		"ceiling of other policy": func(c *Charter) { c.Policies = c.Policies[1:] },
		"default is no label":     func(c *Charter) { c.DefaultLabel = Label("UNCLASSIFIED") },
		"no clock bound":          func(c *Charter) { c.ClockBound = 0 },
		"clock bound of days":     func(c *Charter) { c.ClockBound = MaxClockBound + 1 },
		"membership by lot":       func(c *Charter) { c.Membership = "lot" },
		"retention below zero":    func(c *Charter) { c.Retention.Years = -1 },
		"unclear leaver":          func(c *Charter) { c.Retention.Leaver = "" },
		"negative epoch":          func(c *Charter) { c.Epoch = -1 },
		"founding with previous":  func(c *Charter) { c.Previous = rok.envelope.HashText() },
		"later without previous":  func(c *Charter) { c.Epoch = 1 },
		"no creation":             func(c *Charter) { c.Created = time.Time{} },
		"stranger inherits": func(c *Charter) {
			c.Epoch, c.Previous, c.Heirs = 1, rok.envelope.HashText(), []Heir{{keys.PartnerID{9}, keys.PartnerID{8}}}
		},
		"sealed under a wrong name": func(c *Charter) {
			c.Epoch, c.Previous, c.Sealed = 1, rok.envelope.HashText(), []Sealed{{Partner: rok.id(), Origin: "x", Root: emptyRoot}}
		},
		"sealed empty with a root": func(c *Charter) {
			c.Epoch, c.Previous = 1, rok.envelope.HashText()
			c.Sealed = []Sealed{{Partner: rok.id(), Origin: ledger.Origin(c.Channel, 0, rok.id(), 0)}}
		},
	}
	for name, change := range cases {
		c := charterOf(t, rok, nato)
		change(&c)
		if _, err := Propose(c, rok.root...); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, expected malformed", name, err)
		}
	}
}

func TestACharterIsReadStrictly(t *testing.T) {
	rok := newPartner(t, 1, "rok")
	payload := string(must(charterOf(t, rok).Encode())(t))
	change := func(old, new string) string {
		if !strings.Contains(payload, old) {
			t.Fatalf("the charter does not hold %q", old)
		}
		return strings.Replace(payload, old, new, 1)
	}
	for name, text := range map[string]string{
		"nothing":        "",
		"unknown member": change(`"epoch"`, `"veto":true,"epoch"`),
		"epoch twice":    change(`"epoch":0`, `"epoch":0,"epoch":1`),
		"other case":     change(`"epoch"`, `"Epoch"`),
		"other format":   change("charter 1", "charter 2"),
		"not UTF-8":      change("Programme", "\xff"),
		"two documents":  payload + payload,
		"half a second":  change("12:00:00Z", "12:00:00.5Z"),
		"large":          payload + strings.Repeat(" ", MaxCharterBytes),
	} {
		if _, err := Decode([]byte(text)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, expected malformed", name, err)
		}
	}
	e := must(keys.SignStatement(keys.ManifestType, []byte(payload), rok.root...))(t)
	if _, err := Open(e, knownOf(rok)); !errors.Is(err, ErrMalformed) {
		t.Errorf("a charter under another type: %v", err)
	}
	if _, err := Countersign(e, rok.root...); !errors.Is(err, ErrMalformed) {
		t.Errorf("countersigning another type: %v", err)
	}
}

func TestTheDefaultLabelStandsUnderTheCeiling(t *testing.T) {
	c := charterOf(t, newPartner(t, 1, "rok"))
	c.DefaultLabel = labelOf(t, "SECRET", "KOR", "NATO")
	if _, err := c.Pinned(label.Shipped()); !errors.Is(err, label.ErrAbove) {
		t.Errorf("above the ceiling: %v", err)
	}
	c = charterOf(t, newPartner(t, 1, "rok"))
	c.Policies[0].SHA256 = strings.Repeat("0", 64)
	if _, err := c.Pinned(label.Shipped()); !errors.Is(err, label.ErrUnknown) {
		t.Errorf("with another file of the policy: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	rok := newPartner(f, 1, "rok")
	f.Add(must(charterOf(f, rok, newPartner(f, 2, "nato")).Encode())(f))
	f.Add([]byte(`{"format":"entente charter 1"}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		c, err := Decode(payload)
		if err != nil {
			return
		}
		again, err := c.Encode()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v: %q", err, payload)
		}
		other, err := Decode(again)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v: %q", err, again)
		}
		a, _ := json.Marshal(c, json.Deterministic(true))
		b, _ := json.Marshal(other, json.Deterministic(true))
		if string(a) != string(b) {
			t.Errorf("read twice:\n%s\n%s", a, b)
		}
	})
}
