package ledger_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/mod/sumdb/note"
	_ "modernc.org/sqlite"

	"entente/internal/foreign"
	"entente/ledger"
	"entente/record"
)

// Tools of other projects read our ledgers here. They are built from the module
// in ../tools, into the user's cache, so that a second run costs nothing.

// served is a ledger behind TileHandler, signed by a node's keys.
type served struct {
	published
	url    string
	signer signer
}

const foreignToken = "token-of-the-test"

// serve publishes a ledger; tamper, if any, changes what goes out.
func serve(t *testing.T, size int64, tamper func(path string, data []byte) []byte) *served {
	t.Helper()
	s := &served{published: published{memory: memoryOf(size), readable: size}, signer: newSigner(t, "writer")}
	s.signed = s.signer.note(t, origin, size, s.tree.Root(), noon)
	h := ledger.TileHandler(s.published, foreignToken)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tamper == nil {
			h.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		data := tamper(r.URL.Path, answer.Body.Bytes())
		w.WriteHeader(answer.Code)
		w.Write(data)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL + "/"
	return s
}

// flipOneByte spoils a single bundle or tile.
func flipOneByte(path string) func(string, []byte) []byte {
	return func(asked string, data []byte) []byte {
		if asked == path && len(data) > 0 {
			data = bytes.Clone(data)
			data[len(data)/2] ^= 1
		}
		return data
	}
}

// fsck runs tessera's checker. Its exit status is 0 even when it found damage,
// and with one worker it may not end at all then: only its words count.
func fsck(t *testing.T, tool string, s *served, limit time.Duration) (whole bool, said string) {
	t.Helper()
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(s.signer.edKey(origin)), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	run := exec.CommandContext(ctx, tool, "--storage_url="+s.url, "--bearer_token="+foreignToken,
		"--origin="+origin, "--public_key="+key, "--ui=false", "-N=4", "-v=1", "--logtostderr")
	out, _ := run.CombinedOutput()
	said = string(out)
	whole = strings.Contains(said, fmt.Sprintf("Successfully fsck'd log with size %d", s.readable)) && !strings.Contains(said, "Invalid")
	return whole, said
}

func TestTesserasFsckFindsOurLedgersWhole(t *testing.T) {
	t.Parallel()
	tool := foreign.Tool(t, "fsck", "github.com/transparency-dev/tessera/cmd/fsck")
	for _, size := range []int64{1, 256, 70_000} {
		if whole, said := fsck(t, tool, serve(t, size, nil), 15*time.Second); !whole {
			t.Errorf("%d leaves:\n%s", size, said)
		}
	}
	for _, path := range []string{"/none", "/tile/entries/000", "/tile/0/001", "/tile/1/000.p/2"} {
		if whole, said := fsck(t, tool, serve(t, 600, flipOneByte(path)), 3*time.Second); whole != (path == "/none") {
			t.Errorf("with a byte changed in %s, whole %v:\n%s", path, whole, said)
		}
	}
}

func TestTorchwoodsClientRecomputesOurRoots(t *testing.T) {
	t.Parallel()
	tool := foreign.Tool(t, "treecheck", "./treecheck")
	check := func(s *served, token string) (string, error) {
		out, err := exec.Command(tool, "-url", s.url, "-token", token, "-key", s.signer.edKey(origin)).CombinedOutput()
		return string(out), err
	}
	for _, size := range []int64{0, 1, 255, 256, 257, 70_000} {
		s := serve(t, size, nil)
		want := fmt.Sprintf("%d %s\n", size, s.tree.Root())
		if got, err := check(s, foreignToken); err != nil || got != want {
			t.Errorf("%d leaves: %q, %v, expected %q", size, got, err, want)
		}
	}
	if out, err := check(serve(t, 600, nil), "another"); err == nil {
		t.Errorf("with another token: %s", out)
	}
	if out, err := check(serve(t, 600, flipOneByte("/tile/entries/001")), foreignToken); err == nil {
		t.Errorf("with a byte changed: %s", out)
	}
}

// TestLitewitnessCosignsOurCheckpoints speaks C2SP tlog-witness with a witness
// that knows Ed25519 only: our second line must not be in its way.
func TestLitewitnessCosignsOurCheckpoints(t *testing.T) {
	t.Parallel()
	tool := foreign.Tool(t, "litewitness", "filippo.io/torchwood/cmd/litewitness")
	s := newSigner(t, "writer")
	w := startWitness(t, tool, s.edKey(origin))

	small, large := memoryOf(300), memoryOf(700)
	first := s.checkpoint(t, origin, 300, small.tree.Root(), noon)
	second := s.checkpoint(t, origin, 700, large.tree.Root(), noon)
	w.add(t, http.StatusOK, 0, nil, first)

	proof, err := ledger.ProveConsistency(300, 700, second.Root, large)
	if err != nil {
		t.Fatal(err)
	}
	w.add(t, http.StatusConflict, 0, nil, second)
	line := w.add(t, http.StatusOK, 300, proof, second)

	verifier, err := formats.NewVerifierForCosignatureV1(w.vkey)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := note.Open(second.AddLines(line), note.VerifierList(verifier))
	if err != nil || len(opened.Sigs) != 1 {
		t.Errorf("its cosignature does not verify: %v", err)
	}
	if _, err := ledger.OpenCheckpoint(second.AddLines(line), origin, s.keys(), noon); err != nil {
		t.Errorf("with its cosignature below: %v", err)
	}

	other := fork(t, 100, 900)
	third := s.checkpoint(t, origin, 900, other.tree.Root(), noon)
	proof, err = ledger.ProveConsistency(700, 900, third.Root, other)
	if err != nil {
		t.Fatal(err)
	}
	w.add(t, http.StatusUnprocessableEntity, 700, proof, third)
}

type foreignWitness struct{ url, vkey string }

// add is the request add-checkpoint of C2SP tlog-witness.
func (w foreignWitness) add(t *testing.T, want int, old int64, proof []record.Hash, c ledger.Checkpoint) []byte {
	t.Helper()
	request := fmt.Appendf(nil, "old %d\n", old)
	for _, h := range proof {
		request = fmt.Appendf(request, "%s\n", h)
	}
	request = append(append(request, '\n'), c.Note...)
	response, err := http.Post(w.url+"/add-checkpoint", "text/plain", bytes.NewReader(request))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != want {
		t.Fatalf("add size %d after %d: status %d, expected %d: %s %v", c.Size, old, response.StatusCode, want, answer, err)
	}
	return answer
}

// startWitness runs litewitness until the test ends. Its own tool for adding a
// log needs a module that cannot be had everywhere, so its table is filled here.
func startWitness(t *testing.T, tool, logKey string) foreignWitness {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "witness.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"CREATE TABLE log (origin TEXT PRIMARY KEY, tree_size INTEGER NOT NULL, tree_hash TEXT NOT NULL)", nil},
		{"CREATE TABLE key (origin TEXT NOT NULL, key TEXT NOT NULL, FOREIGN KEY(origin) REFERENCES log(origin))", nil},
		{"INSERT INTO log VALUES (?, 0, ?)", []any{origin, ledger.NewTree().Root().String()}},
		{"INSERT INTO key VALUES (?, ?)", []any{origin, logKey}},
	} {
		if _, err := db.Exec(step.query, step.args...); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	socket, fingerprint := startAgent(t)

	// It cannot say which port it took, so it is given one that was free.
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()

	run := exec.Command(tool, "-name=witness.example.com", "-db="+path, "-ssh-agent="+socket, "-key="+fingerprint, "-listen="+address)
	stderr, err := run.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Process.Kill(); run.Wait() })
	w := foreignWitness{url: "http://" + address}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if _, vkey, ok := strings.Cut(lines.Text(), "vkey="); ok {
			w.vkey = strings.Trim(vkey, `"`)
		}
		if strings.Contains(lines.Text(), "msg=listening") {
			go io.Copy(io.Discard, stderr)
			waitUntilOpen(t, address)
			return w
		}
	}
	t.Fatalf("litewitness ended before it listened at %s", address)
	return w
}

func waitUntilOpen(t *testing.T, address string) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// startAgent serves one fresh key as an SSH agent: the only place from which
// litewitness takes its key.
func startAgent(t *testing.T) (socket, fingerprint string) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keyring := agent.NewKeyring()
	if err := keyring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
		t.Fatal(err)
	}
	// Not below t.TempDir: the name of a socket must be short.
	folder, err := os.MkdirTemp("", "agent")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	listener, err := net.Listen("unix", filepath.Join(folder, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go agent.ServeAgent(keyring, conn)
		}
	}()
	held, err := keyring.Signers()
	if err != nil {
		t.Fatal(err)
	}
	return listener.Addr().String(), ssh.FingerprintSHA256(held[0].PublicKey())
}
