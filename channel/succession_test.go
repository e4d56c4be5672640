package channel

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// foundedBy signs a founding charter by all partners.
func foundedBy(t testing.TB, rule MembershipRule, partners ...partner) Opened {
	t.Helper()
	c := charterOf(t, partners...)
	c.Membership = rule
	e := must(Propose(c, partners[0].root...))(t)
	for _, p := range partners[1:] {
		e = must(Countersign(e, p.root...))(t)
	}
	o := must(Open(e, knownOf(partners...)))(t)
	if err := o.Founds(); err != nil {
		t.Fatal(err)
	}
	return o
}

// after drafts the next charter: who stays or joins, everything else in order.
func after(previous Opened, members ...partner) Charter {
	c := previous.Charter
	c.Epoch, c.Previous, c.Members, c.Sealed, c.Heirs = c.Epoch+1, previous.Hash, nil, nil, nil
	for _, p := range members {
		c.Members = append(c.Members, p.member())
	}
	for i, m := range previous.Members {
		c.Sealed = append(c.Sealed, Sealed{Partner: m.Partner, Size: int64(i) + 1, Root: record.Hash{byte(i)},
			Origin: ledger.Origin(c.Channel, previous.Epoch, m.Partner, 0)})
		if _, stays := c.Member(m.Partner); !stays {
			c.Heirs = append(c.Heirs, Heir{Leaver: m.Partner, Heir: members[0].id()})
		}
	}
	return c
}

func signedBy(t testing.TB, c Charter, signers ...partner) keys.Envelope {
	t.Helper()
	var all []keys.Private
	for _, p := range signers {
		all = append(all, p.root...)
	}
	return must(Propose(c, all...))(t)
}

func TestThoseWhoStayDecideTogether(t *testing.T) {
	a, b, c, d := newPartner(t, 1, "a"), newPartner(t, 2, "b"), newPartner(t, 3, "c"), newPartner(t, 4, "d")
	known := knownOf(a, b, c, d)
	unanimous, majority := foundedBy(t, Unanimity, a, b, c), foundedBy(t, Majority, a, b, c)
	type list = []partner
	for _, test := range []struct {
		name             string
		before           Opened
		members, signers list
		holds            bool
	}{
		{"all stay, all sign", unanimous, list{a, b, c}, list{a, b, c}, true},
		{"all stay, one does not sign", unanimous, list{a, b, c}, list{a, b}, false},
		{"one leaves and does not sign", unanimous, list{a, b}, list{a, b}, true},
		{"one leaves, one who stays does not sign", unanimous, list{a, b}, list{a, c}, false},
		{"one joins and signs", unanimous, list{a, b, c, d}, list{a, b, c, d}, true},
		{"one joins and does not sign", unanimous, list{a, b, c, d}, list{a, b, c}, false},
		{"a stranger takes the channel", unanimous, list{d}, list{d}, false},
		{"majority signs", majority, list{a, b, c}, list{a, b}, true},
		{"majority puts one out", majority, list{a, b}, list{a, b}, true},
		{"majority with one who leaves", majority, list{a, b}, list{a, c}, true},
		{"minority", majority, list{a, b, c}, list{a}, false},
		{"minority with a stranger", majority, list{a, d}, list{a, d}, false},
		{"a stranger alone", majority, list{d}, list{d}, false},
		{"one joins unsigned by majority", majority, list{a, b, c, d}, list{a, b, c}, false},
	} {
		_, err := Succeeds(test.before, signedBy(t, after(test.before, test.members...), test.signers...), known)
		if (err == nil) != test.holds || (err != nil && !errors.Is(err, ErrUnsigned)) {
			t.Errorf("%s: %v, expected to hold: %v", test.name, err, test.holds)
		}
	}
}

func TestASuccessorFollowsAndSeals(t *testing.T) {
	a, b := newPartner(t, 1, "a"), newPartner(t, 2, "b")
	before := foundedBy(t, Unanimity, a, b)
	for name, test := range map[string]struct {
		change func(*Charter)
		want   error
	}{
		"in order": {func(*Charter) {}, nil},
		"a second incarnation": {func(c *Charter) {
			c.Sealed = append(c.Sealed, Sealed{a.id(), 1, ledger.Origin(c.Channel, 0, a.id(), 1), 0, emptyRoot})
		}, nil},
		"another channel":     {func(c *Charter) { c.Channel[0]++; reseal(c) }, ErrChain},
		"an epoch left out":   {func(c *Charter) { c.Epoch++; reseal(c) }, ErrChain},
		"another one before":  {func(c *Charter) { c.Previous = a.envelope.HashText() }, ErrChain},
		"made before it":      {func(c *Charter) { c.Created = c.Created.AddDate(0, 0, -1) }, ErrChain},
		"a ledger not sealed": {func(c *Charter) { c.Sealed = c.Sealed[:1] }, ErrUnsealed},
		"a stranger's ledger": {func(c *Charter) {
			c.Sealed = append(c.Sealed, Sealed{keys.PartnerID{7}, 0, ledger.Origin(c.Channel, 0, keys.PartnerID{7}, 0), 0, emptyRoot})
		}, ErrUnsealed},
		"pens of one who leaves":  {func(c *Charter) { c.Members = c.Members[:1] }, ErrUnsealed},
		"pens of one who was not": {func(c *Charter) { c.Heirs = []Heir{{keys.PartnerID{7}, a.id()}} }, ErrUnsealed},
	} {
		c := after(before, a, b)
		test.change(&c)
		_, err := Succeeds(before, signedBy(t, c, a, b), knownOf(a, b))
		if (test.want == nil) != (err == nil) || !errors.Is(err, test.want) {
			t.Errorf("%s: %v, expected %v", name, err, test.want)
		}
	}
}

