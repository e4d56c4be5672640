package web_test

import (
	"bytes"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entente/feature"
	"entente/internal/testworld"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A bid has everything that a release must think of.
type bid struct {
	Title   record.Text             `json:"title" is:"required column search" en:"Title"`
	Before  record.Ref              `json:"before" to:"desk/bid" en:"Bid before"`
	See     []record.Ref            `json:"see" to:"desk/bid" en:"See"`
	Limit   string                  `json:"limit" is:"sensitive" en:"Limit"`
	Contact record.Personal[string] `json:"contact" en:"Contact"`
	record.Basics
}

var bids = record.Declare(record.Of[bid]{Name: "desk/bid", Version: 1, Title: "Bid|Bids"})

func refTo(id record.ID) record.Ref { return record.Ref{Kind: "desk/bid", ID: id} }

// secret is what must never be found at a partner's.
const secret = "Do-not-pay-more-than-this-Zq81"

// A desk drafts in the private channel of one side and releases by its pages.
type desk struct {
	*testworld.World
	t       *testing.T
	side    testworld.Side
	private record.ChannelID
}

func newDesk(t *testing.T, more ...feature.Feature) *desk {
	w := testworld.New(t, append(more, feature.Feature{Name: "desk", Kinds: []*record.Kind{bids.Kind}})...)
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &desk{w, t, w.ROK, private}
}

func (d *desk) write(value *bid, id record.ID, after int) record.ID {
	d.t.Helper()
	body, personal, err := bids.Kind.Encode(value)
	if err != nil {
		d.t.Fatal(err)
	}
	written, err := d.side.Write(d.t.Context(), d.private, testworld.Author, node.Draft{Kind: bids.Name(), ID: id, After: after, Body: body, Personal: personal})
	if err != nil {
		d.t.Fatal(err)
	}
	return written[0].ID
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="(id|wide|seen|external|personal|marking)" value="([^"]*)"`)

// preview is the page and the form that confirms it.
func (d *desk) preview(ids ...record.ID) (page string, confirm url.Values) {
	d.t.Helper()
	form := url.Values{"wide": {d.Channel.String()}, "marking": {"UNCLASSIFIED"}}
	for _, id := range ids {
		form.Add("id", id.String())
	}
	answer := d.side.Post(d.t, "/release/preview?lang=en", form)
	if answer.Code != 200 {
		d.t.Fatalf("the preview answers %d:\n%s", answer.Code, answer.Body)
	}
	page = html.UnescapeString(answer.Body.String())
	return page, confirmation(page)
}

func confirmation(page string) url.Values {
	confirm := url.Values{}
	_, form, found := strings.Cut(page, `action="/release"`)
	if !found {
		return nil
	}
	for _, hidden := range hiddenField.FindAllStringSubmatch(form, -1) {
		confirm.Add(hidden[1], hidden[2])
	}
	return confirm
}

// release confirms a preview and reads where it led.
func (d *desk) release(ids ...record.ID) (preview, done string) {
	d.t.Helper()
	preview, confirm := d.preview(ids...)
	answer := d.side.Post(d.t, "/release", confirm)
	if answer.Code != 303 {
		d.t.Fatalf("the release answers %d:\n%s", answer.Code, answer.Body)
	}
	return preview, html.UnescapeString(d.side.Get(d.t, answer.Header().Get("Location")+"?lang=en").Body.String())
}

