package comment_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"entente/comment"
	"entente/internal/testworld"
	"entente/record"
	"entente/store"
)

const dialogue = "2024-1st-rok-nato-high-level-cyber-dialogue"

func TestWhatIsSaidAboutARecord(t *testing.T) {
	w := testworld.New(t, comment.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	page := "/records/" + w.Channel.String() + "/" + about.ID.String()
	say := func(s testworld.Side, to, text string) (code int, body string) {
		answer := s.Post(t, "/comment/"+w.Channel.String()+"/"+about.ID.String(), url.Values{"to": {to}, "language": {"en"}, "text": {text}})
		return answer.Code, answer.Body.String()
	}
	read := func(s testworld.Side) string { return html.UnescapeString(s.Get(t, page+"?lang=en").Body.String()) }

	if code, body := say(w.ROK, "channel", "The date needs a <b>second</b> source."); code != 303 {
		t.Fatalf("%d %s", code, body)
	}
	if code, _ := say(w.ROK, "own", "Ask the embassy first."); code != 303 {
		t.Fatal(code)
	}
	w.NATO.Until(t, func(tx *store.Tx) bool {
		said, err := tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: comment.Comments.Name()})
		return err == nil && len(said) == 1
	})
	for name, s := range map[string]testworld.Side{"ROK": w.ROK, "NATO": w.NATO} {
		if !strings.Contains(read(s), "The date needs a <b>second</b> source.") || strings.Contains(s.Get(t, page).Body.String(), "<b>second") {
			t.Errorf("%s does not show the comment as it was typed", name)
		}
	}
	if !strings.Contains(read(w.ROK), "Ask the embassy first.") || !strings.Contains(read(w.ROK), "Internal, only ROK") {
		t.Error("our own side does not see its note")
	}
	if strings.Contains(read(w.NATO), "embassy") {
		t.Error("a partner reads an internal note")
	}
	err := w.NATO.View(t.Context(), func(tx *store.Tx) error {
		notes, err := tx.Records(store.RecordQuery{Kind: comment.Notes.Name()})
		if len(notes) > 0 {
			t.Error("a partner's node holds an internal note")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatCannotBeSaid(t *testing.T) {
	w := testworld.New(t, comment.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	path := "/comment/" + w.Channel.String() + "/" + about.ID.String()
	long := strings.Repeat("가나다 ", 100_000)
	for name, test := range map[string]struct {
		path string
		form url.Values
		code int
		keep string
	}{
		"nothing":            {path, url.Values{"to": {"channel"}, "language": {"en"}, "text": {"  \n "}}, 422, ""},
		"more than a text":   {path, url.Values{"to": {"channel"}, "language": {"ko"}, "text": {long}}, 422, strings.TrimSpace(long)},
		"control characters": {path, url.Values{"to": {"own"}, "language": {"en"}, "text": {"a\x00b"}}, 422, ""},
		"no text at all":     {path, url.Values{"to": {"channel"}, "language": {"en"}, "text": {"\xff"}}, 400, ""},
		"to nobody":          {path, url.Values{"language": {"en"}, "text": {"x"}}, 404, ""},
		"in no language":     {path, url.Values{"to": {"own"}, "language": {"xx"}, "text": {"x"}}, 404, ""},
		"about nothing":      {"/comment/" + w.Channel.String() + "/" + record.ID{1}.String(), url.Values{"to": {"own"}, "language": {"en"}, "text": {"x"}}, 404, ""},
		"in no channel":      {"/comment/x/" + about.ID.String(), url.Values{"to": {"own"}, "language": {"en"}, "text": {"x"}}, 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer := w.ROK.Post(t, test.path, test.form)
			if answer.Code != test.code {
				t.Errorf("%d, want %d", answer.Code, test.code)
			}
			if test.keep != "" && !strings.Contains(answer.Body.String(), test.keep) {
				t.Error("what was typed is lost")
			}
		})
	}
	err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		for _, kind := range []string{comment.Comments.Name(), comment.Notes.Name()} {
			if said, err := tx.Records(store.RecordQuery{Kind: kind}); err != nil || len(said) > 0 {
				t.Errorf("%d of %s were written: %v", len(said), kind, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
