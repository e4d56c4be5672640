package web

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"entente/feature"
	"entente/keys"
	"entente/label"
	"entente/ledger"
	"entente/record"
	"entente/store"
	"entente/ui"
	"entente/words"
)

var (
	us   = keys.PartnerID{1}
	them = keys.PartnerID{2}
	noon = time.Date(2026, 4, 29, 12, 0, 0, 0, time.UTC)
)

// thing is a kind for these tests only.
type thing struct {
	Title   record.Text              `json:"title" is:"required column" en:"Title"`
	When    record.Date              `json:"when" is:"column" en:"When"`
	Cost    record.Money             `json:"cost" en:"Cost"`
	Share   record.Decimal           `json:"share" en:"Share"`
	Part    record.Ref               `json:"part" to:"test/thing" is:"column" en:"Part of"`
	Page    record.URL               `json:"page" en:"Address"`
	Mood    mood                     `json:"mood" is:"column" en:"Mood"`
	Year    int64                    `json:"year" en:"Year"`
	Open    *bool                    `json:"open" en:"Open"`
	Tags    []string                 `json:"tags" en:"Tags"`
	Contact record.Personal[contact] `json:"contact" en:"Contact"`
	record.Basics
}

type mood string

func (mood) Options() []record.Option { return record.OneOf("good: Good mood") }

type contact struct {
	Name string `json:"name" en:"Name"`
	record.Extra
}

var things = record.Declare(record.Of[thing]{Name: "test/thing", Version: 1, Title: "Thing|Things"})

func testScene(t *testing.T, language record.Language) scene {
	t.Helper()
	own, err := words.Parse(ownWords())
	if err != nil {
		t.Fatal(err)
	}
	kinds, err := record.NewKinds(things.Kind)
	if err != nil {
		t.Fatal(err)
	}
	return scene{
		reader: reader{feature.Reader{Language: language, Words: own}}, Kinds: kinds, Known: map[record.ID]store.Record{},
		standing: standing{
			Us: us, Members: []keys.PartnerID{us, them},
			Partners: map[keys.PartnerID]store.Partner{us: {ID: us, Code: "rok"}, them: {ID: them, Code: "nato"}},
		},
	}
}

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func head(size int64) *ledger.Checkpoint { return &ledger.Checkpoint{Size: size, Time: noon} }

func TestALedgerIsShownAsFarAsItIsConfirmed(t *testing.T) {
	s := testScene(t, record.English)
	for name, test := range map[string]struct {
		held               heldLedger
		verified, receipt  string
		glyph, receiptMark ui.Glyph
		width              int64
	}{
		"ours, all confirmed": {
			heldLedger{store.Ledger{Partner: us, Own: true, Readable: 10, State: store.LedgerOpen}, head(10), map[keys.PartnerID]ledger.Cosignature{them: {Size: 10, Time: noon}}},
			"Written and signed here.", "has confirmed 10 of 10", ui.Tick, ui.Tick, 1000},
		"ours, one entry of many on its way": {
			heldLedger{store.Ledger{Partner: us, Own: true, Readable: 1284, State: store.LedgerOpen}, head(1284), map[keys.PartnerID]ledger.Cosignature{them: {Size: 1283, Time: noon}}},
			"Written and signed here.", "has confirmed 1,283 of 1,284", ui.Tick, ui.Clock, 980},
		"ours, nobody yet": {
			heldLedger{store.Ledger{Partner: us, Own: true, Readable: 1, State: store.LedgerOpen}, head(1), nil},
			"Written and signed here.", "has confirmed nothing yet", ui.Tick, ui.Clock, 0},
		"theirs, still arriving": {
			heldLedger{store.Ledger{Partner: them, Readable: 500, State: store.LedgerOpen}, head(902), nil},
			"Verified here: 500 of 902", "has confirmed nothing yet", ui.Clock, ui.Clock, 0},
		"theirs, nothing signed": {
			heldLedger{store.Ledger{Partner: them, State: store.LedgerOpen}, nil, nil},
			"Nothing to verify yet.", "has confirmed nothing yet", ui.Clock, ui.Clock, 0},
		"frozen": {
			heldLedger{store.Ledger{Partner: them, Readable: 5, State: store.LedgerFrozen}, head(5), map[keys.PartnerID]ledger.Cosignature{us: {Size: 5, Time: noon}}},
			"Two checkpoints contradict each other.", "has confirmed 5 of 5", ui.Square, ui.Tick, 1000},
	} {
		view := s.view(s.reader, test.held)
		if view.Verified.Word != test.verified || view.Verified.Glyph != test.glyph {
			t.Errorf("%s: verified %+v", name, view.Verified)
		}
		if len(view.Receipts) != 1 || view.Receipts[0].Words != test.receipt || view.Receipts[0].Status.Glyph != test.receiptMark {
			t.Errorf("%s: receipts %+v", name, view.Receipts)
		}
	}
}

