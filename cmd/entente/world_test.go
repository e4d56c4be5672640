package main

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/rogpeppe/go-internal/testscript"

	"entente/access"
	"entente/feature"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/release"
	"entente/store"
)

// freeport NAME puts a free port into a variable.
func freePort(ts *testscript.TestScript, neg bool, args []string) {
	listener := listenFor(ts, neg, args)
	ts.Check(listener.Close())
}

// occupy NAME does so and keeps it until the script ends.
func occupy(ts *testscript.TestScript, neg bool, args []string) {
	listener := listenFor(ts, neg, args)
	ts.Defer(func() { listener.Close() })
}

func listenFor(ts *testscript.TestScript, neg bool, args []string) net.Listener {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: freeport|occupy name")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], port)
	return listener
}

// page FILE NAME PATH TO signs in with an account of the demonstration and
// fetches a page from the address that stands in a file, under NAME.localhost,
// which only browsers and curl resolve by themselves.
func page(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: page file name path to")
	}
	address := regexp.MustCompile(`http://` + args[1] + `\.localhost:[0-9]+`).FindString(ts.ReadFile(args[0]))
	if address == "" {
		ts.Fatalf("%s names no address of %s", args[0], args[1])
	}
	parsed, err := url.Parse(address)
	ts.Check(err)
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+parsed.Port())
	}
	cookies, err := cookiejar.New(nil)
	ts.Check(err)
	client := &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}, Timeout: patience, Jar: cookies}
	entered, err := client.PostForm(address+"/sign-in", url.Values{"login": {"desk"}, "password": {access.DemoPassword}})
	ts.Check(err)
	ts.Check(entered.Body.Close())
	response, err := client.Get(address + args[2])
	ts.Check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	if response.StatusCode != http.StatusOK {
		ts.Fatalf("%s%s: %s", address, args[2], response.Status)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), body, 0o600))
}

// signin FILE LOGIN PASSWORD signs in at the address that stands in a file, with
// the password that is the first line of another.
func signIn(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: signin file login password-file")
	}
	address := regexp.MustCompile(`http://localhost:[0-9]+`).FindString(ts.ReadFile(args[0]))
	password, _, _ := strings.Cut(ts.ReadFile(args[2]), "\n")
	client := &http.Client{
		Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.PostForm(address+"/sign-in", url.Values{"login": {args[1]}, "password": {password}})
	ts.Check(err)
	ts.Check(answer.Body.Close())
	if entered := answer.StatusCode == http.StatusSeeOther; entered == neg {
		ts.Fatalf("signing in as %s: %s", args[1], answer.Status)
	}
}

// entrance FILE WORDS holds what somebody sees before they sign in, at the address
// that stands in a file.
func entrance(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: entrance file words")
	}
	address := regexp.MustCompile(`http://localhost:[0-9]+`).FindString(ts.ReadFile(args[0]))
	client := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(address + "/sign-in")
	ts.Check(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	if strings.Contains(string(body), args[1]) == neg {
		ts.Fatalf("the entrance says %q: %t", args[1], neg)
	}
}

// released FOLDER FILE KEY makes a release of one file in a folder, and writes the
// public half of the keys that signed it.
func released(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: released folder file key")
	}
	folder := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(folder, 0o700))
	ts.Check(os.WriteFile(filepath.Join(folder, args[1]), []byte(ts.ReadFile(args[1])), 0o600))
	signers, root, err := keys.GenerateRoot(rand.Reader)
	ts.Check(err)
	sums, err := release.Sums(folder)
	ts.Check(err)
	signed, err := release.Sign(sums, signers...)
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(folder, release.SignedFile), signed, 0o600))
	public, err := json.Marshal(root)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), public, 0o600))
}

// prove FOLDER FILE writes the proof file of the last entry of the shared
// ledger that the folder's partner writes.
func prove(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: prove folder file")
	}
	collected, err := feature.Collect(program().Features...)
	ts.Check(err)
	ctx := context.Background()
	n, err := node.Open(ctx, node.Folder(ts.MkAbs(args[0])), node.Config{
		Now: time.Now, Random: rand.Reader, Kinds: collected.Kinds, Policies: label.Shipped(), ReadOnly: true,
	})
	ts.Check(err)
	defer n.Close()
	var own store.Ledger
	ledgers, err := n.Ledgers(ctx)
	ts.Check(err)
	for _, l := range ledgers {
		if l.Own && l.Size > own.Size {
			own = l
		}
	}
	proof, err := n.Proof(ctx, own.Origin, own.Size-1)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), proof, 0o600))
}
