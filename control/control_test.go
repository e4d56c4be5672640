package control

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
)

type note struct {
	Title record.Text `json:"title" is:"required column" en:"Title"`
	record.Basics
}

var notes = record.Declare(record.Of[note]{Name: "test/note", Version: 1, Title: "Note|Notes"})

func newNode(t *testing.T, code string) *node.Node {
	t.Helper()
	kinds, err := record.NewKinds(notes.Kind)
	if err != nil {
		t.Fatal(err)
	}
	config := node.Config{Random: rand.Reader, Kinds: kinds, Policies: label.Shipped(), Now: time.Now}
	folder := node.Folder(t.TempDir())
	who := node.Identity{Code: code, Name: record.Text{EN: "Partner " + code}, Address: "https://127.0.0.1:1"}
	if err := node.Init(t.Context(), folder, who, config); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

// served serves a node until the test ends, or until stop is called.
func served(t *testing.T, n *node.Node) (contact contact, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s, listener, err := listen(Session{Node: n, Serving: &Serving{Software: "test", PID: os.Getpid()}})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- serveHTTP(ctx, s.http(ctx), listener) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := errors.Join(<-done, s.contact.remove(n.Folder)); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return s.contact, stop
}

func reach(t *testing.T, n *node.Node) Operator {
	t.Helper()
	remote, err := Remote(n.Folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { remote.Close() })
	return remote
}

func TestANodeAnswersTheSameHereAndOverItsListener(t *testing.T) {
	n := newNode(t, "A")
	channel, err := n.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	served(t, n)
	csv := "key,title.en\na,First\nb,\nc,Third\n"
	for name, on := range map[string]Operator{"here": local{Session{Node: n}}, "over the listener": reach(t, n)} {
		report, err := ImportRecords(t.Context(), on, Import{Kind: "test/note", Channel: channel, Author: node.Author{Office: "desk"}}, strings.NewReader(csv), nil)
		if err == nil || !strings.Contains(err.Error(), "nothing was written") || report.Refused != 1 || report.Created != 2 {
			t.Errorf("%s: import: %v, %+v", name, err, report)
		}
		if len(report.Rows) != 3 || report.Rows[1].Problems[0].Code != record.ProblemRequired {
			t.Errorf("%s: rows: %+v", name, report.Rows)
		}
	}
	remote, here := reach(t, n), local{Session{Node: n}}
	if _, err := ImportRecords(t.Context(), remote, Import{
		Kind: "test/note", Channel: channel, Author: node.Author{Office: "desk"}, TakeGood: true,
	}, strings.NewReader(csv), nil); err != nil {
		t.Fatal(err)
	}
	var there, local bytes.Buffer
	if _, err := ExportRecords(t.Context(), remote, Export{Kind: "test/note", Channel: channel}, &there, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := ExportRecords(t.Context(), here, Export{Kind: "test/note", Channel: channel}, &local, nil); err != nil {
		t.Fatal(err)
	}
	if there.String() != local.String() || !strings.Contains(there.String(), "Third") {
		t.Errorf("exported %q and %q", there.String(), local.String())
	}
	a, err := AskStatus(t.Context(), remote)
	if err != nil {
		t.Fatal(err)
	}
	b, err := AskStatus(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	if a.Serving == nil || a.Serving.PID != os.Getpid() {
		t.Errorf("serving: %+v", a.Serving)
	}
	a.Serving = nil
	if !reflect.DeepEqual(a, b) {
		t.Errorf("status over the listener\n%+v\nhere\n%+v", a, b)
	}
}

func TestEveryOperationWorksOverTheListener(t *testing.T) {
	n, other := newNode(t, "A"), newNode(t, "B")
	served(t, n)
	remote := reach(t, n)
	card, err := other.Card(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	partner, err := AddPartner(t.Context(), remote, Introduction{Card: card.Encode()})
	if err != nil || partner.State != "introduced" || partner.Code != "B" {
		t.Fatalf("%v, %+v", err, partner)
	}
	partner, err = AddPartner(t.Context(), remote, Introduction{Card: card.Encode(), Compared: &node.Comparison{
		Digits: keys.Fingerprint(card.Manifest), Offices: []string{"desk", "security"},
	}})
	if err != nil || partner.State != "active" {
		t.Fatalf("%v, %+v", err, partner)
	}
	own, err := AskCard(t.Context(), remote)
	if err != nil || own.Address != "https://127.0.0.1:1" {
		t.Fatalf("%v, %+v", err, own)
	}
	root, _, err := keys.LoadRoot(n.Folder.RootKeys(), "")
	if err != nil {
		t.Fatal(err)
	}
	channel, err := Found(t.Context(), remote, Founding{
		Name: record.Text{EN: "Shared"}, Members: []keys.PartnerID{partner.ID}, Policy: "TLP", Ceiling: "GREEN",
	}, root)
	if err != nil {
		t.Fatal(err)
	}
	if err := Accept(t.Context(), remote, channel, root); err == nil || !strings.Contains(err.Error(), "nothing to accept") {
		t.Errorf("accepting our own proposal: %v", err)
	}
	if err := Rebuild(t.Context(), remote, nil); err != nil {
		t.Error(err)
	}
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := Backup(t.Context(), remote, path); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	var archive bytes.Buffer
	status, err := AskStatus(t.Context(), remote)
	if err != nil {
		t.Fatal(err)
	}
	if err := ExportLedger(t.Context(), remote, status.Channels[0].Ledgers[0].Origin, &archive, nil); err != nil {
		t.Fatal(err)
	}
	kept, err := ImportLedger(t.Context(), Local(other), bytes.NewReader(archive.Bytes()))
	if err != nil || kept.Entries != 1 {
		t.Errorf("%v, %+v", err, kept)
	}
}

func TestOnlyWhoKnowsTheTokenIsAnswered(t *testing.T) {
	n := newNode(t, "A")
	contact, _ := served(t, n)
	for name, test := range map[string]struct {
		change func(*http.Request)
		status int
	}{
		"as it should be": {func(*http.Request) {}, http.StatusOK},
		"no token":        {func(r *http.Request) { r.Header.Del("Authorization") }, http.StatusUnauthorized},
		"another token":   {func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+strings.Repeat("A", 43)) }, http.StatusUnauthorized},
		"another name":    {func(r *http.Request) { r.Host = "node.example.org" }, http.StatusForbidden},
		"from a page":     {func(r *http.Request) { r.Header.Set("Origin", "http://"+contact.Address) }, http.StatusForbidden},
		"another form":    {func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, http.StatusNotFound},
		"another method":  {func(r *http.Request) { r.Method = http.MethodPut }, http.StatusNotFound},
		"another path":    {func(r *http.Request) { r.URL.Path = "/" }, http.StatusNotFound},
	} {
		var body bytes.Buffer
		if err := sendCall(&body, []byte("{}"), nil); err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+contact.Address+pathPrefix+"status", &body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+contact.Token)
		request.Header.Set("Content-Type", contentType)
		test.change(request)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		response.Body.Close()
		if response.StatusCode != test.status {
			t.Errorf("%s: status %d, want %d", name, response.StatusCode, test.status)
		}
	}
}

// zeros is input without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestInputThatIsTooLargeIsRefusedWithWhatToDo(t *testing.T) {
	n := newNode(t, "A")
	served(t, n)
	_, err := ask[none](t.Context(), reach(t, n), "import", Import{}, Streams{In: io.LimitReader(zeros{}, maxInput+1)})
	if err == nil || !strings.Contains(err.Error(), "stop the node") {
		t.Errorf("error %v", err)
	}
}

