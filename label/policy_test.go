package label

import (
	"errors"
	"strings"
	"testing"
)

func replaceOnce(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("the text does not hold %q", old)
	}
	return strings.Replace(text, old, new, 1)
}

func TestMarkingsAreThePolicysWords(t *testing.T) {
	policies := Shipped()
	strict, err := New(TLP(), "AMBER+STRICT", day, review)
	if err != nil {
		t.Fatal(err)
	}
	shared := natoLike(t, "UNCLASSIFIED", releasable("NATO", "KOR"))
	cases := []struct {
		label        []byte
		lang, marked string
	}{
		{strict, "en", "TLP:AMBER+STRICT"},
		{strict, "ko", "TLP:AMBER+STRICT"},
		{shared, "en", "UNCLASSIFIED · RELEASABLE TO KOR, NATO"},
		{shared, "fr", "SANS CLASSIFICATION · COMMUNICABLE À KOR, OTAN"},
		{shared, "ko", "UNCLASSIFIED · 배포 대상 KOR, NATO"},
		{shared, "xx", "UNCLASSIFIED · RELEASABLE TO KOR, NATO"},
		{natoLike(t, "SECRET", caveat("MEDICAL")), "fr", "SECRET · MÉDICAL"},
	}
	for _, c := range cases {
		if m := policies.Marking(c.label, c.lang); m.Text != c.marked || !m.Known {
			t.Errorf("in %s: marked %+v, expected %q", c.lang, m, c.marked)
		}
	}
	if m := policies.Marking([]byte("no label"), "en"); m.Known || m.Text != "" {
		t.Errorf("bytes that are no label are marked %+v", m)
	}
}

func TestMarkingsCanBeRead(t *testing.T) {
	colours := map[string]string{}
	for _, p := range Shipped().All() {
		for _, c := range p.Classifications {
			raw, err := New(p, c.Name, day, review)
			if err != nil {
				t.Fatal(err)
			}
			m := Shipped().Marking(raw, "en")
			if got := contrast(m.Ground, m.TextColour); got < 7 {
				t.Errorf("%s: contrast of %s on %s is %.2f", m.Text, m.TextColour, m.Ground, got)
			}
			colours[m.Text] = m.Colour + " " + m.Ground + " " + m.TextColour
		}
	}
	for text, want := range map[string]string{
		"TLP:CLEAR":        "#ffffff #ffffff #000000",
		"TLP:GREEN":        "#33ff00 #33ff00 #000000",
		"TLP:AMBER":        "#ffc000 #ffc000 #000000",
		"TLP:AMBER+STRICT": "#ffc000 #ffc000 #000000",
		"SECRET":           "#8b0000 #8b0000 #ffffff",
	} {
		if colours[text] != want {
			t.Errorf("%s is %s, expected %s", text, colours[text], want)
		}
	}
	if red := colours["TLP:RED"]; !strings.HasPrefix(red, "#ff2b2b #ff") {
		t.Errorf("TLP:RED is %s, expected FIRST's red and a ground near to it", red)
	}
	if got := contrast(black, white); got < 20.99 || got > 21.01 {
		t.Errorf("black on white is %.2f, expected 21", got)
	}
}

func TestReleasableToKnowsEveryCountry(t *testing.T) {
	p := NATOLike()
	tag := p.Tags[p.tag("Releasable To", "urn:oid:2.999.4774.1.3")]
	if len(tag.Values) != 249+1 {
		t.Errorf("%d values, expected the 249 codes of ISO 3166-1 and NATO", len(tag.Values))
	}
	for _, code := range []string{"KOR", "NATO", "BEL", "USA", "ZWE", "kor"} {
		if tag.value(code) < 0 {
			t.Errorf("%s is not among them", code)
		}
	}
}

