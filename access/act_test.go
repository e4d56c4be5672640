package access

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"entente/keys"
)

func TestAHolderActsWithinItsMandate(t *testing.T) {
	h := newHouse(t, 1, 2, 3)
	if by, err := Verify(h.act, h.envelope, h.manifest, h.claim); err != nil || by.Holder != "desk-7" || by.Deputy() {
		t.Errorf("by %q: %v", by.Holder, err)
	}
	act := must[Act](t)(Sign(dice(8), h.deputy, Release, h.claim.Leaf, h.envelope))
	if by, err := Verify(act, h.envelope, h.manifest, h.claim); err != nil || by.Holder != "desk-8" || !by.Deputy() {
		t.Errorf("the deputy, by %q: %v", by.Holder, err)
	}
	for _, at := range []time.Time{noon, h.mandate.NotAfter, h.mandate.NotAfter.Add(999 * time.Millisecond)} {
		h.claim.At = at
		if _, err := Verify(h.act, h.envelope, h.manifest, h.claim); err != nil {
			t.Errorf("at %v: %v", at, err)
		}
	}
}

func TestAnActHoldsForNothingElse(t *testing.T) {
	good := newHouse(t, 1, 2, 3)
	for name, test := range map[string]struct {
		change func(*house)
		want   error
	}{
		"verb claimed":       {func(h *house) { h.claim.Verb = Response }, ErrOtherAct},
		"verb of both":       {func(h *house) { h.claim.Verb, h.act.Verb = Response, Response }, ErrForged},
		"verb not mandated":  {func(h *house) { h.claim.Verb, h.act.Verb = Adoption, Adoption }, ErrNotMandated},
		"leaf claimed":       {func(h *house) { h.claim.Leaf[5]++ }, ErrOtherAct},
		"leaf of both":       {func(h *house) { h.claim.Leaf[5]++; h.act.Leaf[5]++ }, ErrForged},
		"mandate":            {func(h *house) { h.act.Mandate[0]++ }, ErrOtherAct},
		"random":             {func(h *house) { h.act.Random[31]++ }, ErrForged},
		"key of a stranger":  {func(h *house) { h.act.Key = key(t, 99).Public() }, ErrNotMandated},
		"key of the deputy":  {func(h *house) { h.act.Key = h.deputy.Public() }, ErrForged},
		"no key":             {func(h *house) { h.act.Key = keys.Public{} }, ErrNotMandated},
		"signature":          {func(h *house) { h.act.Signature[0]++ }, ErrForged},
		"no signature":       {func(h *house) { h.act.Signature = nil }, ErrForged},
		"another channel":    {func(h *house) { h.claim.Channel[0]++ }, ErrNotMandated},
		"a second too early": {func(h *house) { h.claim.At = noon.Add(-time.Nanosecond) }, ErrTerm},
		"a second too late":  {func(h *house) { h.claim.At = h.mandate.NotAfter.Add(time.Second) }, ErrTerm},
		"no time":            {func(h *house) { h.claim.At = time.Time{} }, ErrTerm},
		"another partner":    {func(h *house) { h.manifest = newHouse(t, 50, 2, 3).manifest }, ErrOtherPartner},
	} {
		h := good
		h.act.Signature = slices.Clone(h.act.Signature)
		test.change(&h)
		if by, err := Verify(h.act, h.envelope, h.manifest, h.claim); !errors.Is(err, test.want) || by.Holder != "" {
			t.Errorf("%s: by %q: %v, want %v", name, by.Holder, err, test.want)
		}
	}
}

func TestAnActUnderOneMandateDoesNotHoldUnderAnother(t *testing.T) {
	h := newHouse(t, 1, 2, 3)
	wider := h.mandate
	wider.Acts = verbs
	envelope := must[keys.Envelope](t)(wider.Sign(h.custodians[:2]...))
	if _, err := Verify(h.act, envelope, h.manifest, h.claim); !errors.Is(err, ErrOtherAct) {
		t.Errorf("%v", err)
	}
}

func TestNoTwoActsHaveTheSameMessage(t *testing.T) {
	draw := func(t *rapid.T, n int, name string) []byte { return rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, name) }
	rapid.Check(t, func(t *rapid.T) {
		a := Act{Verb: rapid.SampledFrom(verbs).Draw(t, "verb"), Leaf: [33]byte(draw(t, 33, "leaf")), Mandate: [32]byte(draw(t, 32, "mandate")), Random: [32]byte(draw(t, 32, "random"))}
		b := a
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0:
			b.Verb = verbs[(slices.Index(verbs, a.Verb)+1)%len(verbs)]
		case 1:
			b.Leaf[rapid.IntRange(0, 32).Draw(t, "byte")] ^= 1
		case 2:
			b.Mandate[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		case 3:
			b.Random[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		}
		if string(a.Message()) == string(b.Message()) {
			t.Fatal("two acts sign the same bytes")
		}
	})
}

