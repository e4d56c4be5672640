package label

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

var (
	day    = time.Date(2026, 11, 23, 9, 41, 7, 0, time.UTC)
	review = day.AddDate(5, 0, 0)
)

// foreign is a label as another system writes it: other prefixes, white space,
// an originator, times of the second, a value in lower case.
const foreign = `<originatorConfidentialityLabel xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0" Id="l1" ReviewDateTime="2031-11-23T18:00:00+09:00">
  <ConfidentialityInformation>
    <PolicyIdentifier URI="urn:oid:2.999.4774.1">NATO-like</PolicyIdentifier>
    <Classification>unclassified</Classification>
    <Category Type="PERMISSIVE" TagName="Releasable To" URI="urn:oid:2.999.4774.1.3">
      <GenericValue>NATO</GenericValue>
      <GenericValue>KOR</GenericValue>
    </Category>
  </ConfidentialityInformation>
  <OriginatorID IDType="rfc822Name">desk@example.org</OriginatorID>
  <CreationDateTime>2026-11-23T18:41:07.5+09:00</CreationDateTime>
</originatorConfidentialityLabel>`

func TestALabelOfAnotherSystemIsRead(t *testing.T) {
	l, err := Shipped().Check([]byte(foreign))
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(l, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"policy":"NATO-like","policyURI":"urn:oid:2.999.4774.1","classification":"UNCLASSIFIED",` +
		`"categories":[{"type":"PERMISSIVE","tag":"Releasable To","uri":"urn:oid:2.999.4774.1.3","values":["KOR","NATO"]}],` +
		`"originator":"desk@example.org","originatorType":"rfc822Name","created":"2026-11-23T09:41:07.5Z","review":"2031-11-23T09:00:00Z"}`
	if string(got) != want {
		t.Errorf("JSON of the label is\n%s\nexpected\n%s", got, want)
	}
}

func TestWhatIsNotUnderstoodInALabelIsRefused(t *testing.T) {
	change := func(old, new string) string {
		if !strings.Contains(foreign, old) {
			t.Fatalf("the sample does not hold %q", old)
		}
		return strings.Replace(foreign, old, new, 1)
	}
	succession := `<SuccessionHandling><SuccessionDateTime>2030-01-01T00:00:00Z</SuccessionDateTime>` +
		`<SuccessorConfidentialityLabel><ConfidentialityInformation><PolicyIdentifier URI="urn:oid:1.2">P</PolicyIdentifier>` +
		`<Classification>C</Classification></ConfidentialityInformation><CreationDateTime>2026-11-23T00:00:00Z</CreationDateTime>` +
		`</SuccessorConfidentialityLabel></SuccessionHandling>`
	cases := map[string]string{
		"nothing":                      "",
		"white space":                  " \n",
		"not XML":                      "UNCLASSIFIED",
		"cut":                          foreign[:len(foreign)-3],
		"XML declaration":              `<?xml version="1.0"?>` + foreign,
		"DTD":                          `<!DOCTYPE a [<!ENTITY b "c">]>` + foreign,
		"entity":                       change("unclassified", "&b;"),
		"comment":                      change("unclassified", "unclass<!-- -->ified"),
		"CDATA":                        change("unclassified", "<![CDATA[unclassified]]>"),
		"processing instruction":       change("unclassified", "unclassified<?a b?>"),
		"two roots":                    foreign + foreign,
		"text after the root":          foreign + "x",
		"text beside elements":         change("<OriginatorID", "x<OriginatorID"),
		"another root":                 strings.ReplaceAll(foreign, "originatorConf", "alternativeConf"),
		"no namespace":                 change(` xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"`, ""),
		"another namespace":            change("metadatalabel:1:0", "metadatalabel:2:0"),
		"undeclared prefix":            change("<Classification>", "<a:Classification>"),
		"unknown element":              change("<OriginatorID", `<Note>x</Note><OriginatorID`),
		"element of another namespace": change("</ConfidentialityInformation>", `<x xmlns="urn:x"/></ConfidentialityInformation>`),
		"integer value":                change("<GenericValue>KOR</GenericValue>", "<IntegerValue>410</IntegerValue>"),
		"type of a schema":             change("<GenericValue>KOR", `<GenericValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x">KOR`),
		"classification with URI":      change("<Classification>", `<Classification URI="urn:oid:1.2">`),
		"empty classification":         change("unclassified", " "),
		"two classifications":          change("<Classification>", "<Classification>SECRET</Classification><Classification>"),
		"wrong order":                  change("<Classification>unclassified</Classification>", "") + "",
		"policy without URI":           change(` URI="urn:oid:2.999.4774.1">NATO`, ">NATO"),
		"category of no type":          change(`Type="PERMISSIVE" `, ""),
		"category of unknown type":     change("PERMISSIVE", "OPTIONAL"),
		"attribute twice":              change(`Type="PERMISSIVE"`, `Type="PERMISSIVE" Type="INFORMATIVE"`),
		"unknown attribute":            change(`Id="l1"`, `Other="l1"`),
		"no creation":                  change("<CreationDateTime>2026-11-23T18:41:07.5+09:00</CreationDateTime>", ""),
		"creation without zone":        change("18:41:07.5+09:00", "18:41:07.5"),
		"creation in the year 0":       change("2026-11-23T18:41", "0000-11-23T18:41"),
		"creation of no date":          change("2026-11-23T18:41", "2026-02-30T18:41"),
		"neither review nor successor": change(` ReviewDateTime="2031-11-23T18:00:00+09:00"`, ""),
		"successor of a successor":     strings.Replace(change("</originator", succession+"</originator"), "</SuccessorConf", succession+"</SuccessorConf", 1),
		"control character":            change("unclassified", "UNCLASSI\u202eFIED"),
		"not UTF-8":                    change("unclassified", "\xff"),
		"long value":                   change("unclassified", strings.Repeat("A", 257)),
		"large":                        foreign + strings.Repeat(" ", MaxBytes),
		"deep":                         strings.Repeat(`<originatorConfidentialityLabel xmlns="`+Namespace+`">`, 60),
	}
	for name, text := range cases {
		if _, err := Parse([]byte(text)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: error is %v, expected malformed", name, err)
		}
	}
	withSuccession := strings.Replace(change("</originator", succession+"</originator"), ` ReviewDateTime="2031-11-23T18:00:00+09:00"`, "", 1)
	l, err := Parse([]byte(withSuccession))
	if err != nil || l.Succession == nil || l.Succession.Classification != "C" {
		t.Errorf("a label with a successor instead of a review: %+v, %v", l.Succession, err)
	}
}