func TestAPolicyThatIsNotFullyUnderstoodIsRefused(t *testing.T) {
	file := string(natoLikeFile)
	cases := map[string]string{
		"nothing":                  "",
		"SPIF 3.0":                 replaceOnce(t, file, `schemaVersion="2.1"`, `schemaVersion="3.0"`),
		"another namespace":        replaceOnce(t, file, "http://www.xmlspif.org/spif", "urn:xmlspif:spif:3.0"),
		"DTD":                      replaceOnce(t, file, "<spif:SPIF", "<!DOCTYPE a>\n<spif:SPIF"),
		"DTD in a comment's shade": replaceOnce(t, file, "<spif:SPIF", "<!-- --><!ENTITY a 'b'>\n<spif:SPIF"),
		"another encoding":         replaceOnce(t, file, "UTF-8", "ISO-8859-1"),
		"required category":        replaceOnce(t, file, "</spif:securityClassification>", `<spif:requiredCategory operation="all"/></spif:securityClassification>`),
		"equivalent policy":        replaceOnce(t, file, "</spif:SPIF>", `<spif:equivalentPolicies/></spif:SPIF>`),
		"unknown attribute":        replaceOnce(t, file, `lacv="1" hierarchy`, `lacv="1" requiredClass="x" hierarchy`),
		"no hierarchy":             replaceOnce(t, file, ` hierarchy="1"`, ""),
		"same hierarchy":           replaceOnce(t, file, ` hierarchy="2"`, ` hierarchy="1"`),
		"hierarchy of text":        replaceOnce(t, file, ` hierarchy="2"`, ` hierarchy="two"`),
		"same name":                replaceOnce(t, file, `name="RESTRICTED"`, `name="unclassified"`),
		"country twice":            replaceOnce(t, file, `name="AFG"`, `name="abw"`),
		"type of tag":              replaceOnce(t, file, `enumType="permissive"`, `enumType="optional"`),
		"colour":                   replaceOnce(t, file, "#1b5e20", "#1b5e2"),
		"identifier":               replaceOnce(t, file, `id="2.999.4774.1.3"`, `id="2.999.4774.1.2"`),
		"no identifier":            replaceOnce(t, file, `id="2.999.4774.1"`, `id="NATO"`),
		"place of marking":         replaceOnce(t, file, "pageTopBottom</spif:code>", "pageTop</spif:code>"),
		"two phrases":              replaceOnce(t, file, `xml:lang="fr"`, `xml:lang="en"`),
		"large":                    file + strings.Repeat(" ", MaxPolicyBytes),
	}
	for name, text := range cases {
		if _, err := LoadPolicy([]byte(text)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: error is %v, expected malformed", name, err)
		}
	}
}

func TestPoliciesArePinnedByTheirFile(t *testing.T) {
	changed, err := LoadPolicy([]byte(replaceOnce(t, string(natoLikeFile), `hierarchy="4"`, `hierarchy="5"`)))
	if err != nil {
		t.Fatal(err)
	}
	pinned, absent := Shipped().Pinned(NATOLike().Hash(), changed.Hash())
	if len(pinned.All()) != 1 || len(absent) != 1 || absent[0] != changed.Hash() {
		t.Errorf("pinned %d, absent %q", len(pinned.All()), absent)
	}
	if _, err := NewPolicies(NATOLike(), changed); err == nil {
		t.Error("two files for one policy made a set")
	}
	tlp, err := New(TLP(), "CLEAR", day, review)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pinned.Check(tlp); !errors.Is(err, ErrUnknown) {
		t.Errorf("a label of a policy that is not pinned: %v, expected not known", err)
	}
}

func TestWhatIsObsoleteIsReadAndNotWritten(t *testing.T) {
	p, err := LoadPolicy([]byte(replaceOnce(t, string(natoLikeFile), `name="ABW" lacv`, `name="ABW" obsolete="true" lacv`)))
	if err != nil {
		t.Fatal(err)
	}
	old := natoLike(t, "SECRET", releasable("ABW"))
	policies, err := NewPolicies(p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := policies.Check(old); err != nil {
		t.Errorf("an old label is no longer read: %v", err)
	}
	if _, err := New(p, "SECRET", day, review, releasable("ABW")); !errors.Is(err, ErrUnknown) {
		t.Errorf("an obsolete value is written: %v", err)
	}
}

func FuzzLoadPolicy(f *testing.F) {
	f.Add(tlpFile)
	f.Add(natoLikeFile[:4000])
	f.Add(exerciseFile)
	f.Add([]byte(`<SPIF xmlns="http://www.xmlspif.org/spif" schemaVersion="3.0"/>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := LoadPolicy(raw)
		if err != nil {
			return
		}
		policies, err := NewPolicies(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Classifications {
			if c.Obsolete {
				continue
			}
			l, err := New(p, c.Name, day, review)
			if errors.Is(err, ErrInvalid) {
				continue // it needs values
			}
			if err != nil {
				t.Fatalf("classification %q of %q cannot be written: %v", c.Name, raw, err)
			}
			if err := policies.Within(l, l); err != nil {
				t.Fatalf("what was written is not read: %v: %s", err, l)
			}
		}
	})
}
