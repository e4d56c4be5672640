package label

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// exercised are the policies of these tests.
func exercised(t interface{ Fatal(...any) }) Policies {
	policies, err := NewPolicies(TLP(), NATOLike(), Exercise())
	if err != nil {
		t.Fatal(err)
	}
	return policies
}

func tagged(tag string, values ...string) Category { return Category{Tag: tag, Values: values} }

func TestAPolicysRulesHoldForWhatIsWritten(t *testing.T) {
	kor := tagged("Releasable To", "KOR")
	cases := map[string]struct {
		class      string
		categories []Category
		want       *Violation
	}{
		"nothing but a classification":  {"OPEN", nil, nil},
		"a required group by one tag":   {"RESERVED", []Category{kor}, nil},
		"a required group by another":   {"RESERVED", []Category{tagged("Eyes Only", "BOARD")}, nil},
		"no value of a required group":  {"RESERVED", nil, &Violation{Constraint: RequiredSome, Of: "RESERVED", With: []string{"Releasable To", "Eyes Only"}}},
		"exactly one":                   {"SEALED", []Category{kor, tagged("Compartment", "RIVER")}, nil},
		"none of exactly one":           {"SEALED", []Category{kor}, &Violation{Constraint: RequiredOne, Of: "SEALED", With: []string{"Compartment"}}},
		"two of a tag of one":           {"OPEN", []Category{tagged("Compartment", "RIVER", "MOUNTAIN")}, &Violation{Constraint: AtMost, Of: "Compartment", Count: 1}},
		"three of a tag of two":         {"OPEN", []Category{tagged("Context", "NOTE", "STUDY", "EXERCISE")}, &Violation{Constraint: AtMost, Of: "Context", Count: 2}},
		"its own classification":        {"SEALED", []Category{kor, tagged("Compartment", "RIVER"), tagged("Handling", "CRYPTO")}, nil},
		"another than its own":          {"INTERNAL", []Category{tagged("Handling", "CRYPTO")}, &Violation{Constraint: RequiredClass, Of: "CRYPTO", With: []string{"SEALED"}}},
		"an excluded classification":    {"OPEN", []Category{tagged("Handling", "MEDICAL")}, &Violation{Constraint: ExcludedClass, Of: "MEDICAL", With: []string{"OPEN"}}},
		"an excluded value":             {"INTERNAL", []Category{tagged("Handling", "MEDICAL", "PERSONNEL")}, &Violation{Constraint: ExcludedCategory, Of: "PERSONNEL", With: []string{"MEDICAL"}}},
		"an excluded tag set":           {"INTERNAL", []Category{kor, tagged("Eyes Only", "BOARD")}, &Violation{Constraint: ExcludedCategory, Of: "BOARD", With: []string{"KOR"}}},
		"all of what is required":       {"INTERNAL", []Category{tagged("Handling", "SOURCE", "PERSONNEL"), tagged("Context", "EXERCISE")}, nil},
		"not all of what is required":   {"INTERNAL", []Category{tagged("Handling", "SOURCE", "PERSONNEL")}, &Violation{Constraint: RequiredAll, Of: "SOURCE", With: []string{"PERSONNEL", "EXERCISE"}}},
		"a wide value with a low class": {"OPEN", []Category{tagged("Releasable To", "PRESS")}, nil},
	}
	for name, c := range cases {
		raw, err := New(Exercise(), c.class, day, review, c.categories...)
		if c.want == nil {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if _, err := exercised(t).Check(raw); err != nil {
				t.Errorf("%s is written and not read: %v", name, err)
			}
			continue
		}
		violation, isViolation := errors.AsType[*Violation](err)
		if !isViolation || !errors.Is(err, ErrInvalid) || !reflect.DeepEqual(violation, c.want) {
			t.Errorf("%s: %v, expected %+v", name, err, c.want)
		}
	}
}

