package withdrawal_test

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/channel"
	"entente/feature"
	"entente/internal/testworld"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/withdrawal"
)

// contact is a kind with a personal value, for these tests only.
type contact struct {
	Title  record.Text             `json:"title" is:"required column search sort" en:"Title"`
	Person record.Personal[string] `json:"person" en:"Person"`
	record.Basics
}

var contacts = record.Declare(record.Of[contact]{Name: "test/contact", Version: 1, Title: "Contact|Contacts", Sort: "title"})

// newWorld is two sides whose person holds every role; who signs in as auditor is
// nothing else.
func newWorld(t *testing.T) *testworld.World {
	return testworld.New(t, withdrawal.Feature, feature.Feature{
		Name: "test", Kinds: []*record.Kind{contacts.Kind}, Words: "en,fr,ko\nContact,Contact,연락처\nContacts,Contacts,연락처\nPerson,Personne,사람\nTitle,Titre,제목\n",
		Rights: func(asked node.Inquiry) (r access.Rights, err error) {
			roles := access.Roles()
			if asked.Account.Login == "auditor" {
				roles = []access.Role{access.Auditor}
			}
			for _, role := range roles {
				r.Roles = append(r.Roles, access.Held{Role: role, Office: asked.Account.Offices[0].Code})
			}
			return r, nil
		},
	})
}

const secret = "Observers quixotzephyrwaltz observe"

func write(t *testing.T, w *testworld.World, s testworld.Side, into record.ChannelID, value contact) node.Written {
	t.Helper()
	body, personal, err := contacts.Encode(value)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Write(t.Context(), into, testworld.Author, node.Draft{Kind: contacts.Name(), Body: body, Personal: personal})
	if err != nil {
		t.Fatal(err)
	}
	w.Settle(t)
	return all[0]
}

// sign puts an order into effect by two holders.
func sign(t *testing.T, w *testworld.World, s testworld.Side, leaf record.Leaf) {
	t.Helper()
	var order store.Order
	if err := s.View(t.Context(), func(tx *store.Tx) (err error) { order, err = tx.Order(leaf); return err }); err != nil {
		t.Fatal(err)
	}
	for _, holder := range []string{"records-1", "security-1"} {
		key, err := keys.Generate(rand.Reader, keys.Ed25519)
		if err != nil {
			t.Fatal(err)
		}
		mandate, err := access.Mandate{
			Partner: s.Self(), Holder: holder, Key: key.Public(), Acts: []access.Verb{access.Withdrawal},
			NotBefore: testworld.Start.Add(-time.Hour), NotAfter: testworld.Start.AddDate(1, 0, 0),
		}.Sign(s.Root(t)...)
		if err != nil {
			t.Fatal(err)
		}
		act, err := access.Sign(rand.Reader, key, access.Withdrawal, leaf, mandate)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.TakeActs(t.Context(), testworld.Author, order.Origin, channel.ActEntry{Leaf: leaf, Act: act, Mandate: mandate}); err != nil {
			t.Fatal(err)
		}
	}
	w.Settle(t)
}

// page asks for a page and returns its text without tags.
func page(t *testing.T, s testworld.Side, address string) string {
	t.Helper()
	answer := s.Get(t, address)
	if answer.Code != http.StatusOK {
		t.Fatalf("%s answers %d: %s", address, answer.Code, answer.Body)
	}
	return plain(answer.Body.String())
}

var tags = regexp.MustCompile(`<[^>]*>`)

func plain(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, " "))), " ")
}

// fields are the hidden fields of a page's forms.
func fields(page string) url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if name := m[1]; name == "piece" || name == "reason" || name == "follows" {
			form.Add(name, html.UnescapeString(m[2]))
		}
	}
	return form
}

// ordered goes through the pages from a record to its order.
func ordered(t *testing.T, s testworld.Side, address string, what ...string) record.Leaf {
	t.Helper()
	preview := s.Post(t, address, url.Values{"what": what, "reason": {"spillage"}})
	if preview.Code != http.StatusOK {
		t.Fatalf("the preview answers %d: %s", preview.Code, plain(preview.Body.String()))
	}
	return sent(t, s, fields(preview.Body.String()))
}

