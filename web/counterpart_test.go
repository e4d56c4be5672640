package web_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"entente/channel"
	"entente/internal/testworld"
	"entente/node"
	"entente/record"
	"entente/store"
)

// shared writes a bid of NATO into the shared channel and waits until it is here.
func (d *desk) shared(value *bid, id record.ID, after int) record.ID {
	d.t.Helper()
	body, _, err := bids.Kind.Encode(value)
	if err != nil {
		d.t.Fatal(err)
	}
	written, err := d.NATO.Write(d.t.Context(), d.Channel, testworld.Author, node.Draft{Kind: bids.Name(), ID: id, After: after, Body: body})
	if err != nil {
		d.t.Fatal(err)
	}
	d.ROK.Until(d.t, func(tx *store.Tx) bool {
		r, err := tx.Record(d.Channel, written[0].ID)
		return err == nil && r.Revision.Revision == after+1
	})
	return written[0].ID
}

func (d *desk) read(s testworld.Side, in record.ChannelID, id record.ID) string {
	return html.UnescapeString(s.Get(d.t, d.path(in, id)+"?lang=en").Body.String())
}

func (d *desk) path(in record.ChannelID, id record.ID) string {
	return "/records/" + in.String() + "/" + id.String()
}

func (d *desk) says(page string, all ...string) {
	d.t.Helper()
	for _, want := range all {
		if !strings.Contains(page, want) {
			d.t.Errorf("the page does not say %q", want)
		}
	}
}

// workPrivately copies a shared record and returns the private one.
func (d *desk) workPrivately(id record.ID) record.ID {
	d.t.Helper()
	answer := d.side.Post(d.t, d.path(d.Channel, id)+"/private", url.Values{})
	to := answer.Header().Get("Location")
	private, err := record.ParseID(to[strings.LastIndexByte(to, '/')+1:])
	if answer.Code != 303 || err != nil {
		d.t.Fatalf("%d %q %v", answer.Code, to, err)
	}
	return private
}

func (d *desk) amendments(s testworld.Side, n int) []store.Record {
	d.t.Helper()
	var found []store.Record
	s.Until(d.t, func(tx *store.Tx) bool {
		var err error
		found, err = tx.Records(store.RecordQuery{Channel: &d.Channel, Kind: channel.KindAmendment})
		return err == nil && len(found) == n
	})
	return found
}

func TestWhereAnotherHoldsThePenAReleaseIsProposedAndTaken(t *testing.T) {
	d := newDesk(t)
	theirs := d.shared(&bid{Title: record.Text{EN: "Train every year"}}, record.ID{}, 0)
	d.says(d.read(d.ROK, d.Channel, theirs), "Work on it privately")
	private := d.workPrivately(theirs)
	if again := d.workPrivately(theirs); again != private {
		t.Error("it is copied twice")
	}
	if _, confirm := d.preview(private); confirm != nil {
		t.Error("an unchanged copy can be released")
	}
	d.write(&bid{Title: record.Text{EN: "Train twice a year"}}, private, 1)
	d.says(d.read(d.ROK, d.private, private), "Your private text has moved on since: 1 change")
	preview, done := d.release(private)
	d.says(preview, "Proposed to NATO, which holds the pen")
	d.says(done, "proposed as an amendment of revision 1")
	if page, confirm := d.preview(private); confirm != nil {
		t.Errorf("it can be proposed twice: %s", page)
	}
	amendment := d.amendments(d.NATO, 1)[0]
	for _, s := range []testworld.Side{d.ROK, d.NATO} {
		d.says(d.read(s, d.Channel, theirs), "Amendment proposed by ROK", "made from revision 1", "waits for NATO, which holds the pen", "<ins>")
	}
	to := d.path(d.Channel, theirs) + "/amendments/" + amendment.ID.String()
	if answer := d.ROK.Post(t, to, url.Values{"answer": {"take"}, "revision": {"1"}}); answer.Code != 409 {
		t.Errorf("its proposer takes it: %d", answer.Code)
	}
	if answer := d.NATO.Post(t, to, url.Values{"answer": {"take"}, "revision": {"1"}}); answer.Code != 303 {
		t.Fatalf("%d", answer.Code)
	}
	d.ROK.Until(t, func(tx *store.Tx) bool {
		r, err := tx.Record(d.Channel, theirs)
		return err == nil && r.Revision.Revision == 2 && r.Title.EN == "Train twice a year"
	})
	d.says(d.read(d.ROK, d.Channel, theirs), "taken in revision 2")
	if answer := d.NATO.Post(t, to, url.Values{"answer": {"take"}, "revision": {"2"}}); answer.Code != 409 {
		t.Errorf("it is taken twice: %d", answer.Code)
	}
}