func TestALabelThatItsPolicyForbidsIsWithinNothingAndAdmitsNobody(t *testing.T) {
	policies := exercised(t)
	kor := tagged("Releasable To", "KOR")
	good, err := New(Exercise(), "SEALED", day, review, kor, tagged("Compartment", "RIVER"), tagged("Handling", "CRYPTO"))
	if err != nil {
		t.Fatal(err)
	}
	bad := []byte(replaceOnce(t, string(good), ">SEALED<", ">RESERVED<"))
	ceiling, err := New(Exercise(), "SEALED", day, review, kor, tagged("Compartment", "RIVER"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := policies.Check(bad); !errors.Is(err, ErrInvalid) {
		t.Errorf("check: %v", err)
	}
	if err := policies.Within(bad, ceiling); !errors.Is(err, ErrInvalid) {
		t.Errorf("within: %v", err)
	}
	if m := policies.Marking(bad, "en"); m.Known || m.Text == "" {
		t.Errorf("marked %+v as if it were valid", m)
	}
	clearances := []Clearance{{Policy: "Exercise", Classification: "SEALED", Held: []Category{kor, tagged("Compartment", "RIVER"), tagged("Handling", "CRYPTO")}}}
	if err := policies.Admits(good, clearances); err != nil {
		t.Errorf("the valid label: %v", err)
	}
	if err := policies.Admits(bad, clearances); !errors.Is(err, ErrNotCleared) || !errors.Is(err, ErrInvalid) {
		t.Errorf("admits: %v", err)
	}
}

func TestACombinationThatThePolicyForbidsIsRefused(t *testing.T) {
	write := func(categories ...Category) []byte {
		raw, err := New(Exercise(), "INTERNAL", day, review, categories...)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	policies := exercised(t)
	for name, pair := range map[string][2][]byte{
		"values that exclude each other": {write(tagged("Handling", "MEDICAL")), write(tagged("Handling", "PERSONNEL"))},
		"more values than the tag takes": {write(tagged("Compartment", "RIVER")), write(tagged("Compartment", "MOUNTAIN"))},
	} {
		_, err := policies.Combine(day, pair[0], pair[1])
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v, expected not valid", name, err)
		}
	}
}

// exerciseLabels draws valid labels of the exercise policy.
func exerciseLabels() *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		p := Exercise()
		var categories []Category
		for _, tag := range p.Tags {
			var names []string
			for _, v := range tag.Values {
				if !v.Obsolete {
					names = append(names, v.Name)
				}
			}
			chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 2, rapid.ID[string]).Draw(t, tag.Name)
			if len(chosen) > 0 {
				categories = append(categories, Category{Tag: tag.Name, Values: chosen})
			}
		}
		class := rapid.SampledFrom([]string{"OPEN", "INTERNAL", "RESERVED", "SEALED"}).Draw(t, "classification")
		raw, err := New(p, class, day, review, categories...)
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Fatal(err)
			}
			raw, err = New(p, "OPEN", day, review)
			if err != nil {
				t.Fatal(err)
			}
		}
		return raw
	})
}

func TestLabelsWithRulesAreOrderedAndCombinationsDominateOrAreRefused(t *testing.T) {
	policies := exercised(t)
	within := func(x, y []byte) bool { return policies.Within(x, y) == nil }
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := exerciseLabels().Draw(t, "a"), exerciseLabels().Draw(t, "b"), exerciseLabels().Draw(t, "c")
		if !within(a, a) {
			t.Errorf("%s is not within itself", a)
		}
		if within(a, b) && within(b, c) && !within(a, c) {
			t.Errorf("%s\nis within\n%s\nis within\n%s\nbut the first is not within the last", a, b, c)
		}
		if within(a, b) && within(b, a) && policies.restriction(t, a) != policies.restriction(t, b) {
			t.Errorf("%s\nand\n%s\nare within each other and restrict differently", a, b)
		}
		combined, err := policies.Combine(day, a, b, c)
		if errors.Is(err, ErrNobody) || errors.Is(err, ErrInvalid) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := policies.Check(combined); err != nil {
			t.Errorf("a combination is not valid by its policy: %v: %s", err, combined)
		}
		for _, part := range [][]byte{a, b, c} {
			if !within(part, combined) {
				t.Errorf("%s\nis not within the combination\n%s", part, combined)
			}
		}
	})
}