func TestABoundNeverClaimsMoreThanWasProved(t *testing.T) {
	s := testScene(t, record.English)
	receipt := &ledger.Cosignature{Partner: them, Time: time.Date(2026, 4, 14, 16, 5, 59, 0, time.UTC)}
	if got := s.bound(s.reader, step{Receipt: receipt}).Word; got != "no later than 14 April 2026, 16:05:59 UTC, by NATO" {
		t.Error(got)
	}
	if got := s.bound(s.reader, step{}).Word; got != "not yet bounded by a receipt" {
		t.Error(got)
	}
	ahead := &ledger.Cosignature{Partner: them, Time: time.Date(2026, 4, 15, 1, 5, 59, 0, time.FixedZone("KST", 9*3600))}
	if got := s.bound(s.reader, step{Receipt: ahead}).Word; !strings.Contains(got, "14 April 2026, 16:05:59 UTC") {
		t.Error(got)
	}
}

func TestEveryTypeOfValueIsSaidInItsOwnWay(t *testing.T) {
	no := false
	value := &thing{
		Title: record.Text{EN: "Exercise", KO: "훈련"}, Cost: record.Money{Minor: 123456, Currency: "EUR"}, Share: "12.5",
		Part: record.Ref{Kind: "test/thing", ID: record.ID{7}}, Page: "https://example.org/a", Mood: "good", Year: 2024, Open: &no,
		Tags: []string{"a", "b"}, Contact: record.PersonalValue(contact{Name: "A. Name"}),
	}
	value.When, _ = record.ParseDate("2024-09")
	want := map[string]string{
		"title": "Exercise", "when": "septembre 2024", "cost": "1\u202f234,56\u00a0EUR", "share": "12,5",
		"part": "Thing, pas encore ici", "page": "https://example.org/a", "mood": "Good mood", "year": "2024", "open": "Non",
		"tags.1": "a", "tags.2": "b", "contact.name": "A. Name",
	}
	s := testScene(t, record.French)
	for _, f := range fieldsOf(things.Kind, value) {
		got := s.words(f.Value, s.name).Text
		if got != want[f.Path] {
			t.Errorf("%s: %q, want %q", f.Path, got, want[f.Path])
		}
		if len(f.Titles) == 0 {
			t.Errorf("%s has no title", f.Path)
		}
		delete(want, f.Path)
	}
	if len(want) > 0 {
		t.Errorf("not shown: %v", want)
	}
}

func TestAnUnknownVersionIsShownAsItWasWritten(t *testing.T) {
	s := testScene(t, record.English)
	read := &readRecord{scene: s, Record: store.Record{Revision: store.Revision{
		Kind: "other/kind", Schema: 7, Revision: 1, Partner: them, Body: []byte(`{"title":"<b>x</b>"}`), At: noon,
	}}}
	read.Steps = []step{{Revision: read.Record.Revision}}
	page := read.view(label.Shipped(), checked{})
	html := rendered(t, page.Main)
	for _, part := range []string{"This version does not know other/kind in version 7.", "{&#34;title&#34;:&#34;&lt;b&gt;x&lt;/b&gt;&#34;}", "it is kept and verified as it is"} {
		if !strings.Contains(html, part) {
			t.Errorf("the page does not hold %q", part)
		}
	}
	if page.Title.Text != "other/kind without a title" {
		t.Errorf("title %q", page.Title.Text)
	}
}

func TestATextThatIsNotHereSaysSo(t *testing.T) {
	s := testScene(t, record.English)
	read := &readRecord{scene: s, Record: store.Record{Revision: store.Revision{Kind: "test/thing", Schema: 1, Revision: 1, Known: true, At: noon}}}
	read.Steps = []step{{Revision: read.Record.Revision}}
	if html := rendered(t, read.view(label.Shipped(), checked{}).Main); !strings.Contains(html, "The text of this revision is not here.") {
		t.Error(html)
	}
	proof := proofView(s.reader, s.standing, 1, us, checked{Parts: []record.Part{
		{Type: record.LabelPart, State: record.Present}, {Type: record.BodyPart, State: record.Withdrawn}, {Type: record.AttachmentPart, State: record.Withheld},
	}}, "/x")
	html := rendered(t, proof.Show())
	for _, state := range []string{"present", "withdrawn", "withheld from us"} {
		if !strings.Contains(html, state) {
			t.Errorf("the proof does not say %q", state)
		}
	}
}

