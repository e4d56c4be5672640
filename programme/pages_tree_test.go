package programme

import (
	"crypto/rand"
	"fmt"
	"html"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"entente/feature"
	"entente/internal/testperson"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/ui"
	"entente/web"
)

// A desk is one partner's node with its pages and its private channel. What is
// written there is invented, and stays in the test.
type desk struct {
	*node.Node
	channel record.ChannelID
	pages   func(path string) *httptest.ResponseRecorder
}

func newDesk(t testing.TB) desk {
	t.Helper()
	program, err := feature.Collect(Feature)
	if err != nil {
		t.Fatal(err)
	}
	config := node.Config{
		Now:    func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) },
		Random: rand.Reader, Kinds: program.Kinds, Policies: label.Shipped(), Cost: &testperson.Cheap, PasswordSignIn: true,
	}
	folder := node.Folder(filepath.Join(t.TempDir(), "node"))
	if err := node.Init(t.Context(), folder, node.Identity{Code: "aaa", Name: record.Text{EN: "A"}, Address: "https://127.0.0.1:1"}, config); err != nil {
		t.Fatal(err)
	}
	d := desk{}
	if d.Node, err = node.Open(t.Context(), folder, config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if d.channel, err = d.PrivateChannel(t.Context()); err != nil {
		t.Fatal(err)
	}
	door, err := web.Handler(d.Node, web.Options{Program: program, Software: "Entente test", Names: []string{"node.example"}})
	if err != nil {
		t.Fatal(err)
	}
	handler, _ := testperson.SignedIn(t, d.Node, door)
	d.pages = func(path string) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest("GET", "http://localhost"+path, nil))
		return answer
	}
	return d
}

// put writes values, each under an id of its own, and returns the ids.
func (d desk) put(t testing.TB, kind *record.Kind, values ...any) []record.ID {
	t.Helper()
	var drafts []node.Draft
	var all []record.ID
	for _, value := range values {
		body, personal, err := kind.Encode(value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d.NewID(d.channel))
		drafts = append(drafts, node.Draft{Kind: kind.Name(), ID: all[len(all)-1], Body: body, Personal: personal})
	}
	if _, err := d.Write(t.Context(), d.channel, node.Author{Office: "Desk", Person: "tester"}, drafts...); err != nil {
		t.Fatal(err)
	}
	return all
}

// page is the page of an edition as a reader hears it: words without tags.
func (d desk) page(t testing.TB, edition record.ID, query string) (raw, heard string) {
	t.Helper()
	answer := d.pages("/programme/editions/" + d.channel.String() + "/" + edition.String() + "?lang=en" + query)
	if answer.Code != 200 {
		t.Fatalf("%d\n%s", answer.Code, answer.Body)
	}
	raw = answer.Body.String()
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(raw, " "))
	return raw, strings.Join(strings.Fields(text), " ")
}

// invented is an edition with one branch down to an activity.
func invented(t testing.TB, d desk) (edition record.ID) {
	t.Helper()
	english := func(s string) record.Text { return record.Text{EN: s} }
	programme := d.put(t, Programmes.Kind, &Programme{Title: english("P")})[0]
	edition = d.put(t, Editions.Kind, &Edition{
		Title: english("Edition"), Type: "itpp", Programme: refOf(Programmes.Kind, programme), Signed: date(t, "2023-07-13"),
	})[0]
	of := refOf(Editions.Kind, edition)
	area := d.put(t, Areas.Kind, &Area{Title: english("Cyber <b>defence</b>"), Edition: of, Number: 5}, &Area{Title: english("Empty"), Edition: of, Number: 6})[0]
	objective := d.put(t, Objectives.Kind, &Objective{Title: english("The end"), Edition: of, Area: refOf(Areas.Kind, area)})[0]
	goal := d.put(t, Goals.Kind, &Goal{
		Title: english("The way"), Objective: refOf(Objectives.Kind, objective), TargetDate: date(t, "2026"),
		Owners: []Owner{{Partner: "aaa", Office: "Desk"}, {Partner: "BBB", Office: "Branch"}},
	})[0]
	d.put(t, Activities.Kind,
		&Activity{Title: english("The means"), Type: "exercise", Goals: []record.Ref{refOf(Goals.Kind, goal)}, Starts: date(t, "2024-09-10")},
		&Activity{Title: english("Adrift"), Type: "visit", Edition: of, Goals: []record.Ref{refOf(Goals.Kind, d.NewID(d.channel))}},
		&Activity{Title: english("Elsewhere"), Type: "visit"})
	d.put(t, Assessments.Kind,
		&Assessment{About: refOf(Goals.Kind, goal), Status: AtRisk, AsOf: date(t, "2025")},
		&Assessment{About: refOf(Goals.Kind, goal), Status: OnTrack, AsOf: date(t, "2026")})
	return edition
}

