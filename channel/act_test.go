package channel

import (
	"errors"
	"testing"
	"time"

	"entente/access"
	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// A delegation is a partner with two holders, one of whom has a deputy.
type delegation struct {
	partner
	one, deputy, two keys.Private
	first, second    keys.Envelope // their mandates
	facts            Authority
}

var (
	actChannel = record.ChannelID{7, 7}
	overSpot   = Spot{Index: 3, At: noon.Add(time.Hour)}
	actSpot    = Spot{Index: 8, At: noon.Add(2 * time.Hour)}
	actLeaf    = record.Leaf{1, 9}
)

func newDelegation(t testing.TB) delegation {
	d := delegation{partner: newPartner(t, 1, "rok")}
	seeded := func(seed byte) keys.Private { return must(keys.FromSeed(keys.Ed25519, [32]byte{seed}))(t) }
	d.one, d.deputy, d.two = seeded(101), seeded(102), seeded(103)
	give := func(holder string, key keys.Private, deputies ...access.Deputy) keys.Envelope {
		return must(access.Mandate{
			Partner: d.id(), Holder: holder, Key: key.Public(), Deputies: deputies,
			Acts: []access.Verb{access.Release, access.Withdrawal}, NotBefore: noon, NotAfter: noon.AddDate(1, 0, 0),
		}.Sign(d.root...))(t)
	}
	d.first = give("desk-7", d.one, access.Deputy{Holder: "desk-8", Key: d.deputy.Public()})
	d.second = give("desk-9", d.two)
	d.facts = Authority{
		Partner: d.id(), Channel: actChannel, Origin: ledger.Origin(actChannel, 0, d.id(), 0),
		Since: noon, Clocks: 2 * time.Minute, Manifests: []keys.Manifest{d.manifest},
	}
	return d
}

func (d delegation) act(t testing.TB, seed byte, verb access.Verb, key keys.Private, mandate keys.Envelope) ActEntry {
	return ActEntry{actLeaf, must(access.Sign(random(seed), key, verb, actLeaf, mandate))(t), mandate}
}

// revoking is the manifest after the first, which revokes mandates.
func (d delegation) revoking(t testing.TB, issued time.Time, revoked ...keys.Revocation) keys.Envelope {
	next := d.manifest.Successor(d.envelope)
	next.Issued, next.Revoked = issued, revoked
	return must(next.Sign(d.root...))(t)
}

func (d delegation) after(t testing.TB, next keys.Envelope) Authority {
	facts := d.facts
	facts.Manifests = append(facts.Manifests[:1:1], must(keys.OpenSuccessor(d.manifest, d.envelope, next))(t))
	return facts
}

func TestAnActStandsOverAnEarlierEntryOfItsLedger(t *testing.T) {
	d := newDelegation(t)
	entry := d.act(t, 1, access.Release, d.one, d.first)
	stands := must(d.facts.Stands(must(DecodeAct(must(entry.Encode())(t)))(t), actSpot, overSpot))(t)
	if stands.By.Holder != "desk-7" || stands.By.Deputy() || stands.Verb != access.Release || stands.Leaf != actLeaf || stands.Mandate != d.first.Hash() {
		t.Errorf("stands as %+v", stands)
	}
	deputy := must(d.facts.Stands(d.act(t, 2, access.Release, d.deputy, d.first), actSpot, overSpot))(t)
	if deputy.By.Holder != "desk-8" || !deputy.By.Deputy() {
		t.Errorf("stands as %+v", deputy)
	}
}

func TestAnActOutOfItsPlaceDoesNotStand(t *testing.T) {
	d := newDelegation(t)
	late := func(at time.Time) Spot { return Spot{actSpot.Index, at} }
	for name, test := range map[string]struct {
		change    func(*ActEntry, *Authority)
		act, over Spot
		want      error
	}{
		"before what it is over":            {nil, Spot{2, actSpot.At}, overSpot, ErrActPlace},
		"over itself":                       {nil, overSpot, overSpot, ErrActPlace},
		"over an entry that is not there":   {nil, actSpot, Spot{-1, noon}, ErrActPlace},
		"dated back before what it is over": {nil, late(overSpot.At.Add(-3 * time.Minute)), overSpot, ErrActTime},
		"dated back before the channel":     {func(_ *ActEntry, f *Authority) { f.Since = noon.AddDate(0, 1, 0) }, actSpot, overSpot, ErrActTime},
		"after its term":                    {nil, late(noon.AddDate(1, 0, 1)), overSpot, access.ErrTerm},
		"before its term":                   {func(_ *ActEntry, f *Authority) { f.Since = time.Time{} }, late(noon.Add(-time.Minute)), Spot{3, noon.Add(-time.Minute)}, access.ErrTerm},
		"over another leaf":                 {func(a *ActEntry, _ *Authority) { a.Leaf[5]++ }, actSpot, overSpot, access.ErrOtherAct},
		"by a key of the node":              {func(a *ActEntry, _ *Authority) { a.Act.Key = d.manifest.Ledger[0].Ed25519 }, actSpot, overSpot, access.ErrNotMandated},
		"under the mandate of another":      {func(a *ActEntry, _ *Authority) { a.Mandate = d.second }, actSpot, overSpot, access.ErrOtherAct},
		"of another partner":                {func(_ *ActEntry, f *Authority) { f.Manifests = []keys.Manifest{newPartner(t, 2, "nato").manifest} }, actSpot, overSpot, access.ErrOtherPartner},
		"before there was a manifest":       {func(_ *ActEntry, f *Authority) { f.Manifests = nil }, actSpot, overSpot, keys.ErrChain},
	} {
		entry, facts := d.act(t, 1, access.Release, d.one, d.first), d.facts
		if test.change != nil {
			test.change(&entry, &facts)
		}
		if stands, err := facts.Stands(entry, test.act, test.over); !errors.Is(err, test.want) || stands.By.Holder != "" {
			t.Errorf("%s: %+v: %v", name, stands, err)
		}
	}
}

func TestARevokedMandateHoldsUpToTheSizeThatTheManifestStates(t *testing.T) {
	d := newDelegation(t)
	revoked := keys.Revocation{Mandate: d.first.HashText(), Ledgers: []keys.LedgerEnd{{Origin: d.facts.Origin, Size: 8}}}
	facts := d.after(t, d.revoking(t, noon.Add(90*time.Minute), revoked))
	for _, test := range []struct {
		name string
		act  Spot
		want error
	}{
		{"before the size, whatever its time", Spot{7, noon.Add(3 * time.Hour)}, nil},
		{"at the size", actSpot, ErrRevoked},
		{"at the size, dated back", Spot{8, overSpot.At}, ErrRevoked},
	} {
		if _, err := facts.Stands(d.act(t, 1, access.Release, d.one, d.first), test.act, overSpot); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	elsewhere := facts
	elsewhere.Origin = ledger.Origin(record.ChannelID{9}, 0, d.id(), 0)
	for at, want := range map[time.Duration]error{80 * time.Minute: nil, 90 * time.Minute: ErrRevoked} {
		if _, err := elsewhere.Stands(d.act(t, 1, access.Release, d.one, d.first), Spot{8, noon.Add(at)}, overSpot); !errors.Is(err, want) {
			t.Errorf("in a ledger that the manifest does not name, after %v: %v", at, err)
		}
	}
	if _, err := facts.Stands(d.act(t, 1, access.Release, d.two, d.second), actSpot, overSpot); err != nil {
		t.Errorf("another mandate: %v", err)
	}
}

func TestWhatIsRevokedStaysRevokedInLaterManifests(t *testing.T) {
	d := newDelegation(t)
	second := d.revoking(t, noon.Add(time.Hour), keys.Revocation{Mandate: d.first.HashText()})
	facts := d.after(t, second)
	third := facts.Manifests[1].Successor(second)
	if len(third.Revoked) != 0 {
		t.Fatalf("says again %v", third.Revoked)
	}
	facts.Manifests = append(facts.Manifests, must(keys.OpenSuccessor(facts.Manifests[1], second, must(third.Sign(d.root...))(t)))(t))
	if _, err := facts.Stands(d.act(t, 1, access.Release, d.one, d.first), actSpot, overSpot); !errors.Is(err, ErrRevoked) {
		t.Error(err)
	}
}

func TestWhatNeedsTwoMandatesTakesTwoPersons(t *testing.T) {
	d := newDelegation(t)
	stands := func(seed byte, verb access.Verb, key keys.Private, mandate keys.Envelope) Acted {
		return must(d.facts.Stands(d.act(t, seed, verb, key, mandate), actSpot, overSpot))(t)
	}
	holder, deputy, other := stands(1, access.Withdrawal, d.one, d.first), stands(2, access.Withdrawal, d.deputy, d.first), stands(3, access.Withdrawal, d.two, d.second)
	released := stands(4, access.Release, d.two, d.second)
	for name, test := range map[string]struct {
		acts []Acted
		want bool
	}{
		"nobody":                      {nil, false},
		"one":                         {[]Acted{holder}, false},
		"one twice":                   {[]Acted{holder, holder}, false},
		"a holder and its deputy":     {[]Acted{holder, deputy}, false},
		"two acts of different sorts": {[]Acted{holder, released}, false},
		"two holders":                 {[]Acted{holder, other}, true},
		"a deputy and another holder": {[]Acted{deputy, other}, true},
		"the third is by another":     {[]Acted{holder, deputy, other}, true},
	} {
		if _, second, found := Twice(test.acts, access.Withdrawal, actLeaf); found != test.want || found && second.By.Holder != "desk-9" {
			t.Errorf("%s: %t by %s", name, found, second.By.Holder)
		}
	}
	if _, found := Once([]Acted{holder}, access.Release, actLeaf); found {
		t.Error("a withdrawal was taken for a release")
	}
	if a, found := Once([]Acted{holder, released}, access.Release, actLeaf); !found || a.By.Holder != "desk-9" {
		t.Error("the release is not found")
	}
}

func TestAnActThatCannotBeReadIsRefused(t *testing.T) {
	d := newDelegation(t)
	entry := d.act(t, 1, access.Release, d.one, d.first)
	good := string(must(entry.Encode())(t))
	unplaced, unmandated := entry, entry
	unplaced.Leaf, unmandated.Mandate = record.Leaf{}, keys.Envelope{}
	for name, wrong := range map[string]string{
		"nothing": "", "null": "null", "no object": "[]", "nothing in it": "{}",
		"no leaf":    string(must(unplaced.Encode())(t)),
		"no mandate": string(must(unmandated.Encode())(t)),
		"no act":     `{"leaf":"` + actLeaf.String() + `"}`,
		"duplicate":  `{"leaf":"` + actLeaf.String() + `",` + good[1:],
	} {
		if a, err := DecodeAct([]byte(wrong)); !errors.Is(err, ErrAct) {
			t.Errorf("%s: %+v: %v", name, a, err)
		}
	}
}
