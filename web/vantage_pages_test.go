package web_test

import (
	"bytes"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entente/access"
	"entente/file"
	"entente/internal/testworld"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A viewer is somebody whose session shows what a partner holds.
type viewer struct {
	t       testing.TB
	side    testworld.Side
	cookies []*http.Cookie
}

// viewAs asks to see what a partner holds.
func viewAs(t testing.TB, side, of testworld.Side) *viewer {
	t.Helper()
	answer := side.Post(t, "/view-as", url.Values{"partner": {of.Self().String()}, "back": {"/programme"}})
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/programme" {
		t.Fatalf("it answers %d and leads to %s", answer.Code, answer.Header().Get("Location"))
	}
	return &viewer{t, side, answer.Result().Cookies()}
}

func (v *viewer) ask(method, address string, form url.Values) *httptest.ResponseRecorder {
	v.t.Helper()
	q := httptest.NewRequest(method, "http://localhost"+address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, cookie := range v.cookies {
		q.AddCookie(cookie)
	}
	return v.side.Ask(q)
}

func (v *viewer) page(address string) string {
	v.t.Helper()
	answer := v.ask(http.MethodGet, address, nil)
	if answer.Code != http.StatusOK {
		v.t.Errorf("%s answers %d", address, answer.Code)
	}
	return html.UnescapeString(answer.Body.String())
}

// What is of our own side, and must be nowhere where a partner's view is shown.
const (
	ourDraft  = "ourprivatedraftqzx"
	ourPerson = "ourcontactpersonqzy"
	ourHolder = "ouraccountholderqzw"
)

func TestPagesOfAVantageSayWhoseTheyAreAndOfferNothingToDo(t *testing.T) {
	w := testworld.New(t)
	v := viewAs(t, w.ROK, w.NATO)
	fact := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	edition := w.ROK.Find(t, w.Channel, "ipcp-2019")
	of, seen := w.Channel.String()+"/", map[string]bool{}
	for _, address := range []string{
		"/", "/programme", "/programme/editions", "/programme/timeline", "/programme/years", "/programme/editions/" + of + edition.ID.String(),
		"/records", "/records?kind=programme/activity", "/records/" + of + fact.ID.String(), "/search",
	} {
		page := v.page(address + querySign(address) + "lang=en")
		if strings.Count(page, "As the node of NATO holds it, by what it had confirmed on") != 2 {
			t.Errorf("%s does not say above and below whose view it is", address)
		}
		for _, form := range strings.Split(page, `<form`)[1:] {
			if strings.Contains(form[:strings.Index(form, ">")], `method="post"`) && !offered(form) {
				t.Errorf("%s has a form to %s", address, form[:strings.Index(form, ">")])
			}
		}
		for _, link := range linksOf(page) {
			sort := anID.ReplaceAllString(link, "{id}")
			if seen[sort] {
				continue
			}
			seen[sort] = true
			if answer := v.ask(http.MethodGet, link, nil); answer.Code != http.StatusOK {
				t.Errorf("%s leads to %s, which answers %d", address, link, answer.Code)
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d sorts of links were followed", len(seen))
	}
	if own := html.UnescapeString(w.ROK.Get(t, "/?lang=en").Body.String()); strings.Contains(own, "As the node of NATO holds it") {
		t.Error("our own page says that it is a partner's view")
	}
}

func querySign(address string) string {
	if strings.Contains(address, "?") {
		return "&"
	}
	return "?"
}

// offered are the forms that a vantage has: they ask, leave, or concern the
// reader's session.
func offered(form string) bool {
	for _, action := range []string{"/search", "/records", "/view-as/leave", "/account/language", "/account/office", "/sign-out"} {
		if strings.Contains(form[:strings.Index(form, ">")], `action="`+action) {
			return true
		}
	}
	return strings.Contains(form[:strings.Index(form, ">")], `id="carried"`)
}

var anID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// linksOf are the addresses on this node to which a page leads.
func linksOf(page string) (all []string) {
	for _, link := range strings.Split(page, `href="/`)[1:] {
		all = append(all, "/"+strings.TrimSuffix(link[:strings.Index(link, `"`)], "#main"))
	}
	return all
}

func TestWhatIsOfOurOwnSideIsNotAnsweredInAVantage(t *testing.T) {
	d := newDesk(t)
	draft := d.write(&bid{Title: record.Text{EN: ourDraft}, Limit: secret, Contact: record.PersonalValue(ourPerson)}, record.ID{}, 0)
	if _, err := d.ROK.AddAccount(t.Context(), access.Account{Login: ourHolder, Name: ourHolder, Offices: testworld.Offices}, "a password of tests"); err != nil {
		t.Fatal(err)
	}
	d.release(draft)
	shared := d.counterpart(draft, 1)
	revised := &bid{Title: record.Text{EN: "revised at home " + ourDraft}, Limit: secret}
	d.write(revised, draft, 1)
	d.Settle(t)
	v := viewAs(t, d.ROK, d.NATO)
	of := "/records/" + d.Channel.String() + "/" + shared.ID.String()
	for _, address := range []string{
		"/drafts", "/import", "/channels", "/account", "/account/notices", "/release/x", "/records.csv?kind=desk/bid",
		of + "/edit", of + "/private", of + "/1/proof", "/records/" + d.Channel.String() + "/new?kind=desk/bid", "/uploads/x", "/about",
	} {
		if answer := v.ask(http.MethodGet, address, nil); answer.Code != http.StatusConflict {
			t.Errorf("%s answers %d", address, answer.Code)
		}
	}
	for _, address := range []string{of + "/edit", "/release", "/seen", "/records/" + d.Channel.String() + "/new", "/drafts/x/y/discard"} {
		if answer := v.ask(http.MethodPost, address, url.Values{"title.en": {"x"}}); answer.Code != http.StatusConflict {
			t.Errorf("a form to %s answers %d", address, answer.Code)
		}
	}
	home := "/records/" + d.private.String() + "/" + draft.String()
	if answer := v.ask(http.MethodGet, home, nil); answer.Code != http.StatusNotFound {
		t.Errorf("a record of our private channel answers %d", answer.Code)
	}
	for _, address := range []string{"/", "/records", "/records?kind=desk/bid", of, "/records/" + d.Channel.String() + "/" + d.ROK.Find(t, d.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue").ID.String()} {
		page := v.page(address)
		for _, marker := range []string{"revised at home", secret, ourPerson, ourHolder, draft.String(), d.private.String()} {
			if strings.Contains(page, marker) {
				t.Errorf("%s shows %s", address, marker)
			}
		}
	}
	if found := v.ask(http.MethodPost, "/search", url.Values{"text": {"revised at home"}}); found.Code != http.StatusOK || strings.Contains(found.Body.String(), "<mark>") {
		t.Errorf("the search finds our draft: %d", found.Code)
	}
	d.isNotIn(filepath.Join(string(d.ROK.Folder), "vantages"), draft)
}

// isNotIn looks for what is ours in the raw files of a vantage, and in what it opens.
func (d *desk) isNotIn(folder string, draft record.ID) {
	d.t.Helper()
	all := raw(d.t, folder)
	if !bytes.Contains(all, []byte("cyber")) {
		d.t.Fatal("nothing of the programme is found: the search proves nothing")
	}
	err := d.ROK.ViewFrom(d.t.Context(), d.NATO.Self(), func(v *node.Vantage) error {
		return v.View(d.t.Context(), func(tx *store.Tx) error {
			ledgers, err := tx.Ledgers()
			for _, l := range ledgers {
				if err == nil {
					err = tx.Entries(l.Origin, 0, l.Size, func(e record.Entry) error {
						for _, part := range e.Parts {
							all = append(all, part.Content...)
						}
						return nil
					})
				}
			}
			return err
		})
	})
	if err != nil {
		d.t.Fatal(err)
	}
	all = bytes.ToLower(all)
	for _, marker := range []string{"revised at home", secret[4:], ourPerson[4:], ourHolder[4:], draft.String(), string(draft[:]), d.private.String(), string(d.private[:])} {
		if bytes.Contains(all, bytes.ToLower([]byte(marker))) {
			d.t.Errorf("%q is in the files of the vantage", marker)
		}
	}
}

func TestAVantageIsOfOneSessionAndEndsWithIt(t *testing.T) {
	w := testworld.New(t)
	v := viewAs(t, w.ROK, w.NATO)
	elsewhere := httptest.NewRequest(http.MethodGet, "http://localhost/?lang=en", nil)
	for _, cookie := range append(testworld.SignIn(t, w.ROK.Door, "localhost", testworld.Login, testworld.Password), v.cookies...) {
		elsewhere.AddCookie(cookie)
	}
	answer := httptest.NewRecorder()
	w.ROK.Door.ServeHTTP(answer, elsewhere)
	if answer.Code != http.StatusOK || strings.Contains(answer.Body.String(), "As the node of NATO holds it") {
		t.Errorf("another session is shown a partner's view: %d", answer.Code)
	}
	for _, partner := range []string{"", "zz", w.ROK.Self().String(), strings.Repeat("a", 26)} {
		if answer := w.ROK.Post(t, "/view-as", url.Values{"partner": {partner}}); answer.Code != http.StatusNotFound {
			t.Errorf("a view as %q answers %d", partner, answer.Code)
		}
	}
	left := v.ask(http.MethodPost, "/view-as/leave", url.Values{"back": {"https://elsewhere.example/"}})
	if left.Code != http.StatusSeeOther || left.Header().Get("Location") != "/" || left.Result().Cookies()[0].MaxAge >= 0 {
		t.Errorf("leaving answers %d, %v", left.Code, left.Header())
	}
}

func TestThePageOfAPartnerListsWhatItHasNotConfirmed(t *testing.T) {
	d := newDesk(t)
	address := "/view-as/" + d.NATO.Self().String() + "?lang=en"
	if page := text(t, d.ROK, address); !strings.Contains(page, "Nothing: NATO has confirmed all that stands in these channels.") {
		t.Error("it does not say that all is confirmed")
	}
	d.Part()
	id := d.write(&bid{Title: record.Text{EN: "A bid on its way"}}, record.ID{}, 0)
	d.release(id)
	page := html.UnescapeString(text(t, d.ROK, address))
	for _, want := range []string{"A bid on its way", "Not confirmed yet by NATO", "What nobody outside its node can know"} {
		if !strings.Contains(page, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if shown := viewAs(t, d.ROK, d.NATO).page("/records?kind=desk/bid&lang=en"); strings.Contains(shown, "on its way") || !strings.Contains(shown, "1 entry not confirmed yet") {
		t.Error("what is not confirmed is shown as held, or not counted")
	}
}

func TestWhatACrashLeftOfAVantageIsRemovedAtTheStart(t *testing.T) {
	w := testworld.New(t, file.Feature)
	left := filepath.Join(string(w.NATO.Folder), "vantages", "123")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "entente.db"), []byte("what was there"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Part()
	if err := w.NATO.Close(); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), w.NATO.Folder, w.NATO.Config)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if rest := raw(t, filepath.Dir(left)); len(rest) > 0 {
		t.Errorf("%d bytes stay", len(rest))
	}
}

func TestAVantageShowsAPersonNoMoreThanTheyMayReadThemselves(t *testing.T) {
	d := newDesk(t)
	id, err := d.ROK.Found(t.Context(), node.Founding{
		Name: record.Text{EN: "Restricted work"}, Members: []keys.PartnerID{d.NATO.Self()}, Policy: label.NATOLike().Name, Ceiling: "RESTRICTED", Default: "UNCLASSIFIED",
	}, d.ROK.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	d.NATO.Until(t, func(tx *store.Tx) bool { _, err := tx.Channel(id); return err == nil })
	if err := d.NATO.Accept(t.Context(), id, d.NATO.Root(t)); err != nil {
		t.Fatal(err)
	}
	d.ROK.Until(t, func(tx *store.Tx) bool { c, err := tx.Channel(id); return err == nil && c.State == store.ChannelActive })
	above, err := label.New(label.NATOLike(), "RESTRICTED", d.ROK.Now(), d.ROK.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	written, err := d.ROK.Write(t.Context(), id, testworld.Author,
		node.Draft{Kind: bids.Name(), Body: []byte(`{"title":{"en":"For everybody"}}`)},
		node.Draft{Kind: bids.Name(), Body: []byte(`{"title":{"en":"Above their clearance"}}`), Label: above})
	if err != nil {
		t.Fatal(err)
	}
	d.ROK.Until(t, func(tx *store.Tx) bool {
		extent, err := d.ROK.ExtentOf(tx, d.NATO.Self())
		return err == nil && extent.Unconfirmed() == 0
	})
	v := viewAs(t, d.ROK, d.NATO)
	list := v.page("/records?kind=desk/bid&channel=" + id.String())
	if !strings.Contains(list, "For everybody") || strings.Contains(list, "Above their clearance") {
		t.Error("the list is not bounded by the reader's own clearance")
	}
	for i, code := range []int{http.StatusOK, http.StatusNotFound} {
		if answer := v.ask(http.MethodGet, "/records/"+id.String()+"/"+written[i].ID.String(), nil); answer.Code != code {
			t.Errorf("record %d answers %d, want %d", i, answer.Code, code)
		}
	}
	if found := v.ask(http.MethodPost, "/search?lang=en", url.Values{"text": {"clearance"}}); strings.Contains(found.Body.String(), "<mark>") {
		t.Error("the search finds it")
	}
}
