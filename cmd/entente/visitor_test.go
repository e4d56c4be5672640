package main

import (
	"bufio"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// password opens every account of these tests.
const password = "a password of tests"

// A runner runs the command of one machine in a folder of its own.
type runner struct {
	t              testing.TB
	binary, folder string
}

func newRunner(t testing.TB, binary string) runner {
	r := runner{t, binary, t.TempDir()}
	r.put("password", password+"\n")
	return r
}

// put writes a file into the machine's folder.
func (r runner) put(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.folder, name), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

func (r runner) command(args ...string) *exec.Cmd {
	c := exec.Command(r.binary, args...)
	c.Dir = r.folder
	return c
}

// run runs the command, which must succeed, and returns what it printed.
func (r runner) run(args ...string) string {
	r.t.Helper()
	c := r.command(args...)
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		r.t.Fatalf("entente %s: %v\n%s%s", strings.Join(args, " "), err, out, errs.String())
	}
	return string(out)
}

// serve runs the command until the test ends and returns the address of its pages.
func (r runner) serve(args ...string) (address string) {
	r.t.Helper()
	c := r.command(args...)
	out, err := c.StdoutPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, pages, found := strings.Cut(lines.Text(), "Pages: "); found {
			go io.Copy(io.Discard, out)
			return pages
		}
	}
	r.t.Fatalf("entente %s ended before it had pages", strings.Join(args, " "))
	return ""
}

// private is the id of the machine's own channel.
func (r runner) private() string { return r.channel(true) }

// shared is the id of the channel with others.
func (r runner) shared() string { return r.channel(false) }

func (r runner) channel(private bool) string {
	r.t.Helper()
	var status struct {
		Channels []struct {
			ID      string
			Private bool
		}
	}
	if err := json.Unmarshal([]byte(r.run("status", "--data", "node", "--json")), &status); err != nil {
		r.t.Fatal(err)
	}
	for _, c := range status.Channels {
		if c.Private == private {
			return c.ID
		}
	}
	r.t.Fatal("there is no such channel")
	return ""
}

// A visitor has signed in at a node's pages and reads them without a script.
type visitor struct {
	t       testing.TB
	client  *http.Client
	address string
}

func newVisitor(t testing.TB, address, login string) visitor {
	t.Helper()
	return newVisitorWith(t, address, login, password)
}

func newVisitorWith(t testing.TB, address, login, password string) visitor {
	t.Helper()
	cookies, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := visitor{t, &http.Client{Jar: cookies, Timeout: patience}, address}
	t.Cleanup(v.client.CloseIdleConnections)
	if page := v.post("/sign-in", url.Values{"login": {login}, "password": {password}}); strings.Contains(page, `name="password"`) {
		t.Fatalf("%s was not let in:\n%s", login, page)
	}
	return v
}

func (v visitor) read(answer *http.Response, err error) string {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusUnprocessableEntity {
		v.t.Fatalf("%s: %s\n%s", answer.Request.URL, answer.Status, body)
	}
	return html.UnescapeString(string(body))
}

func (v visitor) get(path string) string {
	v.t.Helper()
	return v.read(v.client.Get(v.address + path))
}

func (v visitor) post(path string, form url.Values) string {
	v.t.Helper()
	return v.read(v.client.PostForm(v.address+path, form))
}

// shows fails unless a page has all the words.
func (v visitor) shows(page string, words ...string) {
	v.t.Helper()
	for _, word := range words {
		if !strings.Contains(page, word) {
			v.t.Errorf("the page does not show %q:\n%s", word, tag.ReplaceAllString(page, " "))
		}
	}
}

var (
	tag       = regexp.MustCompile(`<[^>]*>`)
	inputTag  = regexp.MustCompile(`<input [^>]*>|<select [^>]*>|<option [^>]*selected[^>]*>`)
	attribute = regexp.MustCompile(` (name|value|type|checked)(?:="([^"]*)")?`)
)

// send fills in the form that a page has for an address, and returns the page
// that follows. What nobody answers is sent as it stands there.
func (v visitor) send(page, to string, answers map[string]string) string {
	v.t.Helper()
	_, asked, found := strings.Cut(page, `action="`+to)
	if !found {
		v.t.Fatalf("the page has no form for %s:\n%s", to, page)
	}
	beyond, asked, _ := strings.Cut(asked, `"`)
	asked, _, _ = strings.Cut(asked, "</form>")
	return v.post(to+beyond, filled(asked, answers))
}

func filled(page string, answers map[string]string) url.Values {
	form := url.Values{}
	list := ""
	for _, tag := range inputTag.FindAllString(page, -1) {
		has := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(tag, -1) {
			has[a[1]] = a[2]
		}
		_, checked := has["checked"]
		switch {
		case strings.HasPrefix(tag, "<select"):
			list = has["name"]
		case strings.HasPrefix(tag, "<option"):
			form.Set(list, has["value"])
		case has["name"] == "", (has["type"] == "radio" || has["type"] == "checkbox") && !checked:
		default:
			form.Set(has["name"], has["value"])
		}
	}
	for name, answer := range answers {
		form.Set(name, answer)
	}
	return form
}
