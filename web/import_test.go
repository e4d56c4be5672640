package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"entente/internal/testworld"
)

func TestNobodySendsMoreTablesAtOnceThanAreKept(t *testing.T) {
	w := testworld.New(t)
	send := func(body io.Reader, boundary string) *httptest.ResponseRecorder {
		q := httptest.NewRequest(http.MethodPost, "http://localhost/import", body)
		q.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
		answer := httptest.NewRecorder()
		w.ROK.Pages.ServeHTTP(answer, q)
		return answer
	}
	var under sync.WaitGroup
	var lines []*io.PipeWriter
	for range 4 {
		out, in := io.Pipe()
		lines = append(lines, in)
		under.Go(func() { send(out, "x") })
		// It is taken in when something of it has been read.
		if _, err := io.WriteString(in, "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	var whole bytes.Buffer
	form := multipart.NewWriter(&whole)
	for name, value := range map[string]string{"kind": "programme/activity", "channel": w.Channel.String()} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("file", "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(file, "key,title.en\na,b\n"); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	sent := whole.String()
	if answer := send(strings.NewReader(sent), form.Boundary()); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "Too many uploads are kept.") {
		t.Errorf("a fifth is taken: %d", answer.Code)
	}
	for _, line := range lines {
		_ = line.CloseWithError(io.ErrUnexpectedEOF) // the line is cut
	}
	under.Wait()
	if answer := send(strings.NewReader(sent), form.Boundary()); answer.Code != http.StatusSeeOther {
		t.Errorf("those that were cut keep their room: %d", answer.Code)
	}
}