func sent(t *testing.T, s testworld.Side, form url.Values) record.Leaf {
	t.Helper()
	answer := s.Post(t, "/withdrawal/order", form)
	to := answer.Header().Get("Location")
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/withdrawal/orders/") {
		t.Fatalf("the order answers %d, to %s: %s", answer.Code, to, plain(answer.Body.String()))
	}
	var newest store.Order
	if err := s.View(t.Context(), func(tx *store.Tx) error {
		orders, err := tx.Orders(nil)
		newest = orders[0]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return newest.Leaf
}

func TestARecordIsWithdrawnFromItsPageAndBothSidesFollowTheOrder(t *testing.T) {
	w := newWorld(t)
	it := write(t, w, w.ROK, w.Channel, contact{Title: record.Text{EN: secret}, Person: record.PersonalValue("Kim Example")})
	about := "/records/" + w.Channel.String() + "/" + it.ID.String()
	if got := page(t, w.ROK, about); !strings.Contains(got, "Withdraw…") {
		t.Errorf("the record's page offers no withdrawal: %s", got)
	}
	choose := "/withdrawal/choose/" + w.Channel.String() + "/" + it.ID.String()
	if got := page(t, w.ROK, choose); !strings.Contains(got, "Kim Example") || !strings.Contains(got, "The whole text") {
		t.Errorf("the choice shows %s", got)
	}
	if got := page(t, w.NATO, choose); !strings.Contains(got, "There is nothing here that this side could withdraw.") {
		t.Errorf("a partner is offered %s", got)
	}
	if answer := w.ROK.Post(t, choose, url.Values{"what": {"whole"}}); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason it answers %d", answer.Code)
	}
	leaf := ordered(t, w.ROK, choose, "whole")
	follow := "/withdrawal/orders/" + regexp.MustCompile(`orders/([0-9a-f]+)`).FindStringSubmatch(w.ROK.Get(t, "/withdrawal/orders").Body.String())[1]
	if got := page(t, w.ROK, follow); !strings.Contains(got, "This order has no effect yet.") {
		t.Errorf("before its signatures the order's page says %s", got)
	}
	sign(t, w, w.ROK, leaf)
	for _, s := range []testworld.Side{w.ROK, w.NATO} {
		for _, address := range []string{about, follow, "/records?kind=test/contact&channel=" + w.Channel.String(), "/withdrawal/orders", "/"} {
			if got := page(t, s, address); strings.Contains(got, "quixotzephyrwaltz") || strings.Contains(got, "Kim Example") {
				t.Errorf("%s still shows it: %s", address, got)
			}
		}
	}
	if got := page(t, w.ROK, follow); !strings.Contains(got, "has not answered for 0 days") || !strings.Contains(got, "confirmed") {
		t.Errorf("its originator reads %s", got)
	}
	if got := page(t, w.NATO, follow); !strings.Contains(got, "What we do") {
		t.Errorf("its receiver is not asked: %s", got)
	}
	if answer := w.NATO.Post(t, follow, url.Values{"state": {"retained"}}); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a law that is not named is taken: %d", answer.Code)
	}
	if answer := w.NATO.Post(t, follow, url.Values{"state": {"purged"}}); answer.Code != http.StatusSeeOther {
		t.Fatalf("the decision answers %d: %s", answer.Code, plain(answer.Body.String()))
	}
	if pending, err := w.NATO.CarryOutWithdrawals(t.Context()); err != nil || len(pending) > 0 {
		t.Fatal(pending, err)
	}
	w.Settle(t)
	if got := page(t, w.ROK, follow); !strings.Contains(got, "Purged: 1 entry") {
		t.Errorf("its originator reads %s", got)
	}
}

