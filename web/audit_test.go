package web_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/access"
	"entente/internal/testperson"
	"entente/internal/testworld"
	"entente/node"
	"entente/record"
	"entente/store"
)

// as is a side on which everybody has one role.
func as(side testworld.Side, role access.Role) testworld.Side {
	side.Node.Rights = func(who node.Inquiry) (access.Rights, error) {
		rights := access.ByOffice(who.Account.Offices)
		for i := range rights.Roles {
			rights.Roles[i].Role = role
		}
		return rights, nil
	}
	return side
}

func TestTheAuditIsThereForAuditorsAlone(t *testing.T) {
	w := testworld.New(t)
	var shown []*http.Cookie
	get := func(address string) *httptest.ResponseRecorder {
		q := httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil)
		for _, cookie := range shown {
			q.AddCookie(cookie)
		}
		answer := httptest.NewRecorder()
		w.ROK.Door.ServeHTTP(answer, q)
		return answer
	}
	become := func(role access.Role) { // a session ends when rights change
		as(w.ROK, role)
		shown = testperson.SignIn(t, w.ROK.Door, "localhost", testperson.Login, testperson.Password)
	}
	if err := w.ROK.DrainAudit(context.Background()); err != nil {
		t.Fatal(err)
	}
	var channel record.ChannelID
	if err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		c, err := tx.AuditChannel()
		channel = c.ID
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, role := range access.Roles() {
		become(role)
		page := get("/audit")
		if role == access.Auditor {
			if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "Signed in") || !strings.Contains(page.Body.String(), "TLP:AMBER+STRICT") {
				t.Errorf("an auditor is answered %d:\n%s", page.Code, page.Body)
			}
		} else if page.Code != http.StatusNotFound {
			t.Errorf("%s is answered %d", role, page.Code)
		}
		for _, address := range []string{"/?channel=", "/records?channel=", "/programme?channel="} {
			if answer := get(address + channel.String()); answer.Code == http.StatusOK && role != access.Auditor {
				t.Errorf("%s finds the channel of the audit at %s", role, address)
			}
		}
	}
	become(access.Auditor)
	for _, query := range []string{"?what=sign-in", "?what=gossip&from=x&record=%00&who=../..&before=-1", "?from=2026-11-23&until=2026-11-23", "?office=desk&lang=fr", "?lang=ko"} {
		if page := get("/audit" + query); page.Code != http.StatusOK {
			t.Errorf("/audit%s answers %d", query, page.Code)
		}
	}
}

// What people read on pages gets into neither the spool nor the ledger.
func TestNoTextOfAPageIsWrittenDown(t *testing.T) {
	w := testworld.New(t)
	if err := w.ROK.SetAudit(t.Context(), node.AuditSettings{AnchorHours: 6, KeepYears: 5}); err != nil {
		t.Fatal(err)
	}
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var titles [][]byte
	var written []node.Written
	for _, word := range []string{"Quizzaciously", "Flibbertigibbet", "숨바꼭질놀이"} {
		draft := node.Draft{Kind: "programme/area", Body: []byte(`{"number":77,"title":{"en":"` + word + `"},"edition":{"kind":"programme/edition","id":"` + edition(t, w).String() + `"}}`)}
		drafts, err := w.ROK.Write(t.Context(), private, testworld.Author, draft)
		if err != nil {
			t.Fatal(err)
		}
		written, titles = append(written, drafts...), append(titles, []byte(word))
	}
	for _, at := range []string{"/", "/records?channel=" + private.String(), "/programme", "/search?q=Flibbertigibbet", "/records/" + private.String() + "/" + written[0].ID.String()} {
		if answer := w.ROK.Ask(httptest.NewRequest(http.MethodGet, "http://localhost"+at, nil)); answer.Code >= 500 {
			t.Errorf("%s answers %d", at, answer.Code)
		}
	}
	files, err := filepath.Glob(filepath.Join(w.ROK.Folder.Audit(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	for _, title := range titles {
		if bytes.Contains(all, title) {
			t.Errorf("the spool holds %s", title)
		}
	}
	if !bytes.Contains(all, []byte(written[0].ID.String())) {
		t.Error("the spool does not hold the read of the record")
	}
}

// edition is one of the facts.
func edition(t *testing.T, w *testworld.World) (id record.ID) {
	t.Helper()
	err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: "programme/edition", Limit: 1})
		if err == nil && len(all) > 0 {
			id = all[0].ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
