package exchange_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/node"
	"entente/record"
	"entente/store"
)

// snapshot copies a closed node's folder, and revert puts the copy back.
func (m *member) snapshot() string {
	m.w.t.Helper()
	m.close()
	copied := m.w.t.TempDir()
	m.copyFolder(string(m.folder), copied)
	m.open()
	return copied
}

func (m *member) revert(snapshot string) {
	m.w.t.Helper()
	m.close()
	if err := os.RemoveAll(string(m.folder)); err != nil {
		m.w.t.Fatal(err)
	}
	m.copyFolder(snapshot, string(m.folder))
}

func (m *member) copyFolder(from, to string) {
	m.w.t.Helper()
	if err := os.MkdirAll(to, 0o700); err != nil {
		m.w.t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(to, "."), os.DirFS(from)); err != nil {
		m.w.t.Fatal(err)
	}
	// CopyFS does not keep permissions, and key files demand theirs.
	err := filepath.WalkDir(to, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		m.w.t.Fatal(err)
	}
}

func TestAFolderWithoutItsMarksDoesNotSign(t *testing.T) {
	a, _, id := pair(t, "AMBER")
	a.write(id, "signed before")
	a.close()
	if err := os.Remove(a.folder.Marks()); err != nil {
		t.Fatal(err)
	}
	a.open()
	a.refusesToWrite(id, "restored from a backup")
}

func TestAFolderBehindItsMarksDoesNotSign(t *testing.T) {
	a, _, id := pair(t, "AMBER")
	old := a.snapshot()
	a.write(id, "signed after the backup")
	a.close()
	marks, err := os.ReadFile(a.folder.Marks())
	if err != nil {
		t.Fatal(err)
	}
	a.revert(old)
	if err := os.WriteFile(a.folder.Marks(), marks, 0o600); err != nil {
		t.Fatal(err)
	}
	a.open()
	a.refusesToWrite(id, "restored from a backup")
}

func TestARevertedFolderLearnsFromItsPartnerThatItMustNotSign(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	old := a.snapshot()
	a.listen(b)
	written := a.write(id, "confirmed, then forgotten")
	a.confirmed(written.Origin, b, written.Index+1)
	a.revert(old)
	a.open()
	if err := a.Gate(); err != nil {
		t.Fatalf("nothing in the folder tells, yet the gate is closed: %v", err)
	}
	a.listen(b)
	a.until("closes its gate", func(*store.Tx) bool { return a.Gate() != nil })
	a.refusesToWrite(id, "a partner holds")
}

func TestWhatACrashLeftUnsignedIsSignedAtTheNextStart(t *testing.T) {
	a, b, id := pair(t, "AMBER")
	// An entry that is committed, not marked and not signed, is what a crash
	// between the two leaves behind.
	a.forge(id, nil)
	a.listen(b)
	written := a.write(id, "after the crash")
	b.has(id, written.ID, 1)
	a.sound(0)
}

func (m *member) refusesToWrite(id record.ChannelID, because string) {
	m.w.t.Helper()
	_, err := m.Write(m.w.t.Context(), id, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: body("x")})
	if !errors.Is(err, node.ErrClosedGate) || !strings.Contains(err.Error(), because) {
		m.w.t.Errorf("a write was not refused because the folder %q: %v", because, err)
	}
}

func TestOneFolderIsHeldByOneProcess(t *testing.T) {
	w := newWorld(t)
	a := w.found("AAA", declareNotes(1))
	_, err := node.Open(t.Context(), a.folder, w.config(a.kinds...))
	if !errors.Is(err, node.ErrHeld) {
		t.Errorf("a folder was opened twice: %v", err)
	}
	reading := w.config(a.kinds...)
	reading.ReadOnly = true
	second, err := node.Open(t.Context(), a.folder, reading)
	if err != nil {
		t.Fatalf("a folder that is held cannot even be read: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}
