package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/audit"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var key = audit.Key{1, 2, 3}

func signIn(i int) audit.Event {
	return audit.Event{At: noon.Add(time.Duration(i) * time.Second), What: audit.SignIn, Office: "desk", Outcome: fmt.Sprintf("n-%d", i)}
}

func opened(t *testing.T, c audit.Config) *audit.Spool {
	t.Helper()
	c.Key = key
	s, err := audit.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // a test may have closed it
	return s
}

func write(t *testing.T, s *audit.Spool, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		if err := s.Append(t.Context(), signIn(i)); err != nil {
			t.Fatal(err)
		}
	}
}

func files(t *testing.T, folder string) (paths []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func inspect(t *testing.T, folder string, after audit.Place) audit.Inspection {
	t.Helper()
	found, err := audit.Inspect(folder, key, after)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWhatWasAcknowledgedIsThereAfterAnEndWithoutClosing(t *testing.T) {
	folder := t.TempDir()
	write(t, opened(t, audit.Config{Folder: folder}), 0, 10)
	again := opened(t, audit.Config{Folder: folder})
	lines, err := again.Waiting(0, 100)
	if err != nil || len(lines) != 10 || len(again.Faults()) != 0 {
		t.Fatalf("%d lines, faults %v, error %v", len(lines), again.Faults(), err)
	}
	write(t, again, 10, 12)
	if found := inspect(t, folder, audit.Place{}); len(found.Faults) != 0 || found.At.Number != 12 {
		t.Errorf("found %+v", found)
	}
	for _, path := range files(t, folder) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
	}
}

func TestManyWritersLoseNothingAndShareTheChain(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, audit.Config{Folder: folder, SegmentBytes: 8 << 10})
	var wait sync.WaitGroup
	for i := range 200 {
		wait.Go(func() {
			for range 2 {
				if err := s.Append(t.Context(), signIn(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if found := inspect(t, folder, audit.Place{}); len(found.Faults) != 0 || found.At.Number != 400 || len(found.Segments) < 2 {
		t.Errorf("found %d segments up to %d, faults %v", len(found.Segments), found.At.Number, found.Faults)
	}
}

func TestATornLastLineIsRecognisedAndKept(t *testing.T) {
	folder := t.TempDir()
	write(t, opened(t, audit.Config{Folder: folder}), 0, 3)
	path := files(t, folder)[0]
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range []int{len(whole) - 1, len(whole) - 40, bytes.IndexByte(whole, '\n') - 3} {
		t.Run(fmt.Sprint(left), func(t *testing.T) {
			folder := t.TempDir()
			torn := filepath.Join(folder, filepath.Base(path))
			if err := os.WriteFile(torn, whole[:left], 0o600); err != nil {
				t.Fatal(err)
			}
			whole := int64(bytes.Count(whole[:left], []byte("\n")))
			s := opened(t, audit.Config{Folder: folder})
			write(t, s, 7, 9)
			found := inspect(t, folder, audit.Place{})
			if len(found.Faults) != 1 || found.Faults[0].Reason != audit.Torn || found.At.Number != whole+2 {
				t.Errorf("found %+v", found)
			}
			if err := errors.Join(s.Release(whole), s.Close()); err != nil {
				t.Fatal(err)
			}
			if kept, err := os.ReadFile(torn + ".evidence"); err != nil || len(kept) != left {
				t.Errorf("the torn file is not kept as it was: %d bytes, %v", len(kept), err)
			}
		})
	}
}

func TestAChangeOfAnyByteIsFound(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, audit.Config{Folder: folder})
	write(t, s, 0, 4)
	path, at := files(t, folder)[0], s.At()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if found := inspect(t, folder, audit.Place{}); len(found.Faults) == 0 && found.At == at {
			t.Errorf("byte %d was changed and nothing was found", i)
		}
	}
	lines := strings.SplitAfter(string(whole), "\n")
	for name, other := range map[string]string{
		"a line taken away":   lines[0] + lines[2] + lines[3],
		"the first line gone": lines[1] + lines[2] + lines[3],
		"two lines swapped":   lines[0] + lines[2] + lines[1] + lines[3],
		"a line twice":        lines[0] + lines[1] + lines[1] + lines[2] + lines[3],
	} {
		if err := os.WriteFile(path, []byte(other), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := inspect(t, folder, audit.Place{}); len(found.Faults) == 0 {
			t.Errorf("%s: nothing was found", name)
		}
	}
}

func TestTheChainGoesOnFromTheLedgerWhenTheSpoolIsEmpty(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, audit.Config{Folder: folder, SegmentBytes: 1})
	write(t, s, 0, 5)
	at := s.At()
	if err := s.Release(5); err != nil || len(files(t, folder)) != 0 {
		t.Fatalf("released: %v, %v is left", err, files(t, folder))
	}
	write(t, s, 5, 6)
	if found := inspect(t, folder, at); len(found.Faults) != 0 || found.At.Number != 6 {
		t.Errorf("found %+v", found)
	}
	if found := inspect(t, folder, audit.Place{Number: 3}); len(found.Faults) == 0 {
		t.Error("lines 4 and 5 are nowhere, and nothing was found")
	}
	if found := inspect(t, t.TempDir(), at); len(found.Faults) != 0 {
		t.Errorf("a spool with nothing in it has faults: %v", found.Faults)
	}
}

func TestASpoolThatCannotBeWrittenSaysSoAndGoesOnWhenItCan(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, audit.Config{Folder: folder, SegmentBytes: 1, MaxBytes: 600})
	var err error
	n := 0
	for ; err == nil && n < 100; n++ {
		err = s.Append(t.Context(), signIn(n))
	}
	if !errors.Is(err, audit.ErrFull) || !errors.Is(err, audit.ErrUnwritable) {
		t.Fatalf("after %d lines: %v", n, err)
	}
	if err := s.Release(int64(n - 1)); err != nil {
		t.Fatal(err)
	}
	write(t, s, n, n+1)
	if lines, err := s.Waiting(0, 10); err != nil || len(lines) != 1 || lines[0].Number != int64(n) {
		t.Errorf("%d lines wait, error %v", len(lines), err)
	}
}

func TestABatchHoldsItsLinesAndNothingElse(t *testing.T) {
	s := opened(t, audit.Config{Folder: t.TempDir()})
	write(t, s, 0, audit.MostLines+20)
	lines, err := s.Waiting(0, 2*audit.MostLines)
	if err != nil {
		t.Fatal(err)
	}
	body, taken, err := audit.NewBatch(lines)
	if err != nil || taken != audit.MostLines {
		t.Fatalf("took %d: %v", taken, err)
	}
	batch, read, err := audit.OpenBatch(body)
	if err != nil || len(read) != taken || batch.Last != int64(taken) || !read[7].Holds(key) || read[7].Holds(audit.Key{}) {
		t.Fatalf("read %d lines up to %d: %v", len(read), batch.Last, err)
	}
	for _, change := range [][2]string{{`"n-3"`, `"n-4"`}, {`"first":1`, `"first":2`}, {`"n":12,`, `"n":13,`}} {
		if _, _, err := audit.OpenBatch([]byte(strings.Replace(string(body), change[0], change[1], 1))); !errors.Is(err, audit.ErrLine) {
			t.Errorf("%s as %s: %v", change[0], change[1], err)
		}
	}
	if _, taken, err := audit.NewBatch(append(lines[:2:2], lines[3:]...)); err != nil || taken != 2 {
		t.Errorf("a batch goes over a gap: %d lines, %v", taken, err)
	}
}

func TestNothingButClosedFormsIsWrittenDown(t *testing.T) {
	s := opened(t, audit.Config{Folder: t.TempDir()})
	for _, e := range []audit.Event{
		{What: audit.SignIn},
		{At: noon, What: "gossip"},
		{At: noon, What: audit.SignIn, Account: "Kim Min-su"},
		{At: noon, What: audit.SignIn, Outcome: "the text of a record"},
		{At: noon, What: audit.SignIn, Office: "d\n"},
		{At: noon, What: audit.Read, Of: []audit.Subject{{Records: make([]audit.Item, audit.MostItems+1)}}},
	} {
		if err := s.Append(t.Context(), e); !errors.Is(err, audit.ErrEvent) {
			t.Errorf("%+v: %v", e, err)
		}
	}
}
