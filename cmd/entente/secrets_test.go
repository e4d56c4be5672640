package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// said is what every process of a test printed, to either stream.
type said struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// Secrets that a node is given, makes or keeps, each unlike anything else.
const (
	ownPassword     = "correct-horse-battery-0417"
	wrongPassword   = "mistyped-horse-battery-5522"
	nextPassword    = "another-horse-battery-9031"
	keyPassphrase   = "wrapping-words-of-the-node-7719"
	wrongPassphrase = "words-that-do-not-open-3308"
	mailPassword    = "mail-server-password-6120"
	wrongToken      = "ent_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
)

// A node is taken through everything that handles a secret, with everything that
// it logs, and afterwards neither its streams nor its folder hold one.
func TestSecretsAreNeitherPrintedNorLoggedNorKept(t *testing.T) {
	binary, err := exec.LookPath("entente")
	if err != nil {
		t.Fatal(err)
	}
	r, out := newRunner(t, binary), &said{}
	for name, text := range map[string]string{
		"own": ownPassword, "next": nextPassword, "pass": keyPassphrase, "wrong": wrongPassphrase, "mail": mailPassword,
	} {
		r.put(name, text+"\n")
	}
	run := func(works bool, args ...string) {
		c := r.command(args...)
		c.Stdout, c.Stderr = out, out
		if err := c.Run(); (err == nil) != works {
			t.Errorf("entente %s: %v", strings.Join(args, " "), err)
		}
	}
	run(true, "init", "--data", "node", "--code", "AAA", "--name", "Partner A")
	secrets := keySecrets(t, filepath.Join(r.folder, "node", "keys", "node.key"))
	secrets = append(secrets, keySecrets(t, filepath.Join(r.folder, "node", "keys", "root.key"))...)
	run(true, "passphrase", "--data", "node", "--new-passphrase-file", "pass")
	run(true, "account", "add", "--data", "node", "desk", "--name", "Desk", "--office", "desk=Desk", "--password-file", "own", "--passphrase-file", "pass")
	run(false, "status", "--data", "node", "--passphrase-file", "wrong")
	run(false, "account", "password", "--data", "node", "nobody", "--password-file", "next", "--passphrase-file", "pass")

	c := r.command("serve", "--trial", "--verbose", "--data", "node", "--listen", "127.0.0.1:0", "--passphrase-file", "pass",
		"--mail-server", "127.0.0.1:1", "--mail-from", "entente@example.org", "--mail-user", "entente", "--mail-password-file", "mail")
	address := startedAt(t, c, out)
	secrets = append(secrets, visit(t, address)...)
	run(false, "doctor", "--data", "node", "--json") // a trial has faults; through the process that serves, and its token
	run(true, "account", "password", "--data", "node", "desk", "--password-file", "next")
	run(true, "backup", "--data", "node", "--output", filepath.Join(r.folder, "backup.db"))
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	run(true, "rebuild", "--data", "node", "--passphrase-file", "pass")

	secrets = append(secrets, ownPassword, wrongPassword, nextPassword, keyPassphrase, wrongPassphrase, mailPassword, wrongToken)
	if len(secrets) < 18 {
		t.Fatalf("%d secrets are known: the test proves little", len(secrets))
	}
	seek(t, "what was printed and logged", []byte(out.String()), secrets)
	err = filepath.WalkDir(r.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Dir(path) == r.folder && !strings.HasPrefix(entry.Name(), "backup") || entry.Name() == "root.key" {
			return err // the files that the operator keeps secrets in
		}
		raw, err := os.ReadFile(path)
		seek(t, path, raw, secrets)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// startedAt starts a process whose streams are kept, and returns the address of
// its pages.
func startedAt(t *testing.T, c *exec.Cmd, out *said) string {
	t.Helper()
	c.Stderr = out
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	var begun []byte
	for buffer := make([]byte, 1024); ; {
		n, err := stdout.Read(buffer)
		begun = append(begun, buffer[:n]...)
		out.Write(buffer[:n])
		if found := regexp.MustCompile(`Pages: (\S+)\n`).FindSubmatch(begun); found != nil {
			go io.Copy(out, stdout)
			return string(found[1])
		}
		if err != nil {
			t.Fatalf("it ended before it had pages: %s", out.String())
		}
	}
}

// visit signs in, wrongly and rightly, makes a token, uses it and a wrong one, and
// asks for what it must not get. It returns the secrets that it was given.
func visit(t *testing.T, address string) (given []string) {
	t.Helper()
	door := &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := door.PostForm(address+"/sign-in", url.Values{"login": {"desk"}, "password": {wrongPassword}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	desk := newVisitorWith(t, address, "desk", ownPassword)
	at, _ := url.Parse(address)
	for _, cookie := range desk.client.Jar.Cookies(at) {
		if len(cookie.Value) > 20 {
			given = append(given, cookie.Value)
		}
	}
	page := desk.send(desk.get("/account"), "/account/token", map[string]string{"name": "a program", "scope": "read", "office": "desk", "days": "30"})
	token := regexp.MustCompile(`ent[A-Za-z0-9_-]{40,}`).FindString(page)
	if token == "" {
		t.Fatalf("no token was made:\n%s", tag.ReplaceAllString(page, " "))
	}
	given = append(given, token)
	for _, bearer := range []string{token, wrongToken, token + "x"} {
		for _, path := range []string{"/api/v1/openapi.json", "/api/v1/channels", "/api/v1/records/nothing", "/api/v1/%zz", "/api/v1/search?q=" + strings.Repeat("x", 5000)} {
			q, err := http.NewRequest(http.MethodGet, address+strings.Replace(path, "%zz", "%41", 1), nil)
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set("Authorization", "Bearer "+bearer)
			if answer, err := door.Do(q); err == nil {
				answer.Body.Close()
			}
		}
	}
	desk.post("/account/password", url.Values{"now": {wrongPassword}, "next": {"short"}, "again": {"other"}})
	climb(t, desk)
	return given
}

// climb asks for the files of the node by every way of writing a path.
func climb(t *testing.T, v visitor) {
	t.Helper()
	for _, path := range []string{
		"/../keys/node.key", "/..%2fkeys%2fnode.key", "/%2e%2e/keys/node.key", "/uploads/..%2f..%2fkeys%2fnode.key", "/uploads/%00",
		"/file/../../keys/node.key", "/file/..%2f..%2fkeys%2fnode.key/1", "/style/..%2f..%2fcontrol.json", "//etc/passwd", "/..%5c..%5ckeys%5cnode.key",
		"/records/..%2f..%2fkeys%2fnode.key/1/proof", "/sign-in?next=//evil.example/", "/sign-in?next=https:%2f%2fevil.example",
	} {
		q, err := http.NewRequest(http.MethodGet, v.address, nil)
		if err != nil {
			t.Fatal(err)
		}
		raw, query, _ := strings.Cut(path, "?")
		q.URL.Opaque, q.URL.RawQuery = "//"+q.URL.Host+raw, query
		answer, err := v.client.Do(q)
		if err != nil {
			continue // refused as no address at all
		}
		body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
		answer.Body.Close()
		if err != nil || bytes.Contains(body, []byte("entente node keys")) || bytes.Contains(body, []byte("age-encryption")) || bytes.Contains(body, []byte(`"token"`)) || bytes.Contains(body, []byte("root:")) {
			t.Errorf("%s gives a file of the node: %v", path, err)
		}
		if answer.Request.URL.Host != q.URL.Host {
			t.Errorf("%s leads to %s", path, answer.Request.URL.Host)
		}
	}
}

// keySecrets are the texts in a key file that open or sign something.
func keySecrets(t *testing.T, path string) (secrets []string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	for name, value := range file {
		list, _ := value.([]any)
		if text, ok := value.(string); ok {
			list = []any{text}
		}
		for _, one := range list {
			text, _ := one.(string)
			if _, seed, found := strings.Cut(text, ":"); found { // ed25519:SEED
				text = seed
			}
			if len(text) > 30 && name != "certificate" {
				secrets = append(secrets, text)
			}
		}
	}
	return secrets
}

// seek looks for secrets as they are, and for what base64 stands for in other
// spellings.
func seek(t *testing.T, where string, in []byte, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		spellings := [][]byte{[]byte(secret), []byte(base64.StdEncoding.EncodeToString([]byte(secret))), []byte(hex.EncodeToString([]byte(secret))), []byte(url.QueryEscape(secret))}
		if raw, err := base64.StdEncoding.DecodeString(secret); err == nil && len(raw) >= 32 {
			spellings = append(spellings, raw, []byte(hex.EncodeToString(raw)), []byte(base64.RawURLEncoding.EncodeToString(raw)))
		}
		for _, spelling := range spellings {
			if bytes.Contains(in, spelling) {
				t.Errorf("%s: the secret that begins %.6s… stands there", where, secret)
				break
			}
		}
	}
}