func reseal(c *Charter) {
	for i, s := range c.Sealed {
		c.Sealed[i].Origin = ledger.Origin(c.Channel, c.Epoch-1, s.Partner, s.Incarnation)
	}
}

func TestAReplacedRootDoesNotComeBack(t *testing.T) {
	a, b := newPartner(t, 1, "a"), newPartner(t, 2, "b")
	newRoot, public, err := keys.GenerateRoot(random(11))
	if err != nil {
		t.Fatal(err)
	}
	m := b.manifest.Successor(b.envelope)
	m.Root = public
	rotated := partner{newRoot, m, must(m.Sign(append(append([]keys.Private{}, b.root...), newRoot...)...))(t)}
	known := knownOf(a, b, rotated)

	before := foundedBy(t, Unanimity, a, b)
	second, err := Succeeds(before, signedBy(t, after(before, a, rotated), a, rotated), known)
	if err != nil {
		t.Fatalf("under the new root: %v", err)
	}
	if _, err := Succeeds(second, signedBy(t, after(second, a, b), a, b), known); !errors.Is(err, ErrUnsigned) {
		t.Errorf("under the old root again: %v", err)
	}
}

func TestSigningTwoSuccessorsIsEvidence(t *testing.T) {
	a, b := newPartner(t, 1, "a"), newPartner(t, 2, "b")
	known := knownOf(a, b)
	before := foundedBy(t, Unanimity, a, b)
	one, other := after(before, a, b), after(before, a, b)
	other.ClockBound++
	both, err := Contradiction(signedBy(t, one, a, b), signedBy(t, other, a), known)
	if err != nil || len(both) != 1 || both[0] != a.id() {
		t.Errorf("one signed two: %v, %v", both, err)
	}
	if _, err := Contradiction(signedBy(t, one, a), signedBy(t, other, b), known); !errors.Is(err, ErrNoContradiction) {
		t.Errorf("each signed one: %v", err)
	}
	if _, err := Contradiction(signedBy(t, one, a), signedBy(t, one, a, b), known); !errors.Is(err, ErrNoContradiction) {
		t.Errorf("more signatures under one: %v", err)
	}
}

// Whatever the members of two epochs and whoever signs: a successor holds only
// if somebody who was counted before stays or votes, and everyone who becomes a
// member has agreed to.
func TestNobodyIsBoundUnheard(t *testing.T) {
	all := []partner{newPartner(t, 1, "a"), newPartner(t, 2, "b"), newPartner(t, 3, "c"), newPartner(t, 4, "d")}
	known := knownOf(all...)
	founded := map[MembershipRule]Opened{Unanimity: foundedBy(t, Unanimity, all[:3]...), Majority: foundedBy(t, Majority, all[:3]...)}
	some := func(least int) *rapid.Generator[[]int] {
		return rapid.SliceOfNDistinct(rapid.IntRange(0, 3), least, 4, rapid.ID[int])
	}
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom([]MembershipRule{Unanimity, Majority}).Draw(t, "rule")
		pick := func(which []int) (list []partner) {
			for _, i := range which {
				list = append(list, all[i])
			}
			return list
		}
		members, signers := pick(some(1).Draw(t, "members")), pick(some(1).Draw(t, "signers"))
		c := after(founded[rule], members...)
		var signing []keys.Private
		for _, p := range signers {
			signing = append(signing, p.root...)
		}
		e, err := Propose(c, signing...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Succeeds(founded[rule], e, known); err != nil {
			return
		}
		signed := map[keys.PartnerID]bool{}
		votes := 0
		for _, p := range signers {
			signed[p.id()] = true
			if founded[rule].Counts(p.id()) {
				votes++
			}
		}
		if votes == 0 || (rule == Majority && votes < 2) {
			t.Errorf("%s: it holds with %d signatures of those before", rule, votes)
		}
		for _, p := range members {
			if !signed[p.id()] && (rule == Unanimity || !founded[rule].Counts(p.id())) {
				t.Errorf("%s: it binds %s, which has not signed", rule, p.manifest.Code)
			}
		}
	})
}