func TestWhatIsNotAskedRightIsRefused(t *testing.T) {
	n := newNode(t, "A")
	served(t, n)
	remote := reach(t, n)
	for name, call := range map[string]func() error{
		"no such operation": func() error { _, err := ask[none](t.Context(), remote, "nothing", none{}, Streams{}); return err },
		"unknown member": func() error {
			_, err := ask[none](t.Context(), remote, "import", map[string]int{"x": 1}, Streams{})
			return err
		},
		"no file": func() error {
			_, err := ask[none](t.Context(), local{Session{Node: n}}, "import", Import{}, Streams{})
			return err
		},
	} {
		if err := call(); err == nil {
			t.Errorf("%s: it was answered", name)
		}
	}
}

func TestTheContactIsForTheOwnerAndGoesWithTheListener(t *testing.T) {
	n := newNode(t, "A")
	_, stop := served(t, n)
	info, err := os.Stat(n.Folder.Control())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", err, info.Mode())
	}
	if err := os.Chmod(n.Folder.Control(), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Remote(n.Folder); err == nil || !strings.Contains(err.Error(), "others can reach") {
		t.Errorf("a contact that others can read was used: %v", err)
	}
	if err := os.Chmod(n.Folder.Control(), 0o600); err != nil {
		t.Fatal(err)
	}
	stop()
	if _, err := Remote(n.Folder); !errors.Is(err, errNoContact) {
		t.Errorf("after the end: %v", err)
	}
}