func TestAnEditionOpensBranchByBranch(t *testing.T) {
	d := newDesk(t)
	edition := invented(t, d)
	closed, heard := d.page(t, edition, "")
	for _, words := range []string{"5 Cyber <b>defence</b> 1 activity", "6 Empty no activity recorded", "Text agreed not recorded", "Signed 13 July 2023", "not in this edition", "Adrift"} {
		if !strings.Contains(heard, words) {
			t.Errorf("the closed tree does not say %q:\n%s", words, heard)
		}
	}
	if strings.Contains(heard, "The end") || strings.Contains(heard, "Elsewhere") || strings.Contains(closed, "<b>") {
		t.Error("the closed tree shows what is beneath, what is elsewhere, or takes a title for HTML")
	}
	_, heard = d.page(t, edition, "&open=5,5.1,5.1.1,77,%3Cscript%3E")
	for _, words := range []string{"5.1 The end", "5.1.1 The way", "The means", "On track", "2026 Target date", "AAA Desk", "BBB Branch", "10 September 2024"} {
		if !strings.Contains(heard, words) {
			t.Errorf("the open tree does not say %q:\n%s", words, heard)
		}
	}
	if strings.Contains(heard, "At risk") || strings.Contains(heard, "script") {
		t.Error("the open tree shows an older assessment, or what its address says")
	}
	whole, _ := d.page(t, edition, "&open=all")
	for _, toggle := range []string{"open=5%2C5.1", "#n5.1.1"} {
		if !strings.Contains(whole, toggle) {
			t.Errorf("no link has %q", toggle)
		}
	}
}

func TestThePageOfAnEditionIsThatOfAnEdition(t *testing.T) {
	d := newDesk(t)
	edition := invented(t, d)
	empty := d.put(t, Editions.Kind, &Edition{Title: record.Text{EN: "Empty"}, Type: "tcp", Programme: refOf(Programmes.Kind, d.NewID(d.channel))})[0]
	if _, heard := d.page(t, empty, ""); !strings.Contains(heard, "Nothing is recorded in this edition.") {
		t.Error("an empty edition does not say so")
	}
	area := d.put(t, Areas.Kind, &Area{Title: record.Text{EN: "A"}, Edition: refOf(Editions.Kind, edition)})[0]
	channel := d.channel.String()
	for _, path := range []string{channel + "/" + area.String(), channel + "/" + d.NewID(d.channel).String(), channel + "/x", "x/" + edition.String(), edition.String() + "/" + edition.String()} {
		if answer := d.pages("/programme/editions/" + path); answer.Code != 404 {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
	if editions := d.pages("/programme/editions?lang=en&channel=" + channel).Body.String(); !strings.Contains(editions, `href="/programme/editions/`+channel+`/`+edition.String()+`"`) {
		t.Error("the page of editions does not lead to the tree")
	}
}

func TestALongTreeSaysWhatItLeavesOut(t *testing.T) {
	d := newDesk(t)
	edition := invented(t, d)
	var many []any
	for i := range 1000 {
		many = append(many, &Activity{Title: record.Text{EN: fmt.Sprint("Activity ", i)}, Type: "event", Edition: refOf(Editions.Kind, edition)})
	}
	d.put(t, Activities.Kind, many...)
	raw, heard := d.page(t, edition, "&open=all")
	if !strings.Contains(heard, "Only the first 300 rows are shown.") || !strings.Contains(heard, "1002 activities") && !strings.Contains(heard, "1,002 activities") {
		t.Errorf("nothing is said of what is left out: %.2000s", heard)
	}
	if n := strings.Count(raw, `class="lead"`); n != mostRows {
		t.Errorf("%d rows", n)
	}
}

func TestTwoViewsStandSideBySide(t *testing.T) {
	ours, theirs := keys.PartnerID{1}, keys.PartnerID{2}
	p := plot{}
	p.area(11, 1, "")
	p.objective(21, 11, 1)
	p.goal(31, 21, 1)
	p.assess(51, 1, 31, Done, date(t, "2025"))
	p.assess(52, 2, 31, OnTrack, date(t, "2025"))
	goal := p.tree()[0].Children[0].Children[0]
	program, err := feature.Collect(Feature)
	if err != nil {
		t.Fatal(err)
	}
	l := newListing(&feature.Reading{
		Reader: feature.Reader{Language: record.English, Words: program.Words},
		Record: func(id record.ID) string { return "/" + id.String() },
		Partner: func(id keys.PartnerID) ui.Partner {
			return ui.Partner{Code: map[keys.PartnerID]string{ours: "AAA", theirs: "BBB"}[id], Ours: id == ours}
		},
	})
	said := func(column int, partner keys.PartnerID) string {
		var b strings.Builder
		if err := l.opinion(goal, column, partner).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if first := said(0, ours); !strings.Contains(first, "Done") || strings.Contains(first, "differs") {
		t.Error(first)
	}
	if second := said(1, theirs); !strings.Contains(second, "On track") || !strings.Contains(second, "differs") {
		t.Error(second)
	}
	if nobody := said(2, keys.PartnerID{3}); nobody != "" {
		t.Errorf("a partner who said nothing: %q", nobody)
	}
}

func BenchmarkTreeOfTenThousand(b *testing.B) {
	d := newDesk(b)
	edition := invented(b, d)
	for range 20 {
		var many []any
		for i := range 500 {
			many = append(many, &Activity{Title: record.Text{EN: fmt.Sprint("Activity ", i)}, Type: "event", Edition: refOf(Editions.Kind, edition)})
		}
		d.put(b, Activities.Kind, many...)
	}
	for name, query := range map[string]string{"closed": "", "open": "&open=all"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				d.page(b, edition, query)
			}
		})
	}
}