func TestALabelIsTheSameBytesAllDay(t *testing.T) {
	releasable := func(values ...string) Category { return Category{Tag: "Releasable To", Values: values} }
	a, err := New(NATOLike(), "UNCLASSIFIED", day, review, releasable("NATO", "KOR"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(NATOLike(), "unclassified", day.Add(5*time.Hour), review.Add(time.Minute), releasable("kor"), releasable("NATO", "KOR"))
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("labels of one day differ (%v):\n%s\n%s", err, a, b)
	}
	want := `<slab:originatorConfidentialityLabel xmlns:slab="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0" ReviewDateTime="2031-11-23T00:00:00Z">` +
		`<slab:ConfidentialityInformation><slab:PolicyIdentifier URI="urn:oid:2.999.4774.1">NATO-like</slab:PolicyIdentifier>` +
		`<slab:Classification>UNCLASSIFIED</slab:Classification>` +
		`<slab:Category Type="PERMISSIVE" TagName="Releasable To" URI="urn:oid:2.999.4774.1.3"><slab:GenericValue>KOR</slab:GenericValue>` +
		`<slab:GenericValue>NATO</slab:GenericValue></slab:Category></slab:ConfidentialityInformation>` +
		`<slab:CreationDateTime>2026-11-23T00:00:00Z</slab:CreationDateTime></slab:originatorConfidentialityLabel>`
	if string(a) != want {
		t.Errorf("label is\n%s\nexpected\n%s", a, want)
	}
}

func TestALabelOutsideItsPolicyIsNotWritten(t *testing.T) {
	p := NATOLike()
	cases := map[string]struct {
		class    string
		category Category
		review   time.Time
		want     error
	}{
		"classification": {"TOP SECRET", Category{Tag: "Releasable To", Values: []string{"KOR"}}, review, ErrUnknown},
		"tag":            {"SECRET", Category{Tag: "Eyes Only", Values: []string{"KOR"}}, review, ErrUnknown},
		"type":           {"SECRET", Category{Type: Restrictive, Tag: "Releasable To", Values: []string{"KOR"}}, review, ErrUnknown},
		"value":          {"SECRET", Category{Tag: "Releasable To", Values: []string{"XYZ"}}, review, ErrUnknown},
		"nobody":         {"SECRET", Category{Tag: "Releasable To"}, review, ErrNobody},
		"review":         {"SECRET", Category{Tag: "Releasable To", Values: []string{"KOR"}}, day, nil},
	}
	for name, c := range cases {
		_, err := New(p, c.class, day, c.review, c.category)
		if err == nil || (c.want != nil && !errors.Is(err, c.want)) {
			t.Errorf("%s: error is %v, expected %v", name, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(foreign))
	f.Add([]byte(`<a:originatorConfidentialityLabel xmlns:a="` + Namespace + `"/>`))
	f.Add([]byte(`<!DOCTYPE a>`))
	policies := Shipped()
	f.Fuzz(func(t *testing.T, raw []byte) {
		policies.Marking(raw, "ko")
		l, err := policies.Check(raw)
		if err != nil {
			return
		}
		if l.Created.IsZero() || (l.Review.IsZero() && l.Succession == nil) {
			t.Errorf("a label without its times was read: %q", raw)
		}
		if err := policies.Within(raw, raw); err != nil {
			t.Errorf("a label is not within itself: %v: %q", err, raw)
		}
		again, err := policies.Combine(l.Created, raw)
		if err != nil {
			t.Fatalf("a label alone cannot be combined: %v: %q", err, raw)
		}
		if policies.Within(raw, again) != nil || policies.Within(again, raw) != nil {
			t.Errorf("a label combined with nothing became another:\n%s\n%s", raw, again)
		}
	})
}
