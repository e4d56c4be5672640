package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json"

	"entente/comment"
	"entente/feature"
	"entente/file"
	"entente/landscape"
	"entente/node"
	"entente/office"
	"entente/programme"
	"entente/rights"
)

// example is the options of a run whose words come back in out.
func example(t *testing.T, dir string, out io.Writer) Options {
	t.Helper()
	program, err := feature.Collect(programme.Feature, landscape.Feature, comment.Feature, office.Feature, file.Feature, rights.Feature)
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		Program: program, Software: "test", Dir: dir, JSON: true, Out: out, Err: t.Output(),
		Pages: func(*node.Node) (http.Handler, error) { return http.NotFoundHandler(), nil },
	}
}

// untilReported runs the example until every side has been reported, and stops it.
func untilReported(t *testing.T, dir string) []shown {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out bytes.Buffer
	lines := 0
	o := example(t, dir, writerFunc(func(p []byte) (int, error) {
		if lines += bytes.Count(p, []byte("\n")); lines == len(pair()) {
			defer cancel()
		}
		return out.Write(p)
	}))
	if err := Run(ctx, o); err != nil {
		t.Fatal(err)
	}
	var all []shown
	for line := range strings.Lines(out.String()) {
		var s shown
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func entries(s shown) map[string]int64 {
	all := map[string]int64{}
	for _, l := range s.Ledgers {
		all[l.Partner] = l.Entries
	}
	return all
}

// What each side writes into the shared channel: the charter, the facts, and
// what was invented, with the releases and the proposal.
const (
	wroteROK  = 1 + 210 + 37
	wroteNATO = 1 + 64 + 15
)

func TestEachSideHoldsAndConfirmsAllThatBothWrote(t *testing.T) {
	dir := t.TempDir()
	for range 2 { // made, and gone on with
		for _, s := range untilReported(t, dir) {
			if all := entries(s); all["ROK"] != wroteROK || all["NATO"] != wroteNATO {
				t.Errorf("%s holds %v", s.Partner, all)
			}
			for _, l := range s.Ledgers {
				if l.Checkpoint != l.Entries || len(l.Cosigned) != 1 || l.Cosigned[0] == l.Partner {
					t.Errorf("%s: %+v", s.Partner, l)
				}
			}
			if !strings.HasPrefix(s.Address, "http://"+filepath.Base(s.Folder)+".localhost:") {
				t.Errorf("address %s of %s", s.Address, s.Folder)
			}
		}
	}
}

func TestTwoGaveTheRightsOfASideAndOneStillWaits(t *testing.T) {
	dir := t.TempDir()
	untilReported(t, dir)
	state, err := readState(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pair() {
		s, err := openSide(t.Context(), example(t, dir, io.Discard), state, p, i)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		all, _, err := s.granted(t.Context())
		states := map[rights.State]int{}
		for _, g := range all {
			states[g.State]++
		}
		if err != nil || states[rights.Counting] != 8 || states[rights.Waiting] != 1 || len(all) != 9 {
			t.Errorf("%s: %v, error %v", p.code, states, err)
		}
	}
}

// However early it is stopped, the next run ends where an undisturbed one does.
func TestTheExampleGoesOnFromWhereverItWasStopped(t *testing.T) {
	for _, changes := range []int64{1, 2, 4, 8, 16, 24} {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		o := example(t, dir, io.Discard)
		var seen atomic.Int64
		o.Pages = func(n *node.Node) (http.Handler, error) {
			go func() { // counts what both nodes tell, and stops in the middle
				for ctx.Err() == nil {
					_, changed := n.Changes.Now()
					select {
					case <-changed:
						if seen.Add(1) >= changes {
							cancel()
						}
					case <-ctx.Done():
					}
				}
			}()
			return http.NotFoundHandler(), nil
		}
		if err := Run(ctx, o); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d changes: %v", changes, err)
		}
		cancel()
		for _, s := range untilReported(t, dir) {
			if all := entries(s); all["ROK"] != wroteROK || all["NATO"] != wroteNATO {
				t.Errorf("after %d changes %s holds %v", changes, s.Partner, all)
			}
		}
	}
}

func TestATemporaryFolderIsRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, s := range untilReported(t, "") {
		if _, err := os.Stat(s.Folder); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", s.Folder, err)
		}
	}
}

func TestAFileOfSomethingElseIsNotTakenForTheExamples(t *testing.T) {
	for _, content := range []string{"", "{", `{"format":"other","sides":{}}`} {
		dir := t.TempDir()
		if err := os.WriteFile(statePath(dir), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Run(t.Context(), example(t, dir, io.Discard)); err == nil || !strings.Contains(err.Error(), "choose another folder") {
			t.Errorf("%q: %v", content, err)
		}
	}
}

func TestABusyPortIsReplacedUnlessItWasAskedFor(t *testing.T) {
	busy, err := listen(0)
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	other, err := listenNear(portOf(busy))
	if err != nil {
		t.Fatal(err)
	}
	other.Close()
	o := example(t, t.TempDir(), io.Discard)
	o.Port = portOf(busy)
	if err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "choose another with --port") {
		t.Errorf("error %v", err)
	}
}

func BenchmarkTheExampleUntilItIsReady(b *testing.B) {
	for b.Loop() {
		ctx, cancel := context.WithCancel(b.Context())
		program, err := feature.Collect(programme.Feature, landscape.Feature, comment.Feature, office.Feature, file.Feature, rights.Feature)
		if err != nil {
			b.Fatal(err)
		}
		err = Run(ctx, Options{
			Program: program, Software: "test", Dir: b.TempDir(), Err: io.Discard,
			Out:   writerFunc(func(p []byte) (int, error) { return ready(p, cancel) }),
			Pages: func(*node.Node) (http.Handler, error) { return http.NotFoundHandler(), nil },
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func ready(p []byte, stop func()) (int, error) {
	if bytes.Contains(p, []byte("Ctrl-C")) {
		stop()
	}
	return len(p), nil
}