func TestAProofThatDoesNotHoldIsNotOffered(t *testing.T) {
	s := testScene(t, record.English)
	view := proofView(s.reader, s.standing, 3, them, checked{Index: 9, Err: ledger.ErrUnproven}, "/file")
	if view.File.Href != "" || view.Verdict.Tone != ui.Bad || !strings.Contains(view.Verdict.Word, "cannot be proved") {
		t.Errorf("%+v", view)
	}
}

func TestWhatIsKeptApartSaysWhy(t *testing.T) {
	s := testScene(t, record.French)
	held := heldChannel{Channel: store.Channel{Name: record.Text{EN: "Channel"}, State: store.ChannelActive}, standing: s.standing}
	held.Ledgers = []heldLedger{{Ledger: store.Ledger{Origin: "o", Partner: them}}}
	held.Quarantined = []store.Quarantined{
		{Origin: "o", Index: 3, Reason: record.RefusedPen, Detail: "partner x holds the pen", At: noon, Kind: "test/thing"},
		{Origin: "o", Index: 4, Reason: "newer-code", At: noon.Add(time.Hour), Kind: ""},
	}
	html := rendered(t, channelsView{scene: s, Policies: label.Shipped()}.channelView(held).show())
	for _, part := range []string{"Son auteur ne tient pas la plume", "partner x holds the pen", "newer-code", "NATO", "29 avril 2026, 13:00:00"} {
		if !strings.Contains(html, part) {
			t.Errorf("the page does not hold %q", part)
		}
	}
	if strings.Index(html, "newer-code") > strings.Index(html, "Son auteur") {
		t.Error("the newest does not come first")
	}
}

func TestAPageIsMarkedLikeTheHighestOfItsLabels(t *testing.T) {
	policies := label.Shipped()
	r := testScene(t, record.English).reader
	make := func(policy *label.Policy, class string) []byte {
		raw, err := label.New(policy, class, noon, noon.AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	green, red, secret := make(label.TLP(), "GREEN"), make(label.TLP(), "RED"), make(label.NATOLike(), "SECRET")
	for name, test := range map[string]struct {
		labels [][]byte
		want   string
		plain  bool
	}{
		"none":          {nil, "Nothing marked on this page", true},
		"one":           {[][]byte{green, green}, "TLP:GREEN", false},
		"the higher":    {[][]byte{green, red, green}, "TLP:RED", false},
		"two policies":  {[][]byte{green, secret}, "TLP:GREEN / SECRET", true},
		"not a label":   {[][]byte{green, []byte("<x/>")}, "TLP:GREEN / without a label that can be read", true},
		"missing label": {[][]byte{green, nil}, "TLP:GREEN / without a label that can be read", true},
	} {
		m := markingOf(r, policies, test.labels, noon)
		if !strings.HasPrefix(m.Words.Text, test.want) || (m.Colours == plainBand) != test.plain {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestARevisionWhoseTextIsWrongSaysSoInTheHistory(t *testing.T) {
	s := testScene(t, record.English)
	wrong := store.Revision{Kind: "test/thing", Schema: 1, Revision: 2, Partner: them, Body: []byte(`{"when":"never"}`), At: noon}
	for name, test := range map[string]struct {
		revision store.Revision
		want     string
	}{
		"wrong":           {wrong, record.RefusedBody},
		"folded as known": {store.Revision{Kind: "test/thing", Schema: 1, Known: true, Body: wrong.Body}, ""},
		"other version":   {store.Revision{Kind: "test/thing", Schema: 9, Body: wrong.Body}, ""},
		"other kind":      {store.Revision{Kind: "other/kind", Schema: 1, Body: wrong.Body}, ""},
		"withdrawn":       {store.Revision{Kind: "test/thing", Schema: 1}, ""},
	} {
		if got := refused(s.Kinds, test.revision); got != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	history := historyView(s.reader, s.standing, []step{{Revision: wrong, Refused: record.RefusedBody}}, s.name, s.proofPath)
	if got := history[0].Problem.Word; got != "Its text is not what its kind requires." {
		t.Error(got)
	}
}