func TestActsAreReadAsTheyWereWritten(t *testing.T) {
	h := newHouse(t, 1, 1, 1)
	quantum := must[keys.Private](t)(keys.FromSeed(keys.MLDSA87, [32]byte{1}))
	for _, act := range []Act{h.act, must[Act](t)(Sign(dice(1), quantum, Charter, h.claim.Leaf, h.envelope))} {
		read := must[Act](t)(ParseAct(act.Encode()))
		if string(read.Encode()) != string(act.Encode()) || !read.Key.Verify(read.Message(), read.Signature) {
			t.Errorf("read as %+v", read)
		}
	}
	good := string(h.act.Encode())
	leaf := base.EncodeToString(h.act.Leaf[:])
	for name, wrong := range map[string]string{
		"nothing":        "",
		"null":           "null",
		"format":         strings.Replace(good, actFormat, "entente act 2", 1),
		"verb":           strings.Replace(good, `"release"`, `"signing"`, 1),
		"no key":         strings.Replace(good, `"key":"`+h.act.Key.String()+`"`, `"key":""`, 1),
		"leaf":           strings.Replace(good, leaf, leaf[4:], 1),
		"leaf lines":     strings.Replace(good, leaf, leaf[:4]+`\n`+leaf[4:], 1),
		"no signature":   strings.Replace(good, base.EncodeToString(h.act.Signature), "", 1),
		"unknown member": `{"extra":1,` + good[1:],
		"duplicate":      `{"leaf":"",` + good[1:],
		"too large":      good + strings.Repeat(" ", MaxActBytes),
	} {
		if _, err := ParseAct([]byte(wrong)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Sign(dice(1), h.holder, "signing", h.claim.Leaf, h.envelope); err == nil {
		t.Error("an unknown verb was signed")
	}
	if _, err := Sign(strings.NewReader("short"), h.holder, Release, h.claim.Leaf, h.envelope); err == nil {
		t.Error("signed without randomness")
	}
	if _, err := Sign(dice(1), keys.Private{}, Release, h.claim.Leaf, h.envelope); err == nil {
		t.Error("signed without a key")
	}
}

func TestTwoActsAreOfTwoPersonsOnlyIfNeitherStandsInTheOthersMandate(t *testing.T) {
	one := Mandate{Holder: "desk-1", Key: key(t, 1).Public(), Deputies: []Deputy{{"desk-2", key(t, 2).Public()}, {"desk-3", key(t, 3).Public()}}}
	two := Mandate{Holder: "desk-5", Key: key(t, 5).Public(), Deputies: []Deputy{{"desk-6", key(t, 6).Public()}, {"desk-3", key(t, 3).Public()}}}
	renewed := Mandate{Holder: "desk-1", Key: key(t, 11).Public()}
	shared := Mandate{Holder: "desk-12", Key: key(t, 1).Public()}
	by := func(m Mandate, n int) Signer {
		if n == 0 {
			return Signer{m.Holder, m.Key, m}
		}
		return Signer{m.Deputies[n-1].Holder, m.Deputies[n-1].Key, m}
	}
	for name, test := range map[string]struct {
		a, b Signer
		want bool
	}{
		"two holders":                          {by(one, 0), by(two, 0), true},
		"a holder and the deputy of another":   {by(one, 0), by(two, 1), true},
		"two deputies of two":                  {by(one, 1), by(two, 1), true},
		"one twice":                            {by(one, 0), by(one, 0), false},
		"a holder and its own deputy":          {by(one, 0), by(one, 1), false},
		"two deputies of one":                  {by(one, 1), by(one, 2), false},
		"a deputy of both for one":             {by(one, 2), by(two, 0), false},
		"a deputy of both for both":            {by(one, 2), by(two, 2), false},
		"a renewed mandate of the same":        {by(one, 0), by(renewed, 0), false},
		"the same key under another name":      {by(one, 0), by(shared, 0), false},
		"a deputy and a renewed mandate":       {by(one, 1), by(renewed, 0), false},
		"the other's holder, by its pseudonym": {by(renewed, 0), by(one, 1), false},
	} {
		if got := test.a.Independent(test.b); got != test.want || test.b.Independent(test.a) != got {
			t.Errorf("%s: %t", name, got)
		}
	}
}
