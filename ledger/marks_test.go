package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/ledger"
	"entente/record"
)

var marksKey = [32]byte{1, 2, 3}

func openMarks(t testing.TB, path string) *ledger.Marks {
	t.Helper()
	m, err := ledger.OpenMarks(path, marksKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func set(t testing.TB, m *ledger.Marks, marks ...ledger.Mark) {
	t.Helper()
	if err := m.Set(marks...); err != nil {
		t.Fatal(err)
	}
}

func TestMarksOutlastTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks")
	m := openMarks(t, path)
	if !m.Fresh() {
		t.Error("a missing file was not reported")
	}
	set(t, m, ledger.Mark{Origin: "a", Size: 1, Root: record.Hash{1}}, ledger.Mark{Origin: "b", Size: 7, Root: record.Hash{2}})
	set(t, m, ledger.Mark{Origin: "a", Size: 5, Root: record.Hash{3}})
	m.Close()

	for range 2 { // the second time after the file was compacted
		m = openMarks(t, path)
		if m.Fresh() {
			t.Error("marks were taken for missing")
		}
		if size, root, ok := m.Mark("a"); !ok || size != 5 || root != (record.Hash{3}) {
			t.Errorf("mark of a: %d %s %v", size, root, ok)
		}
		if size, root, ok := m.Mark("b"); !ok || size != 7 || root != (record.Hash{2}) {
			t.Errorf("mark of b: %d %s %v", size, root, ok)
		}
		if _, _, ok := m.Mark("c"); ok {
			t.Error("c has a mark")
		}
		m.Close()
	}
	text, err := os.ReadFile(path)
	if err != nil || bytes.Count(text, []byte("\n")) != 2 {
		t.Errorf("after opening, the file holds %q, %v", text, err)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("files left behind: %s", left)
	}
}

func TestAMarkNeverGoesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks")
	m := openMarks(t, path)
	now := ledger.Mark{Origin: "a", Size: 5, Root: record.Hash{5}}
	set(t, m, now)
	set(t, m, now) // saying it again changes nothing
	higher := ledger.Mark{Origin: "b", Size: 1}
	if err := m.Set(higher, ledger.Mark{Origin: "a", Size: 4, Root: record.Hash{4}}); !errors.Is(err, ledger.ErrBelowMark) {
		t.Errorf("a smaller size: %v", err)
	}
	if err := m.Set(higher, ledger.Mark{Origin: "a", Size: 5, Root: record.Hash{6}}); !errors.Is(err, ledger.ErrContradiction) {
		t.Errorf("another root: %v", err)
	}
	if _, _, ok := m.Mark("b"); ok {
		t.Error("a refused call raised another mark")
	}
	for _, bad := range []ledger.Mark{{Origin: ""}, {Origin: "a b"}, {Origin: "a\n"}, {Origin: "x", Size: -1}, {Origin: "x", Size: ledger.MaxSize + 1}} {
		if err := m.Set(bad); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if all := openMarks(t, path).All(); len(all) != 1 || all[0] != now {
		t.Errorf("on the disk: %+v", all)
	}
}

func TestALineThatWasBeingWrittenIsAsIfNotWritten(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "marks")
	m := openMarks(t, whole)
	set(t, m, ledger.Mark{Origin: "a", Size: 1, Root: record.Hash{1}})
	first, _ := os.ReadFile(whole)
	set(t, m, ledger.Mark{Origin: "a", Size: 2, Root: record.Hash{2}})
	both, _ := os.ReadFile(whole)
	for cut := range len(both) {
		path := filepath.Join(t.TempDir(), "marks")
		os.WriteFile(path, both[:cut], 0o600)
		torn := openMarks(t, path)
		size, _, _ := torn.Mark("a")
		if want := int64(min(cut/len(first), 1)); size != want || torn.Fresh() != (want == 0) {
			t.Errorf("cut at byte %d: size %d, fresh %v", cut, size, torn.Fresh())
		}
		set(t, torn, ledger.Mark{Origin: "a", Size: 3, Root: record.Hash{3}})
		if size, _, _ := openMarks(t, path).Mark("a"); size != 3 {
			t.Errorf("cut at byte %d: what was set afterwards was lost", cut)
		}
	}
}

func TestMarksThatAreNotOursAreAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks")
	m := openMarks(t, path)
	set(t, m, ledger.Mark{Origin: "a", Size: 1, Root: record.Hash{1}})
	one, _ := os.ReadFile(path)
	set(t, m, ledger.Mark{Origin: "a", Size: 2, Root: record.Hash{2}})
	m.Close()
	text, _ := os.ReadFile(path)
	lines := strings.SplitAfter(string(text), "\n")
	for _, c := range []struct{ name, text string }{
		{"a changed size", strings.Replace(string(text), "a 2 ", "a 3 ", 1)},
		{"another spelling of the size", strings.Replace(string(text), "a 2 ", "a 02 ", 1)},
		{"lines in another order", lines[1] + lines[0]},
		{"an empty line", string(one) + "\n"},
		{"no line of ours", "hello\n"},
		{"a missing HMAC", "a 1 " + record.Hash{}.String() + "\n"},
		{"zeroes and a newline", string(one) + "\x00\x00\x00\n"},
	} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.OpenMarks(path, marksKey); !errors.Is(err, ledger.ErrMalformed) && !errors.Is(err, ledger.ErrBelowMark) {
			t.Errorf("%s: %v", c.name, err)
		}
		if now, _ := os.ReadFile(path); string(now) != c.text {
			t.Errorf("%s: the file was changed", c.name)
		}
	}
	os.WriteFile(path, text, 0o600)
	if _, err := ledger.OpenMarks(path, [32]byte{9}); !errors.Is(err, ledger.ErrMalformed) {
		t.Errorf("with another key: %v", err)
	}
}

func TestAfterAFailedWriteNothingIsSet(t *testing.T) {
	folder := t.TempDir()
	m := openMarks(t, filepath.Join(folder, "gone", "marks"))
	mark := ledger.Mark{Origin: "a", Size: 1}
	if err := m.Set(mark); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("into a folder that is not there: %v", err)
	}
	if _, _, ok := m.Mark("a"); ok {
		t.Error("a mark that is not on the disk is believed")
	}
	os.Mkdir(filepath.Join(folder, "gone"), 0o700)
	if err := m.Set(mark); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after a failure, a later call succeeded: %v", err)
	}
}

func TestMarksStaySmallWhileTheNodeRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks")
	m := openMarks(t, path)
	var many []ledger.Mark
	for i := range 1000 {
		many = append(many, ledger.Mark{Origin: fmt.Sprint("ledger", i)})
	}
	for size := range int64(70) {
		for i := range many {
			many[i].Size, many[i].Root = size, record.Hash{byte(size)}
		}
		set(t, m, many...)
	}
	text, _ := os.ReadFile(path)
	if lines := bytes.Count(text, []byte("\n")); lines > 66_600 {
		t.Errorf("the file has %d lines for 1000 marks", lines)
	}
	if size, _, _ := openMarks(t, path).Mark("ledger7"); size != 69 {
		t.Errorf("after compaction the mark is %d", size)
	}
}

func TestMarksAreTheHighestThatWasSet(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		folder, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		path := filepath.Join(folder, "marks")
		highest := map[string]ledger.Mark{}
		m := openMarks(t, path)
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			if rapid.IntRange(0, 4).Draw(rt, "restart") == 0 {
				m.Close()
				m = openMarks(t, path)
			}
			next := ledger.Mark{
				Origin: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "origin"),
				Size:   rapid.Int64Range(0, 9).Draw(rt, "size"),
				Root:   record.Hash{byte(rapid.IntRange(0, 1).Draw(rt, "root"))},
			}
			before, known := highest[next.Origin]
			rises := !known || next.Size > before.Size || next == before
			if err := m.Set(next); (err == nil) != rises {
				rt.Fatalf("%+v after %+v: %v", next, before, err)
			}
			if rises {
				highest[next.Origin] = next
			}
		}
		m.Close()
		for _, mark := range openMarks(t, path).All() {
			if highest[mark.Origin] != mark {
				rt.Fatalf("%+v, expected %+v", mark, highest[mark.Origin])
			}
			delete(highest, mark.Origin)
		}
		if len(highest) > 0 {
			rt.Fatalf("lost: %v", highest)
		}
	})
}
