package interchange_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"entente/label"
	"entente/node"
	"entente/store"
)

func TestWhatIsExportedChangesNothingWhenItIsImported(t *testing.T) {
	w := newWorld(t)
	w.takes("test/host", "key,name", "h,=SUM(A1)")
	w.takes("test/visit", visitHeader+",guests.2.office,guests.3.office,guests.3.seats",
		`a,"First, ""with"" marks",,h,2005-03,"one; two\; three",Desk,2,"Kim, Min-ji",-1,Press,'Q,0`,
		"b,둘째,a,,,,,,,,,,", "c,+cmd,,,2005,,,,,,,,")
	if _, err := w.Write(t.Context(), w.channel, node.Author{Office: "desk", Person: "tester"},
		node.Draft{Kind: "test/visit", Body: []byte(`{"title":{"fr":"Sans clé"}}`)}); err != nil {
		t.Fatal(err)
	}
	before := w.size()
	text, done := w.exports("test/visit", nil)
	if done.Records != 4 || done.LeftOut != 0 {
		t.Errorf("exported %+v", done)
	}
	if !strings.Contains(text, "guests.3.seats") {
		t.Errorf("the longest list is not shown whole: %s", strings.SplitN(text, "\n", 2)[0])
	}
	counts(t, w.takes("test/visit", strings.Split(strings.TrimSuffix(text, "\n"), "\n")...), "0 0 4 0 0")
	hosts, _ := w.exports("test/host", nil)
	counts(t, w.takes("test/host", strings.Split(strings.TrimSuffix(hosts, "\n"), "\n")...), "0 0 1 0 0")
	if w.size() != before {
		t.Error("importing an export wrote entries")
	}
}

func TestAnExportIsOfThoseAskedFor(t *testing.T) {
	w := newWorld(t)
	w.takes("test/visit", "key,title.en", "a,First")
	self := w.Self()
	if _, done := w.exports("test/visit", &self); done.Records != 1 {
		t.Errorf("our own: %+v", done)
	}
	other := self
	other[0]++
	if _, done := w.exports("test/visit", &other); done.Records != 0 {
		t.Errorf("another's: %+v", done)
	}
}

func TestAnExportGoesOverManyPages(t *testing.T) {
	w := newWorld(t)
	lines := []string{"key,title.en"}
	for i := range 2*store.MaxLimit + 1 {
		lines = append(lines, fmt.Sprintf("k%d,Visit %d", i, i%7)) // many sort alike
	}
	w.takes("test/visit", lines...)
	if _, done := w.exports("test/visit", nil); done.Records != len(lines)-1 {
		t.Errorf("%d records of %d", done.Records, len(lines)-1)
	}
}

func TestAnyTextSurvivesExportAndImport(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringMatching(`[ -~가-힣\n;\\"',=+@-]{1,40}[a-z]`)
		title, theme, office := words.Draw(t, "title"), words.Draw(t, "theme"), words.Draw(t, "office")
		body := fmt.Appendf(nil, `{"title":{"en":%s},"themes":[%s],"guests":[{"office":%s}]}`, quoted(title), quoted(theme), quoted(office))
		if problems := visits.Kind.Validate(body); problems != nil {
			t.Skip(problems)
		}
		if _, err := w.Write(w.t.Context(), w.channel, node.Author{Office: "desk", Person: "tester"}, node.Draft{Kind: "test/visit", Body: body}); err != nil {
			t.Fatal(err)
		}
		text, done := w.exports("test/visit", nil)
		report := w.takes("test/visit", strings.TrimSuffix(text, "\n"))
		if report.Unchanged != done.Records {
			t.Fatalf("%+v of %+v", report, done)
		}
	})
}

func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestAnExportIsMarkedAsAllThatIsInIt(t *testing.T) {
	w := newWorld(t)
	if _, done := w.exports("test/visit", nil); done.Label != "" {
		t.Errorf("an empty export is marked: %+v", done)
	}
	policies := w.Policies
	at := w.Now()
	tlp := func(class string) []byte {
		raw, err := label.New(label.TLP(), class, at, at.AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	for _, class := range []string{"CLEAR", "AMBER", "GREEN"} {
		if _, err := w.Write(t.Context(), w.channel, node.Author{Office: "desk", Person: "tester"},
			node.Draft{Kind: "test/visit", Body: []byte(`{"title":{"en":"Visit"}}`), Label: tlp(class)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, done := w.exports("test/visit", nil); policies.Marking([]byte(done.Label), "en").Text != "TLP:AMBER" {
		t.Errorf("it is marked %s", done.Label)
	}
}