// counterpart is what the partner holds of a private record.
func (d *desk) counterpart(id record.ID, revision int) store.Record {
	d.t.Helper()
	var link store.Counterpart
	if err := d.side.View(d.t.Context(), func(tx *store.Tx) (err error) {
		link, err = tx.CounterpartOf(d.private, id, d.Channel)
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
	var there store.Record
	d.NATO.Until(d.t, func(tx *store.Tx) bool {
		var err error
		there, err = tx.Record(d.Channel, link.WideID)
		return err == nil && there.Revision.Revision == revision
	})
	return there
}

func TestAReleaseIsPreviewedAndArrivesAsItWasPreviewed(t *testing.T) {
	d := newDesk(t)
	stays := d.write(&bid{Title: record.Text{EN: "A bid that stays at home"}}, record.ID{}, 0)
	first := d.write(&bid{Title: record.Text{EN: "The first bid"}}, record.ID{}, 0)
	second := &bid{Title: record.Text{EN: "The second bid"}, Before: refTo(first), See: []record.Ref{refTo(first), refTo(stays)}, Limit: secret,
		Contact: record.PersonalValue("Kim"), Basics: record.Basics{External: []record.ExternalID{{Scheme: "key", Value: "our-own-key"}}}}
	id := d.write(second, record.ID{}, 0)

	choose := html.UnescapeString(d.side.Get(t, "/records/"+d.private.String()+"/"+first.String()+"/release?lang=en").Body.String())
	for _, want := range []string{"The first bid", "The second bid", "ROK, NATO will have it", "with 1 record that refers to them"} {
		if !strings.Contains(choose, want) {
			t.Errorf("the choice does not say %q", want)
		}
	}
	preview, done := d.release(id, first)
	for _, want := range []string{"The second bid", "New there", "Marking there", "a name in another system", "The first bid", "Release 2 records",
		"sensitive: it never leaves", "a personal value", "it names “A bid that stays at home”"} {
		if !strings.Contains(preview, want) {
			t.Errorf("the preview does not say %q", want)
		}
	}
	if !strings.Contains(done, "new there, from revision 1 here") {
		t.Errorf("what was released is not said:\n%s", done)
	}
	there := d.counterpart(id, 1)
	shared := d.counterpart(first, 1).ID.String()
	want := fmt.Sprintf(`{"title":{"en":"The second bid"},"before":{"kind":"desk/bid","id":%q},"see":[{"kind":"desk/bid","id":%q}]}`, shared, shared)
	if string(there.Body) != want {
		t.Errorf("the partner has\n%s\nexpected\n%s", there.Body, want)
	}

	second.Title.EN = "The second bid, second round"
	d.write(second, id, 1)
	preview, _ = d.release(id)
	if !strings.Contains(preview, "Becomes revision 2 there") || !strings.Contains(preview, "<ins>") {
		t.Error("the second round is not shown as a difference")
	}
	again := d.counterpart(id, 2)
	if again.ID != there.ID {
		t.Error("the second round made a duplicate")
	}
	if page, confirm := d.preview(id); confirm != nil || !strings.Contains(page, "There is nothing to release.") {
		t.Error("a third round without a change can be confirmed")
	}
}

func TestAReleaseThatIsNoLongerWhatWasSeenIsRefused(t *testing.T) {
	d := newDesk(t)
	id := d.write(&bid{Title: record.Text{EN: "As it was seen"}}, record.ID{}, 0)
	_, confirm := d.preview(id)
	d.write(&bid{Title: record.Text{EN: "Changed in another window"}}, id, 1)
	answer := d.side.Post(t, "/release?lang=en", confirm)
	page := html.UnescapeString(answer.Body.String())
	if answer.Code != 409 || !strings.Contains(page, "Nothing was released") || !strings.Contains(page, "changed since you saw it") || !strings.Contains(page, "Changed in another window") {
		t.Errorf("%d", answer.Code)
	}
	if answer := d.side.Post(t, "/release", confirmation(page)); answer.Code != 303 {
		t.Errorf("what is seen now cannot be confirmed: %d", answer.Code)
	}
	if answer := d.side.Post(t, "/release", confirmation(page)); answer.Code != 409 {
		t.Errorf("sent twice it is answered with %d", answer.Code)
	}
}

func TestWhatIsNotOursToReleaseIsNotFound(t *testing.T) {
	d := newDesk(t)
	shared := d.side.Find(t, d.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	own := d.write(&bid{Title: record.Text{EN: "Ours"}}, record.ID{}, 0)
	elsewhere, err := d.NATO.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, form := range map[string]url.Values{
		"a shared record":             {"id": {shared.ID.String()}, "wide": {d.Channel.String()}},
		"nothing":                     {"id": {record.ID{7}.String()}, "wide": {d.Channel.String()}},
		"no id":                       {"id": {"../../etc"}, "wide": {d.Channel.String()}},
		"into our own channel":        {"id": {own.String()}, "wide": {d.private.String()}},
		"into another's own":          {"id": {own.String()}, "wide": {elsewhere.String()}},
		"into no channel":             {"id": {own.String()}, "wide": {"x"}},
		"with a marking of no policy": {"id": {own.String()}, "wide": {d.Channel.String()}, "marking": {"COSMIC"}},
	} {
		for _, path := range []string{"/release/preview", "/release"} {
			if answer := d.side.Post(t, path, form); answer.Code != 404 {
				t.Errorf("%s: %s answers %d", name, path, answer.Code)
			}
		}
	}
	if answer := d.side.Post(t, "/release/choose", url.Values{"channel": {d.Channel.String()}, "id": {shared.ID.String()}}); answer.Code != 404 {
		t.Errorf("a shared record can be chosen: %d", answer.Code)
	}
	if answer := d.side.Get(t, "/records/"+d.Channel.String()+"/"+shared.ID.String()+"/release"); answer.Code != 404 {
		t.Errorf("a shared record can be released: %d", answer.Code)
	}
}

func TestNothingOfASensitiveFieldReachesAPartnersDisk(t *testing.T) {
	d := newDesk(t)
	id := d.write(&bid{Title: record.Text{EN: "A bid"}, Limit: secret, Contact: record.PersonalValue(secret)}, record.ID{}, 0)
	d.release(id)
	d.counterpart(id, 1)
	d.Settle(t)
	d.holdsNowhere(secret)
	err := filepath.WalkDir(string(d.NATO.Folder), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("%s holds it", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// holdsNowhere looks into every part of every entry that the partner keeps,
// decrypted: on its disk they are not.
func (d *desk) holdsNowhere(text string) {
	d.t.Helper()
	err := d.NATO.View(d.t.Context(), func(tx *store.Tx) error {
		ledgers, err := tx.Ledgers()
		for _, l := range ledgers {
			if err == nil {
				err = tx.Entries(l.Origin, 0, l.Size, func(e record.Entry) error {
					for _, part := range e.Parts {
						if bytes.Contains(part.Content, []byte(text)) {
							d.t.Errorf("entry %d of %s holds it", e.Index, l.Origin)
						}
					}
					return nil
				})
			}
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestAMarkingThatDoesNotFitIsForAPersonToDecide(t *testing.T) {
	d := newDesk(t)
	id := d.write(&bid{Title: record.Text{EN: "A bid"}}, record.ID{}, 0)
	form := url.Values{"id": {id.String()}, "wide": {d.Channel.String()}}
	page := d.side.Post(t, "/release/preview?lang=en", form).Body.String()
	if confirmation(page) != nil || !strings.Contains(page, "Its marking is above what the channel may hold") || !strings.Contains(page, "TLP:AMBER+STRICT") {
		t.Error("a label of another policy is carried over by itself")
	}
	if answer := d.side.Post(t, "/release", form); answer.Code != 409 {
		t.Errorf("it is released: %d", answer.Code)
	}
}