func TestAPersonIsErasedFromEveryRecordAndTheTextsStay(t *testing.T) {
	w := newWorld(t)
	one := write(t, w, w.ROK, w.Channel, contact{Title: record.Text{EN: "First desk"}, Person: record.PersonalValue("Kim Example")})
	write(t, w, w.ROK, w.Channel, contact{Title: record.Text{EN: "Second desk"}, Person: record.PersonalValue("kim example, colonel")})
	write(t, w, w.ROK, w.Channel, contact{Title: record.Text{EN: "Third desk"}, Person: record.PersonalValue("Lee Sample")})
	found := w.ROK.Post(t, "/withdrawal/person", url.Values{"name": {"Kim Example"}})
	form := url.Values{"reason": {"privacy"}}
	for _, m := range regexp.MustCompile(`name="piece" value="([^"]*)"`).FindAllStringSubmatch(found.Body.String(), -1) {
		form.Add("piece", m[1])
	}
	if len(form["piece"]) != 2 {
		t.Fatalf("%d values found: %s", len(form["piece"]), plain(found.Body.String()))
	}
	preview := w.ROK.Post(t, "/withdrawal/preview", form)
	leaf := sent(t, w.ROK, fields(preview.Body.String()))
	sign(t, w, w.ROK, leaf)
	for _, s := range []testworld.Side{w.ROK, w.NATO} {
		got := page(t, s, "/records/"+w.Channel.String()+"/"+one.ID.String())
		if strings.Contains(got, "Kim Example") || !strings.Contains(got, "First desk") {
			t.Errorf("the record's page shows %s", got)
		}
	}
	again := plain(w.ROK.Post(t, "/withdrawal/person", url.Values{"name": {"Kim Example"}}).Body.String())
	if !strings.Contains(again, "No personal value that this side wrote holds this.") {
		t.Errorf("looked for again, it says %s", again)
	}
}

func TestWhoRepeatsATextIsAskedForAnOrderOfItsOwn(t *testing.T) {
	w := newWorld(t)
	it := write(t, w, w.ROK, w.Channel, contact{Title: record.Text{EN: secret}})
	private, err := w.NATO.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	copied, err := w.NATO.WorkPrivately(t.Context(), testworld.Author, w.Channel, it.ID)
	if err != nil {
		t.Fatal(err)
	}
	propose(t, w, private, copied)
	declinedByNoAuditor(t, w)
	leaf := ordered(t, w.ROK, "/withdrawal/choose/"+w.Channel.String()+"/"+it.ID.String(), "whole")
	sign(t, w, w.ROK, leaf)
	if pending, err := w.ROK.CarryOutWithdrawals(t.Context()); err != nil || len(pending) > 0 {
		t.Fatal(pending, err)
	}
	w.Settle(t)
	var open []node.RequestStanding
	if err := w.NATO.View(t.Context(), func(tx *store.Tx) error {
		quoted, err := node.QuotedHere(tx, leaf, w.NATO.Self())
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(quoted, func(q store.Quoting) bool { return q.Channel == private }) {
			t.Errorf("its own copy is not among %+v", quoted)
		}
		open, err = node.RequestsTo(tx, w.NATO.Self())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(open) != 1 || open[0].Order != leaf {
		t.Fatalf("it is asked for %+v", open)
	}
	asked := "/withdrawal/choose/" + private.String() + "/" + copied.ID.String() + "?follows=" + hex.EncodeToString(open[0].Leaf[:])
	if got := page(t, w.NATO, asked); !strings.Contains(got, "Refuse the request") {
		t.Errorf("who is asked cannot refuse: %s", got)
	}
	by := auditor(t, w.NATO)
	if err := w.NATO.RefuseRequest(t.Context(), by, open[0].Leaf); !errors.Is(err, node.ErrNotTheirs) {
		t.Errorf("an auditor refuses what another side asks for: %v", err)
	}
	if answer := w.NATO.Post(t, "/withdrawal/requests/"+hex.EncodeToString(open[0].Leaf[:]), url.Values{}); answer.Code != http.StatusSeeOther {
		t.Fatalf("the refusal answers %d: %s", answer.Code, plain(answer.Body.String()))
	}
	w.Settle(t)
	if got := page(t, w.ROK, "/withdrawal/orders/"+hex.EncodeToString(leaf[:])); !strings.Contains(got, "refused") {
		t.Errorf("its originator reads %s", got)
	}
}

// auditor makes an account that is nothing else.
func auditor(t *testing.T, s testworld.Side) node.Author {
	t.Helper()
	account, err := s.AddAccount(t.Context(), access.Account{Login: "auditor", Name: "Auditor", Offices: []access.Office{{Code: "AUDIT"}}}, "a long enough password 1")
	if err != nil {
		t.Fatal(err)
	}
	return node.Author{Office: "AUDIT", Person: account.ID}
}

// declinedByNoAuditor tries to decline the amendment that was proposed.
func declinedByNoAuditor(t *testing.T, w *testworld.World) {
	t.Helper()
	var proposed []store.Record
	if err := w.ROK.View(t.Context(), func(tx *store.Tx) (err error) {
		proposed, err = tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: channel.KindAmendment})
		return err
	}); err != nil || len(proposed) != 1 {
		t.Fatal(len(proposed), err)
	}
	if _, err := w.ROK.Decline(t.Context(), auditor(t, w.ROK), w.Channel, proposed[0].ID, record.Text{EN: "No"}); !errors.Is(err, node.ErrNotTheirs) {
		t.Errorf("an auditor declines what another side proposes: %v", err)
	}
}