// restriction is what a label restricts, for comparison.
func (ps Policies) restriction(t *rapid.T, raw []byte) string {
	l, err := ps.Check(raw)
	if err != nil {
		t.Fatal(err)
	}
	said := l.Classification
	for _, c := range l.Categories {
		if c.Type != Informative {
			said += "|" + c.Tag + "=" + strings.Join(c.Values, ",")
		}
	}
	return said
}

func TestMarkingCodesSayWhatStandsInAMarking(t *testing.T) {
	policies := exercised(t)
	kor := tagged("Releasable To", "KOR", "NATO")
	cases := []struct {
		class      string
		categories []Category
		lang, want string
	}{
		{"OPEN", nil, "en", "[EXERCISE OPEN]"},
		{"OPEN", nil, "fr", "[EXERCICE OUVERT]"},
		{"SEALED", []Category{kor, tagged("Compartment", "RIVER")}, "en", "[SEALED EXERCISE · RIVER · RELEASABLE TO KOR, NATO]"},
		{"SEALED", []Category{kor, tagged("Compartment", "RIVER")}, "ko", "[봉인 연습 · 강 · 배포 대상 KOR, NATO]"},
		{"INTERNAL", []Category{tagged("Compartment", "MOUNTAIN")}, "en", "[MOUNTAIN]"},
		{"INTERNAL", []Category{tagged("Context", "NOTE", "STUDY")}, "en", "[EXERCISE INTERNAL · STUDY]"},
		{"INTERNAL", []Category{tagged("Eyes Only", "BOARD")}, "fr", "[EXERCICE INTERNE · RÉSERVÉ À CONSEIL]"},
	}
	for _, c := range cases {
		raw, err := New(Exercise(), c.class, day, review, c.categories...)
		if err != nil {
			t.Fatal(err)
		}
		if m := policies.Marking(raw, c.lang); m.Text != c.want || !m.Known {
			t.Errorf("%s in %s is marked %q, expected %q", c.class, c.lang, m.Text, c.want)
		}
	}
}

func TestAnEquivalentIsAnAlternativeLabelThatLosesNoRestriction(t *testing.T) {
	policies := exercised(t)
	cases := map[string]struct {
		class      string
		categories []Category
		applied    Applied
		want       string // the marking as an originator's label would have it
		err        error
	}{
		"classification and values":      {"INTERNAL", []Category{tagged("Handling", "MEDICAL"), tagged("Releasable To", "KOR", "NATO")}, ByReceiver, "RESTRICTED · MEDICAL · RELEASABLE TO KOR, NATO", nil},
		"as its originator says":         {"RESERVED", []Category{tagged("Releasable To", "KOR")}, ByOriginator, "CONFIDENTIAL · RELEASABLE TO KOR", nil},
		"as its receiver says":           {"RESERVED", []Category{tagged("Releasable To", "KOR")}, ByReceiver, "RESTRICTED · RELEASABLE TO KOR", nil},
		"a value that is discarded":      {"OPEN", []Category{tagged("Handling", "DRAFT")}, ByOriginator, "UNCLASSIFIED", nil},
		"one less of the audience":       {"OPEN", []Category{tagged("Releasable To", "KOR", "JPN")}, ByOriginator, "UNCLASSIFIED · RELEASABLE TO KOR", nil},
		"nobody of the audience":         {"OPEN", []Category{tagged("Releasable To", "JPN")}, ByOriginator, "", ErrNobody},
		"a restriction it does not know": {"INTERNAL", []Category{tagged("Compartment", "RIVER")}, ByOriginator, "", ErrUnknown},
		"a value for the originator":     {"OPEN", []Category{tagged("Context", "STUDY")}, ByReceiver, "", ErrUnknown},
	}
	for name, c := range cases {
		raw, err := New(Exercise(), c.class, day, review, c.categories...)
		if err != nil {
			t.Fatal(err)
		}
		before := bytes.Clone(raw)
		got, err := policies.Equivalent(raw, "NATO-like", c.applied, day)
		if !bytes.Equal(before, raw) {
			t.Errorf("%s: the originator's label was changed", name)
		}
		if !errors.Is(err, c.err) || (c.err == nil && err != nil) {
			t.Errorf("%s: %v, expected %v", name, err, c.err)
			continue
		}
		if c.err != nil {
			continue
		}
		if _, err := Parse(got); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: it can stand in the place of an originator's label: %v", name, err)
		}
		if _, err := ParseAs(Alternative, got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if m := policies.Marking(bytes.ReplaceAll(got, []byte(Alternative), []byte(Originator)), "en"); m.Text != c.want {
			t.Errorf("%s is %q there, expected %q", name, m.Text, c.want)
		}
	}
	raw, err := New(TLP(), "RED", day, review)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := policies.Equivalent(raw, "NATO-like", ByOriginator, day); !errors.Is(err, ErrUnknown) {
		t.Errorf("a policy without equivalents: %v", err)
	}
}

