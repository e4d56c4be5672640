package web_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"entente/comment"
	"entente/file"
	"entente/internal/testworld"
	"entente/office"
	"entente/store"
)

// minuted is a world in which ROK has put a file beside an activity.
func minuted(t *testing.T) (w *testworld.World, about, minutes store.Record) {
	t.Helper()
	w = testworld.New(t, comment.Feature, file.Feature, office.Feature)
	about = w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	choices := url.Values{"to": {"channel"}, "language": {"en"}, "label-own": {"AMBER"}, "label-channel": {"UNCLASSIFIED"}}
	answer := w.ROK.PostFile(t, "/file/"+w.Channel.String()+"/"+about.ID.String(), choices, "minutes.pdf", strings.NewReader("%PDF-1.7\nminutes"))
	if answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		found, err := tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: file.Files.Name()})
		minutes = found[0]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w, about, minutes
}

func TestWhatHasPagesOfItsOwnIsNotAskedForByTheFormOfAllKinds(t *testing.T) {
	w, about, minutes := minuted(t)
	records := "/records/" + w.Channel.String()
	for _, kind := range []string{"file/file", "comment/comment", "comment/note", "office/assignment", "office/watch", "office/view", "office/handover"} {
		lists := "/records?channel=" + w.Channel.String() + "&kind=" + kind
		for _, page := range []string{records + "/new", records + "/new?kind=" + kind, records + "/" + about.ID.String(), records + "/" + minutes.ID.String(), lists} {
			if shown := html.UnescapeString(text(t, w.ROK, page)); strings.Contains(shown, "new?kind="+kind) {
				t.Errorf("%s leads to a form for %s", page, kind)
			}
		}
		if answer := w.ROK.Post(t, records+"/new?kind="+kind, url.Values{"act": {"save"}}); answer.Code != 404 {
			t.Errorf("a form for %s is answered with %d", kind, answer.Code)
		}
	}
	if shown := text(t, w.ROK, records+"/new"); !strings.Contains(shown, "new?kind=programme/activity") {
		t.Error("other kinds are not offered")
	}
	if shown := text(t, w.ROK, "/import"); strings.Contains(shown, `"file/file"`) || !strings.Contains(shown, `"comment/comment"`) {
		t.Error("a table of files may be sent, or none of comments")
	}
}

func TestAFileIsNotRevisedByTheFormOfAllKinds(t *testing.T) {
	w, _, minutes := minuted(t)
	if shown := text(t, w.ROK, strings.TrimSuffix(editAddress(minutes), "/edit")); strings.Contains(shown, editAddress(minutes)) || strings.Contains(shown, "from="+minutes.ID.String()) {
		t.Error("the page of a file offers to edit or duplicate it")
	}
	if shown := text(t, w.ROK, editAddress(minutes)); !strings.Contains(shown, "written on pages of their own") {
		t.Error("the form of a file does not say why there is none")
	}
	if answer := w.ROK.Post(t, editAddress(minutes), url.Values{"name": {"other.pdf"}, "act": {"save"}}); strings.Contains(answer.Body.String(), "other.pdf") || newest(t, w.ROK, w.Channel, minutes.ID).Revision.Revision != 1 {
		t.Error("a file was revised without its content")
	}
}