// propose revises a private copy and proposes it to the pen-holder.
func propose(t *testing.T, w *testworld.World, private record.ChannelID, copied node.Written) {
	t.Helper()
	body, personal, err := contacts.Encode(contact{Title: record.Text{EN: secret + " again"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.NATO.Write(t.Context(), private, testworld.Author, node.Draft{Kind: contacts.Name(), ID: copied.ID, After: 1, Body: body, Personal: personal}); err != nil {
		t.Fatal(err)
	}
	var label []byte
	if err := w.NATO.View(t.Context(), func(tx *store.Tx) error {
		shared, err := tx.Channel(w.Channel)
		label = shared.DefaultLabel
		return err
	}); err != nil {
		t.Fatal(err)
	}
	plan, err := w.NATO.PlanRelease(t.Context(), node.Selection{
		Narrow: private, Wide: w.Channel, Records: []record.ID{copied.ID}, Labels: map[record.ID][]byte{copied.ID: label},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.NATO.Release(t.Context(), testworld.Author, private, plan); err != nil {
		t.Fatal(err)
	}
	w.Settle(t)
}

func TestAnOrderOverAPrivateRecordIsFollowedByOneWhereItWasReleased(t *testing.T) {
	w := newWorld(t)
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	body, personal, err := contacts.Encode(contact{Title: record.Text{EN: secret}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.ROK.Write(t.Context(), private, testworld.Author, node.Draft{Kind: contacts.Name(), Body: body, Personal: personal})
	if err != nil {
		t.Fatal(err)
	}
	shared := releaseInto(t, w, private, all[0].ID)
	ordered(t, w.ROK, "/withdrawal/choose/"+private.String()+"/"+all[0].ID.String(), "whole")
	var orders []store.Order
	if err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		orders, err = tx.Orders(nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(orders) != 2 {
		t.Fatalf("%d orders were written", len(orders))
	}
	for _, o := range orders {
		sign(t, w, w.ROK, o.Leaf)
	}
	if got := page(t, w.NATO, "/records/"+w.Channel.String()+"/"+shared.String()); strings.Contains(got, "quixotzephyrwaltz") {
		t.Errorf("the counterpart still shows it: %s", got)
	}
	for _, o := range orders {
		got := page(t, w.ROK, "/withdrawal/orders/"+hex.EncodeToString(o.Leaf[:]))
		if o.Channel == private && !strings.Contains(got, "Released") {
			t.Errorf("where it went is not said: %s", got)
		}
		if o.Channel != private && !o.Follows.IsZero() {
			t.Error("the wide order tells of the narrow one")
		}
	}
}

// releaseInto releases a private record into the channel, under its label, and
// says what it became.
func releaseInto(t *testing.T, w *testworld.World, private record.ChannelID, id record.ID) (as record.ID) {
	t.Helper()
	var label []byte
	if err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		shared, err := tx.Channel(w.Channel)
		label = shared.DefaultLabel
		return err
	}); err != nil {
		t.Fatal(err)
	}
	plan, err := w.ROK.PlanRelease(t.Context(), node.Selection{Narrow: private, Wide: w.Channel, Records: []record.ID{id}, Labels: map[record.ID][]byte{id: label}})
	if err != nil {
		t.Fatal(err)
	}
	written, err := w.ROK.Release(t.Context(), testworld.Author, private, plan)
	if err != nil {
		t.Fatal(err)
	}
	w.Settle(t)
	return written[0].ID
}