func TestAPolicySaysWhatNeedsTwoPersons(t *testing.T) {
	policies := exercised(t)
	for _, c := range []struct {
		class string
		deed  Deed
		want  bool
	}{{"OPEN", Downgrade, false}, {"INTERNAL", Downgrade, true}, {"RESERVED", Downgrade, true}, {"INTERNAL", Release, false}, {"RESERVED", Release, true}} {
		raw, err := New(Exercise(), c.class, day, review, tagged("Releasable To", "KOR"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := policies.NeedsTwo(c.deed, raw); err != nil || got != c.want {
			t.Errorf("%s of %s needs two: %v (%v), expected %v", c.deed, c.class, got, err, c.want)
		}
	}
	if _, err := policies.NeedsTwo(Downgrade, nil); !errors.Is(err, ErrMalformed) {
		t.Errorf("without a label: %v", err)
	}
}

func TestABindingHasOneLabelInEachMetadataElement(t *testing.T) {
	policies := exercised(t)
	raw, err := New(Exercise(), "INTERNAL", day, review, tagged("Handling", "MEDICAL"))
	if err != nil {
		t.Fatal(err)
	}
	alternative, err := policies.Equivalent(raw, "NATO-like", ByOriginator, day)
	if err != nil {
		t.Fatal(err)
	}
	bound, err := Bind("plan & budget.pdf", raw, alternative)
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, bound)
	if !bytes.Contains(bound, raw) {
		t.Error("the originator's label is not in it byte for byte")
	}
	b, err := ReadBinding(bound)
	if err != nil || b.Originator.Policy != "Exercise" || len(b.Alternatives) != 1 || b.Alternatives[0].Classification != "RESTRICTED" ||
		!reflect.DeepEqual(b.References, []string{"plan & budget.pdf"}) {
		t.Errorf("read back: %+v, %v", b, err)
	}
	text := string(bound)
	for name, wrong := range map[string]string{
		"two labels in one":      replaceOnce(t, text, "</mb:Metadata><mb:Metadata>", ""),
		"two originators":        strings.ReplaceAll(text, string(Alternative), string(Originator)),
		"no originator":          strings.ReplaceAll(text, string(Originator), string(Alternative)),
		"a signature":            replaceOnce(t, text, "<mb:MetadataBindingContainer>", "<mb:Signature/><mb:MetadataBindingContainer>"),
		"no data":                replaceOnce(t, text, `<mb:DataReference URI="plan &amp; budget.pdf"/>`, ""),
		"an element of 4778 in":  replaceOnce(t, text, "<slab:Classification>INTERNAL</slab:Classification>", "<mb:Classification>INTERNAL</mb:Classification>"),
		"nothing in an element":  replaceOnce(t, text, "<mb:Metadata>", "<mb:Metadata/><mb:Metadata>"),
		"an element in no place": replaceOnce(t, text, "</mb:BindingInformation>", "<mb:Other/></mb:BindingInformation>"),
	} {
		if _, err := ReadBinding([]byte(wrong)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, expected malformed", name, err)
		}
	}
	if _, err := Bind("x", alternative); !errors.Is(err, ErrMalformed) {
		t.Errorf("an alternative in the place of the originator's: %v", err)
	}
	if _, err := Bind("x", raw, raw); !errors.Is(err, ErrMalformed) {
		t.Errorf("an originator's in the place of an alternative: %v", err)
	}
}

func TestRulesThatCannotBindAreRefused(t *testing.T) {
	file := string(exerciseFile)
	for name, text := range map[string]string{
		"a group of no tag set":               replaceOnce(t, file, `<spif:categoryGroup tagSetRef="Releasable To"`, `<spif:categoryGroup tagSetRef="Releasable"`),
		"a group of another type":             replaceOnce(t, file, `<spif:categoryGroup tagSetRef="Releasable To" tagType="permissive"`, `<spif:categoryGroup tagSetRef="Releasable To" tagType="restrictive"`),
		"a group of no value":                 replaceOnce(t, file, `<spif:categoryGroup tagSetRef="Handling" tagType="restrictive" lacv="3"/>`, `<spif:categoryGroup tagSetRef="Handling" tagType="restrictive" lacv="99"/>`),
		"a group of lacv and all":             replaceOnce(t, file, `<spif:categoryGroup tagSetRef="Handling" tagType="restrictive" lacv="3"/>`, `<spif:categoryGroup tagSetRef="Handling" tagType="restrictive" lacv="3" all="true"/>`),
		"an operation that is none":           replaceOnce(t, file, `operation="onlyOne"`, `operation="some"`),
		"a required class that is none":       replaceOnce(t, file, `requiredClass="SEALED"`, `requiredClass="SECRET"`),
		"an excluded class that is none":      replaceOnce(t, file, `<spif:excludedClass>OPEN<`, `<spif:excludedClass>CLOSED<`),
		"an excluded category of no tag set":  replaceOnce(t, file, `<spif:excludedCategory tagSetRef="Handling"`, `<spif:excludedCategory tagSetRef="Hand"`),
		"an equivalent policy not listed":     replaceOnce(t, file, `<spif:equivalentPolicy name="NATO-like"`, `<spif:equivalentPolicy name="NATO"`),
		"an equivalent policy that requires":  replaceOnce(t, file, `id="2.999.4774.1"/>`, `id="2.999.4774.1"><spif:requiredCategory operation="all"/></spif:equivalentPolicy>`),
		"equivalents twice":                   replaceOnce(t, file, `lacv="2" applied="decrypt"/>`+"\n"+`      <spif:markingData phrase="RESERVED"`, `lacv="2" applied="both"/>`+"\n"+`      <spif:markingData phrase="RESERVED"`),
		"an equivalent applied by nobody":     replaceOnce(t, file, `applied="both"`, `applied="never"`),
		"a selection of none":                 replaceOnce(t, file, `maxSelection="2"`, `maxSelection="0"`),
		"a selection that is empty":           replaceOnce(t, file, `minSelection="0" maxSelection="2"`, `minSelection="3" maxSelection="2"`),
		"a value that people type":            replaceOnce(t, file, `<spif:tagCategory name="JPN" lacv="3"/>`, `<spif:tagCategory name="JPN" lacv="3" userInput="string"/>`),
		"a period of validity":                replaceOnce(t, file, `<spif:tagCategory name="JPN" lacv="3"/>`, `<spif:tagCategory name="JPN" lacv="3" notBefore="2026-01-01T00:00:00Z"/>`),
		"privacy marks":                       replaceOnce(t, file, "  <spif:equivalentPolicies>", `<spif:privacyMarks><spif:privacyMark name="X"/></spif:privacyMarks><spif:equivalentPolicies>`),
		"an extension of somebody else":       replaceOnce(t, file, `xmlns:entente="urn:entente:spif:1" deed="downgrade"`, `xmlns:entente="urn:example:spif" deed="downgrade"`),
		"an extension that is not known":      replaceOnce(t, file, `<entente:twoPersons xmlns:entente="urn:entente:spif:1" deed="downgrade" from="INTERNAL"/>`, `<entente:three xmlns:entente="urn:entente:spif:1"/>`),
		"two persons for what is not known":   replaceOnce(t, file, `deed="downgrade"`, `deed="reading"`),
		"two persons from nowhere":            replaceOnce(t, file, `from="INTERNAL"`, `from="SECRET"`),
		"our element in the place of SPIF's":  replaceOnce(t, file, "  <spif:extensions>", `<entente:markingQualifier xmlns:entente="urn:entente:spif:1"/><spif:extensions>`),
		"a classification that is not marked": replaceOnce(t, file, `<spif:code>replacePolicy</spif:code>`, `<spif:code>noMarkingDisplay</spif:code>`),
		"more references than are judged":     replaceOnce(t, file, `<spif:excludedCategory tagSetRef="Handling" tagType="restrictive" lacv="2"/>`, strings.Repeat(`<spif:requiredCategory operation="oneOrMore">`+strings.Repeat(`<spif:categoryGroup tagSetRef="Handling" tagType="restrictive" lacv="2"/>`, maxRules)+`</spif:requiredCategory>`, 20)),
		"a code that is none":                 replaceOnce(t, file, `<spif:code>portionMarking</spif:code>`, `<spif:code>nowhere</spif:code>`),
	} {
		if _, err := LoadPolicy([]byte(text)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, expected malformed", name, err)
		}
	}
}

func TestSPIF3IsRefusedInWords(t *testing.T) {
	_, err := LoadPolicy([]byte(replaceOnce(t, string(exerciseFile), `schemaVersion="2.1"`, `schemaVersion="3.0"`)))
	if err == nil || !strings.Contains(err.Error(), `schema version "3.0"`) || !strings.Contains(err.Error(), "SPIF 2.1") {
		t.Errorf("the refusal says %v", err)
	}
}

// wellFormed asks another XML parser than ours.
func wellFormed(t *testing.T, document []byte) {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Log("xmllint is not here: well-formedness was judged by encoding/xml alone")
		return
	}
	command := exec.Command(xmllint, "--nonet", "--noout", "-")
	command.Stdin = bytes.NewReader(document)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v: %s", err, out)
	}
}

func TestWhatIsShippedAndWrittenIsWellFormed(t *testing.T) {
	for _, file := range [][]byte{tlpFile, natoLikeFile, exerciseFile} {
		wellFormed(t, file)
	}
	raw, err := New(Exercise(), "INTERNAL", day, review, tagged("Handling", "MEDICAL"), tagged("Releasable To", "KOR"))
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, raw)
	wellFormed(t, []byte(foreign))
	files, err := filepath.Glob("policies/*.xml")
	if err != nil || len(files) != 3 {
		t.Errorf("%q are shipped (%v)", files, err)
	}
}

func FuzzReadBinding(f *testing.F) {
	raw, err := New(Exercise(), "OPEN", day, review)
	if err != nil {
		f.Fatal(err)
	}
	bound, err := Bind("a", raw)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bound)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if b, err := ReadBinding(raw); err == nil && (b.Originator.Created.IsZero() || len(b.References) == 0) {
			t.Errorf("a binding without its label or data was read: %q", raw)
		}
	})
}
