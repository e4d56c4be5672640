package api_test

import (
	"net/http"
	"strings"
	"testing"

	"entente/internal/testworld"
	"entente/node"
	"entente/record"
)

// madeByItsPages is a record in the private channel as the pages of its feature
// write it.
func (d *desk) madeByItsPages(t *testing.T, kind *record.Kind) map[string]any {
	t.Helper()
	bodies := map[string]string{
		"office/assignment": `{"title":{"en":"Report"}}`,
		"office/watch":      `{"record":{"kind":"programme/activity","id":"` + d.side.Find(t, d.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue").ID.String() + `"},"channel":"x","office":"desk"}`,
		"office/view":       `{"title":{"en":"Late"},"address":"/records","office":"desk"}`,
		"office/handover":   `{"title":{"en":"Desk"},"office":"desk","leaver":"a","to":"b","day":"2026-11-01"}`,
	}
	private := d.private(t)
	written, err := d.side.Write(t.Context(), private, testworld.Author, node.Draft{Kind: kind.Name(), Body: []byte(bodies[kind.Name()])})
	if err != nil {
		t.Fatal(kind.Name(), err)
	}
	return read[map[string]any](t, d.ask(t, http.StatusOK, "GET", "/channels/"+private.String()+"/"+kind.Name()+"/"+written[0].ID.String(), ""))
}

func TestWhatOnlyPagesMakeIsReadOnly(t *testing.T) {
	d := atDesk(t)
	private := "/channels/" + d.private(t).String() + "/"
	for _, kind := range []string{"office/assignment", "office/watch", "office/view", "office/handover"} {
		d.ask(t, http.StatusOK, "GET", private+kind, "")
		answer := d.ask(t, http.StatusMethodNotAllowed, "POST", private+kind, `{"body":{}}`)
		if allow := answer.Header().Get("Allow"); !strings.Contains(allow, "GET") || strings.Contains(allow, "POST") {
			t.Errorf("%s allows %s", kind, allow)
		}
		d.ask(t, http.StatusMethodNotAllowed, "PUT", private+kind+"/"+strings.Repeat("a", 26), `{"body":{}}`)
	}
	about := d.side.Find(t, d.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	d.ask(t, http.StatusCreated, "POST", d.the("comment/comment"), `{"body":{"text":{"en":"By a program."},"about":{"kind":"programme/activity","id":"`+about.ID.String()+`"}}}`)
}
