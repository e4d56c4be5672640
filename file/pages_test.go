package file_test

import (
	"bytes"
	"crypto/rand"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"entente/file"
	"entente/internal/testworld"
	"entente/label"
	"entente/record"
	"entente/store"
)

const dialogue = "2024-1st-rok-nato-high-level-cyber-dialogue"

func scan(t testing.TB, size int) []byte {
	t.Helper()
	content := make([]byte, size)
	if _, err := rand.Read(content); err != nil {
		t.Fatal(err)
	}
	copy(content, "%PDF-1.7\n")
	return content
}

func choices(to string) url.Values {
	return url.Values{"to": {to}, "language": {"en"}, "label-own": {"AMBER"}, "label-channel": {"UNCLASSIFIED"}, "description": {"Signed minutes"}}
}

// filesIn are the file records that one side has in a channel.
func filesIn(t testing.TB, s testworld.Side, channel record.ChannelID) (rows []store.Record) {
	t.Helper()
	err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		rows, err = tx.Records(store.RecordQuery{Channel: &channel, Kind: file.Files.Name()})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAFileReachesThePartnerAndAnInternalOneNobody(t *testing.T) {
	w := testworld.New(t, file.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	page := "/records/" + w.Channel.String() + "/" + about.ID.String()
	post := "/file/" + w.Channel.String() + "/" + about.ID.String()
	content, secret := scan(t, 2_500_000), scan(t, 10_000)

	if form := w.ROK.Get(t, page+"?lang=en").Body.String(); !strings.Contains(form, "Only ROK. It never leaves this node.") || !strings.Contains(form, "All members of the channel (ROK, NATO)") {
		t.Error("the form does not say who will read the file")
	}
	if answer := w.ROK.PostFile(t, post, choices("channel"), "회의록 <b>.pdf", bytes.NewReader(content)); answer.Code != 422 {
		t.Errorf("a name with signs: %d", answer.Code)
	}
	if answer := w.ROK.PostFile(t, post, choices("channel"), "회의록 é.pdf", bytes.NewReader(content)); answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	if answer := w.ROK.PostFile(t, post, choices("own"), "advice.pdf", bytes.NewReader(secret)); answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	row := filesIn(t, w.ROK, w.Channel)[0]
	w.NATO.Until(t, func(tx *store.Tx) bool {
		files, err := tx.FilesOf(w.Channel, row.ID)
		return err == nil && len(files) == 1 && files[0].State == store.FilePresent
	})
	address := "/file/" + w.Channel.String() + "/" + row.ID.String() + "/1"
	for name, s := range map[string]testworld.Side{"ROK": w.ROK, "NATO": w.NATO} {
		shown := html.UnescapeString(s.Get(t, page+"?lang=en").Body.String())
		for _, want := range []string{"회의록 é.pdf", "PDF", "2.5 MB", "here, verified", "Signed minutes", address} {
			if !strings.Contains(shown, want) {
				t.Errorf("%s does not show %q", name, want)
			}
		}
		if got := strings.Contains(shown, "advice.pdf"); got != (name == "ROK") {
			t.Errorf("%s shows the internal file: %t", name, got)
		}
		beside := s.Get(t, address+"?as=label")
		if b, err := label.ReadBinding(beside.Body.Bytes()); err != nil || b.Originator.Classification == "" || len(b.References) != 1 {
			t.Errorf("the label beside the file: %+v, %v", b, err)
		}
		given := s.Get(t, address)
		if !bytes.Equal(given.Body.Bytes(), content) {
			t.Errorf("%s gives %d bytes, status %d", name, given.Body.Len(), given.Code)
		}
		for header, want := range map[string]string{
			"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff",
			"Content-Disposition":     "attachment; filename*=utf-8''%ED%9A%8C%EC%9D%98%EB%A1%9D%20%C3%A9.pdf",
			"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
		} {
			if got := given.Header().Get(header); got != want {
				t.Errorf("%s: %q, want %q", header, got, want)
			}
		}
	}
	q := httptest.NewRequest("GET", "http://localhost"+address, nil)
	q.Header.Set("Range", "bytes=1048570-1048585")
	if part := w.NATO.Ask(q); part.Code != 206 || !bytes.Equal(part.Body.Bytes(), content[1048570:1048586]) {
		t.Errorf("a range: %d, %d bytes", part.Code, part.Body.Len())
	}
	if own := filesIn(t, w.NATO, w.Channel); len(own) != 1 {
		t.Errorf("NATO holds %d files", len(own))
	}
}

func TestANewVersionStaysWithThoseWhoHaveTheFile(t *testing.T) {
	w := testworld.New(t, file.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	post := "/file/" + w.Channel.String() + "/" + about.ID.String()
	first, second := scan(t, 1000), scan(t, 2000)
	if answer := w.ROK.PostFile(t, post, choices("channel"), "minutes.pdf", bytes.NewReader(first)); answer.Code != 303 {
		t.Fatal(answer.Code)
	}
	row := filesIn(t, w.ROK, w.Channel)[0]
	form := choices("own") // whatever else is chosen
	form.Set("of", row.ID.String())
	form.Del("description")
	if answer := w.ROK.PostFile(t, post, form, "minutes final.pdf", bytes.NewReader(second)); answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	rows := filesIn(t, w.ROK, w.Channel)
	if len(rows) != 1 || rows[0].Revision.Revision != 2 || rows[0].Title.EN != "minutes final.pdf" {
		t.Fatalf("%+v", rows)
	}
	for revision, content := range map[string][]byte{"1": first, "2": second} {
		address := "/file/" + w.Channel.String() + "/" + row.ID.String() + "/" + revision
		if given := w.ROK.Get(t, address); !bytes.Equal(given.Body.Bytes(), content) {
			t.Errorf("version %s: %d, %d bytes", revision, given.Code, given.Body.Len())
		}
	}
	shown := w.ROK.Get(t, "/records/"+w.Channel.String()+"/"+row.ID.String()+"?lang=en").Body.String()
	if !strings.Contains(shown, "2 versions") || !strings.Contains(shown, row.ID.String()+"/1") {
		t.Error("the page of the file does not show its versions")
	}
	form.Set("of", about.ID.String())
	if answer := w.ROK.PostFile(t, post, form, "x.pdf", bytes.NewReader(second)); answer.Code != 404 {
		t.Errorf("a version of what is no file: %d", answer.Code)
	}
	err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		found, err := tx.Search(store.SearchQuery{Text: "minutes final"})
		if err == nil && (len(found) != 1 || found[0].ID != row.ID) {
			t.Errorf("by its name %d records are found", len(found))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsNotTakenSaysWhyAndKeepsWhatWasTyped(t *testing.T) {
	w := testworld.New(t, file.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	post := "/file/" + w.Channel.String() + "/" + about.ID.String()
	program := append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), make([]byte, 3_000_000)...)
	for name, test := range map[string]struct {
		called  string
		content []byte
		form    url.Values
		code    int
		says    string
	}{
		"another content":     {"minutes.pdf", program, choices("channel"), 422, "it looks like application/vnd.microsoft.portable-executable"},
		"nothing":             {"minutes.pdf", nil, choices("channel"), 422, "This file is empty."},
		"turned writing":      {"invoice\u202efdp.pdf", scan(t, 100), choices("own"), 422, "turn the direction of writing"},
		"a long name":         {strings.Repeat("가", 200) + ".pdf", scan(t, 100), choices("own"), 422, "longer than 200 characters"},
		"a label that is not": {"minutes.pdf", scan(t, 100), url.Values{"to": {"own"}, "language": {"en"}, "label-own": {"ULTRA"}, "description": {"Signed minutes"}}, 422, "This marking is not allowed in this channel."},
		"above the ceiling":   {"minutes.pdf", scan(t, 100), url.Values{"to": {"channel"}, "language": {"en"}, "label-channel": {"SECRET"}, "description": {"Signed minutes"}}, 422, "This marking is not allowed in this channel."},
		"to nobody":           {"minutes.pdf", scan(t, 100), url.Values{"language": {"en"}}, 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer := w.ROK.PostFile(t, post+"?lang=en", test.form, test.called, bytes.NewReader(test.content))
			shown := html.UnescapeString(answer.Body.String())
			if answer.Code != test.code || !strings.Contains(shown, test.says) {
				t.Errorf("%d %s", answer.Code, shown)
			}
			if test.code == 422 && !strings.Contains(shown, "Signed minutes") {
				t.Error("what was typed is lost")
			}
		})
	}
	if rows := filesIn(t, w.ROK, w.Channel); len(rows) > 0 {
		t.Errorf("%d files were written", len(rows))
	}
}

func TestAScriptSendsAFileInPiecesAndOnlyItsAuthorGoesOn(t *testing.T) {
	w := testworld.New(t, file.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	content := scan(t, 5<<20+123)
	ask := func(method, address string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
		q := httptest.NewRequest(method, "http://localhost"+address, body)
		for i := 0; i < len(headers); i += 2 {
			q.Header.Set(headers[i], headers[i+1])
		}
		return w.ROK.Ask(q)
	}
	begun := ask("POST", "/uploads", nil, "Upload-Length", strconv.Itoa(len(content)), "Upload-Name", url.PathEscape("회의록.pdf"))
	at := begun.Header().Get("Location")
	if begun.Code != http.StatusCreated || at == "" {
		t.Fatalf("%d %s", begun.Code, begun.Body)
	}
	extend := func(offset, end int) *httptest.ResponseRecorder {
		return ask("PATCH", at, bytes.NewReader(content[offset:end]), "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")
	}
	if got := extend(0, 3<<20+5).Header().Get("Upload-Offset"); got != strconv.Itoa(3<<20) {
		t.Errorf("after a cut in the fourth chunk the offset is %s", got)
	}
	if answer := extend(2<<20, 4<<20); answer.Code != http.StatusConflict {
		t.Errorf("what does not follow: %d", answer.Code)
	}
	if got := ask("HEAD", at, nil).Header().Get("Upload-Offset"); got != strconv.Itoa(3<<20) {
		t.Errorf("the offset is %s", got)
	}
	form := choices("channel")
	form.Set("upload", strings.TrimPrefix(at, "/uploads/"))
	post := "/file/" + w.Channel.String() + "/" + about.ID.String()
	if answer := w.ROK.Post(t, post, form); answer.Code != 422 {
		t.Errorf("a file that is not whole: %d", answer.Code)
	}
	if answer := extend(3<<20, len(content)); answer.Code != http.StatusNoContent || answer.Header().Get("Upload-Offset") != strconv.Itoa(len(content)) {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	if answer := w.ROK.Post(t, post, form); answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	if answer := w.ROK.Post(t, post, form); answer.Code != 422 {
		t.Errorf("the same file a second time: %d", answer.Code)
	}
	row := filesIn(t, w.ROK, w.Channel)[0]
	if given := w.ROK.Get(t, "/file/"+w.Channel.String()+"/"+row.ID.String()+"/1"); !bytes.Equal(given.Body.Bytes(), content) {
		t.Errorf("%d, %d bytes", given.Code, given.Body.Len())
	}
	foreign, err := w.ROK.BeginUpload(t.Context(), "somebody else", "theirs.pdf", 100)
	if err != nil {
		t.Fatal(err)
	}
	if answer := ask("HEAD", "/uploads/"+record.ChannelID(foreign.Name).String(), nil); answer.Code != 404 {
		t.Errorf("somebody else's upload: %d", answer.Code)
	}
	for name, headers := range map[string][]string{"no size": {"Upload-Name", "a.pdf"}, "no name": {"Upload-Length", "5"}, "empty": {"Upload-Length", "0", "Upload-Name", "a.pdf"}, "huge": {"Upload-Length", "99999999999999", "Upload-Name", "a.pdf"}} {
		if answer := ask("POST", "/uploads", nil, headers...); answer.Code/100 != 4 {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
}

// highest follows the memory in use while something runs.
type highest struct {
	io.Reader
	read int64
	most uint64
}

func (h *highest) Read(into []byte) (int, error) {
	n, err := h.Reader.Read(into)
	if h.read += int64(n); h.read/(4<<20) != (h.read-int64(n))/(4<<20) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		h.most = max(h.most, m.HeapInuse)
	}
	return n, err
}

func TestALargeFileTakesLittleMemory(t *testing.T) {
	w := testworld.New(t, file.Feature)
	about := w.ROK.Find(t, w.Channel, dialogue)
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	const size = 200_000_000
	body := &highest{Reader: io.MultiReader(strings.NewReader("%PDF-1.7\n"), io.LimitReader(rand.Reader, size-9))}
	answer := w.ROK.PostFile(t, "/file/"+w.Channel.String()+"/"+about.ID.String(), choices("own"), "large.pdf", body)
	if answer.Code != 303 {
		t.Fatal(answer.Code)
	}
	grown := int64(body.most) - int64(before.HeapInuse)
	t.Logf("%d MB took %d MB of memory at most", size/1_000_000, grown>>20)
	if grown > 32<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}