func TestAnAmendmentIsDeclinedWithAReason(t *testing.T) {
	d := newDesk(t)
	theirs := d.shared(&bid{Title: record.Text{EN: "Train every year"}}, record.ID{}, 0)
	private := d.workPrivately(theirs)
	d.write(&bid{Title: record.Text{EN: "Train every month"}}, private, 1)
	d.release(private)
	amendment := d.amendments(d.NATO, 1)[0]
	to := d.path(d.Channel, theirs) + "/amendments/" + amendment.ID.String()
	for _, reason := range []string{"", " \n ", strings.Repeat("x", 1001)} {
		if answer := d.NATO.Post(t, to, url.Values{"answer": {"decline"}, "revision": {"1"}, "reason": {reason}}); answer.Code != 422 {
			t.Errorf("a reason of %d characters is answered with %d", len(reason), answer.Code)
		}
	}
	if answer := d.NATO.Post(t, to+"?lang=en", url.Values{"answer": {"decline"}, "revision": {"1"}, "reason": {"The <b>budget</b> is planned."}}); answer.Code != 303 {
		t.Fatalf("%d", answer.Code)
	}
	d.ROK.Until(t, func(tx *store.Tx) bool {
		found, err := tx.Records(store.RecordQuery{Channel: &d.Channel, Kind: channel.KindRefusal})
		return err == nil && len(found) == 1
	})
	d.says(d.read(d.ROK, d.Channel, theirs), "declined by NATO", "The <b>budget</b> is planned.")
}

func TestWhatTheSharedTextGainedIsTakenOver(t *testing.T) {
	d := newDesk(t)
	theirs := d.shared(&bid{Title: record.Text{EN: "Train every year"}}, record.ID{}, 0)
	private := d.workPrivately(theirs)
	d.write(&bid{Title: record.Text{EN: "Train every year"}, Limit: secret}, private, 1)
	d.shared(&bid{Title: record.Text{EN: "Train every year, in Seoul"}}, theirs, 1)
	page := d.read(d.ROK, d.private, private)
	d.says(page, "The shared text has gained 1 revision since", "Take over these changes", `name="member" value="title"`)
	d.says(d.read(d.ROK, d.Channel, theirs), "Your private text:", "Your private text has moved on since: 1 change")
	form := url.Values{"wide": {d.Channel.String()}, "revision": {"2"}, "shared": {"2"}, "member": {"title"}}
	for name, hostile := range map[string]url.Values{
		"a member that was not gained": {"wide": {d.Channel.String()}, "revision": {"2"}, "shared": {"2"}, "member": {"limit"}},
		"from no channel":              {"wide": {"x"}, "revision": {"2"}, "shared": {"2"}},
	} {
		if answer := d.ROK.Post(t, d.path(d.private, private)+"/take-over", hostile); answer.Code != 404 {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
	if answer := d.ROK.Post(t, d.path(d.private, private)+"/take-over", form); answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	page = d.read(d.ROK, d.private, private)
	d.says(page, "Train every year, in Seoul", secret)
	if strings.Contains(page, "The shared text has gained") {
		t.Error("what was taken over is offered again")
	}
	if answer := d.ROK.Post(t, d.path(d.private, private)+"/take-over", form); answer.Code != 409 {
		t.Errorf("taken over twice: %d", answer.Code)
	}
}

func TestWorkingPrivatelyIsForSharedRecordsOnly(t *testing.T) {
	d := newDesk(t)
	own := d.write(&bid{Title: record.Text{EN: "Ours"}}, record.ID{}, 0)
	for _, path := range []string{d.path(d.private, own), d.path(d.Channel, own), d.path(d.Channel, record.ID{3})} {
		if answer := d.side.Post(t, path+"/private", url.Values{}); answer.Code != 404 {
			t.Errorf("%s: %d", regexp.MustCompile(`[0-9a-z]{26}`).ReplaceAllString(path, "…"), answer.Code)
		}
	}
}

func TestAPrivateTextRefersToSharedRecords(t *testing.T) {
	d := newDesk(t)
	theirs := d.shared(&bid{Title: record.Text{EN: "Train every year"}}, record.ID{}, 0)
	own := d.write(&bid{Title: record.Text{EN: "Ours"}, Before: refTo(theirs)}, record.ID{}, 0)
	d.says(d.read(d.ROK, d.private, own), `href="`+d.path(d.Channel, theirs)+`"`, "Train every year")
	d.release(own)
	if there := d.counterpart(own, 1); !strings.Contains(string(there.Body), theirs.String()) {
		t.Errorf("the reference is lost: %s", there.Body)
	}
}