func TestAContactElsewhereIsNotUsed(t *testing.T) {
	folder := node.Folder(t.TempDir())
	for _, content := range []string{
		`{"address":"192.0.2.1:80","token":"x","pid":1}`, `{"address":"localhost:80","token":"x","pid":1}`,
		`{"address":"127.0.0.1:80","token":"","pid":1}`, `{"address":"127.0.0.1:80","token":"x","pid":1,"more":1}`, `{`, ``,
	} {
		if err := os.WriteFile(folder.Control(), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Remote(folder); err == nil {
			t.Errorf("%s was used", content)
		}
	}
}

func TestAContactOfAnotherProcessIsLeftAlone(t *testing.T) {
	folder := node.Folder(t.TempDir())
	theirs, ours := contact{"127.0.0.1:1", "theirs", 1}, contact{"127.0.0.1:2", "ours", 2}
	if err := errors.Join(ours.write(folder), theirs.write(folder), ours.remove(folder)); err != nil {
		t.Fatal(err)
	}
	if there, err := readContact(folder); err != nil || there != theirs {
		t.Errorf("%v, %+v", err, there)
	}
}

func TestAnAnswerThatIsCutIsNoAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, `{"answer":{}}`) // without its end
	})}
	go server.Serve(listener)
	defer server.Close()
	folder := node.Folder(t.TempDir())
	if err := (contact{listener.Addr().String(), "x", 1}).write(folder); err != nil {
		t.Fatal(err)
	}
	remote, err := Remote(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := AskStatus(t.Context(), remote); !errors.Is(err, errCut) {
		t.Errorf("error %v", err)
	}
}

func TestServeEndsWithItsContextAndTakesItsContactAway(t *testing.T) {
	n := newNode(t, "A")
	pages, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	asked := make(chan struct{})
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(asked) })
	go func() {
		done <- Serve(ctx, n, Face{Pages: pages, Address: "http://x", Handler: handler, Software: "test"})
	}()
	response, err := http.Get("http://" + pages.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	<-asked
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(n.Folder.Control()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the contact is still there: %v", err)
	}
}

func TestServeEndsWhenAListenerFails(t *testing.T) {
	n := newNode(t, "A")
	pages, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	pages.Close()
	if err := Serve(t.Context(), n, Face{Pages: pages, Handler: http.NotFoundHandler()}); err == nil {
		t.Error("it went on without its pages")
	}
}

func FuzzACallIsReadOrRefused(f *testing.F) {
	var good bytes.Buffer
	if err := sendCall(&good, []byte(`{"kind":"x"}`), strings.NewReader("key,title.en\n")); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte(`{"data":"!"}` + "\n"))
	f.Add([]byte(`{"question":{}}` + "\n"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, call []byte) {
		question, input, err := readCall(bytes.NewReader(call), func() error { return nil })
		if err != nil {
			return
		}
		if _, err := io.ReadAll(input); err != nil || len(question) > len(call) {
			t.Errorf("%v, a question of %d bytes from %d", err, len(question), len(call))
		}
	})
}
