package web_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/channel"
	"entente/internal/testworld"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// mandated founds a second channel of the two sides, in which nothing counts that
// no holder has signed, and gives ROK a holder.
func mandated(t *testing.T, w *testworld.World) (id record.ChannelID, holder keys.Private, mandate keys.Envelope) {
	t.Helper()
	id, err := w.ROK.Found(t.Context(), node.Founding{
		Name: record.Text{EN: "Signed only"}, Members: []keys.PartnerID{w.NATO.Self()}, Policy: label.NATOLike().Name, Ceiling: "UNCLASSIFIED",
		Releasable: []string{"KOR", "NATO"}, Mandated: []access.Verb{access.Release},
	}, w.ROK.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	w.NATO.Until(t, func(tx *store.Tx) bool { _, err := tx.Channel(id); return err == nil })
	if err := w.NATO.Accept(t.Context(), id, w.NATO.Root(t)); err != nil {
		t.Fatal(err)
	}
	w.ROK.Until(t, func(tx *store.Tx) bool {
		c, err := tx.Channel(id)
		return err == nil && c.State == store.ChannelActive
	})
	if holder, err = keys.Generate(rand.Reader, keys.Ed25519); err != nil {
		t.Fatal(err)
	}
	mandate, err = access.Mandate{Partner: w.ROK.Self(), Holder: "desk-7", Key: holder.Public(), Acts: []access.Verb{access.Release},
		NotBefore: testworld.Start.Add(-time.Hour), NotAfter: testworld.Start.AddDate(1, 0, 0)}.Sign(w.ROK.Root(t)...)
	if err == nil {
		_, err = w.ROK.AddMandate(t.Context(), mandate.Encode())
	}
	if err != nil {
		t.Fatal(err)
	}
	return id, holder, mandate
}

func TestWhatWaitsIsSignedAwayFromTheNodeAndHandedInOnAPage(t *testing.T) {
	w := testworld.New(t)
	id, holder, mandate := mandated(t, w)
	if page := w.ROK.Get(t, "/sign?lang=en").Body.String(); !strings.Contains(page, "Nothing waits for a signature.") {
		t.Error("something waits already")
	}
	if page := w.ROK.Get(t, "/mandates?lang=en").Body.String(); !strings.Contains(page, "desk-7") || !strings.Contains(page, "in force") {
		t.Error("the mandate is not listed")
	}
	written, err := w.ROK.Write(t.Context(), id, testworld.Author, node.Draft{Kind: "programme/activity", Body: []byte(`{"title":{"en":"Cold water"},"type":"event"}`)})
	if err != nil {
		t.Fatal(err)
	}
	if found := w.ROK.Get(t, "/records/"+id.String()+"/"+written[0].ID.String()).Code; found != 404 {
		t.Errorf("the record answers %d before it is signed", found)
	}
	if page := w.ROK.Get(t, "/sign?lang=en").Body.String(); !strings.Contains(page, "Cold water") || !strings.Contains(page, "Signed only") {
		t.Errorf("what waits is not on the page:\n%s", page)
	}
	if page := w.ROK.Get(t, "/?lang=en").Body.String(); !strings.Contains(page, "Waiting for a holder of a mandate: 1") {
		t.Error("nobody is told that something waits")
	}
	asked := w.ROK.Get(t, "/sign/"+id.String()+"/request")
	if asked.Code != 200 {
		t.Fatalf("the request answers %d: %s", asked.Code, asked.Body)
	}
	file := asked.Body.Bytes()
	request, err := channel.DecodeRequest(file)
	if err != nil {
		t.Fatal(err)
	}
	answer := channel.Answer{Origin: request.Origin, Mandate: mandate}
	for _, asked := range request.Asked {
		read, err := request.Open(asked, id)
		if err != nil {
			t.Fatal(err)
		}
		act, err := access.Sign(rand.Reader, holder, read.Act, read.Entry.Leaf, mandate)
		if err != nil {
			t.Fatal(err)
		}
		answer.Acts = append(answer.Acts, act)
	}
	signed, err := answer.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, content, says string
		code                int
	}{
		{"no answer", "{}", "This is no answer of a holder.", 422},
		{"a forged one", strings.Replace(string(signed), `"signature":"`, `"signature":"AAAA`, 1), "A signature does not stand", 422},
		{"the answer", string(signed), "", 303},
		{"the answer again", string(signed), "These signatures are in the ledger already.", 422},
	} {
		got := w.ROK.PostFile(t, "/sign?lang=en", nil, "answer", bytes.NewReader([]byte(test.content)))
		if got.Code != test.code || !strings.Contains(got.Body.String(), test.says) {
			t.Errorf("%s answers %d", test.name, got.Code)
		}
	}
	if page := w.ROK.Get(t, "/records/"+id.String()+"/"+written[0].ID.String()); page.Code != 200 || !strings.Contains(page.Body.String(), "Cold water") {
		t.Errorf("the record answers %d once it is signed", page.Code)
	}
	w.NATO.Until(t, func(tx *store.Tx) bool { _, err := tx.Record(id, written[0].ID); return err == nil })
	if page := w.NATO.Get(t, "/mandates?lang=en").Body.String(); !strings.Contains(page, "desk-7") {
		t.Error("the partner does not see under whose mandate it was signed")
	}
}
