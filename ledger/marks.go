package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"entente/record"
)

// A Mark is the furthest that a ledger ever came in the eyes of this node: the
// size and root that it signed, or for another's ledger cosigned.
type Mark struct {
	Origin string
	Size   int64
	Root   record.Hash
}

// Errors of Set. Both mean that what is in the database is not what this node
// has signed before: most likely it was restored. Nothing may be signed then.
var (
	ErrBelowMark     = errors.New("below the high-water mark")
	ErrContradiction = errors.New("contradicts the high-water mark")
)

// Marks is the file of high-water marks. It lies outside the database and
// outside its backups, so that a node restored from a backup notices that it
// has signed more than it remembers, instead of signing a second history.
//
// It is a text file that only grows: one line for each step of a mark, under
// an HMAC, so that nobody without the node's key can lower one by hand. It is
// safe for concurrent use within a process.
type Marks struct {
	path  string
	key   [32]byte
	fresh bool

	mu     sync.Mutex
	byName map[string]Mark
	file   *os.File // nil until the first Set
	lines  int
	failed error // after a failed write nothing more is set
}

// compactLines is how many lines beyond one for each mark the file may have
// before it is rewritten.
const compactLines = 1 << 16

// OpenMarks reads the file. A missing one is no error but is reported by Fresh,
// and is created by the first Set. A last line without its end was being written
// when the machine stopped, and counts as not written; any other line that
// cannot be read is an error, as is one that takes a mark back.
func OpenMarks(path string, key [32]byte) (*Marks, error) {
	m := &Marks{path: path, key: key}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("ledger: open marks: %w", err)
	}
	var torn bool
	m.byName, m.lines, torn, err = parseMarks(text, key)
	if err != nil {
		return nil, fmt.Errorf("ledger: open marks %s: %w", path, err)
	}
	m.fresh = m.lines == 0
	if torn || m.lines > len(m.byName) {
		if err := m.compact(); err != nil {
			return nil, fmt.Errorf("ledger: open marks: %w", err)
		}
	}
	return m, nil
}

// ReadMarks reads the marks beside the process that holds them, and changes
// nothing: a torn last line is that process at work.
func ReadMarks(path string, key [32]byte) (map[string]Mark, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: read marks: %w", err)
	}
	marks, _, _, err := parseMarks(text, key)
	if err != nil {
		return nil, fmt.Errorf("ledger: read marks %s: %w", path, err)
	}
	return marks, nil
}

// Fresh reports that there were no marks when the file was opened: this is a
// new node, or the file was lost. Only the caller can know which.
func (m *Marks) Fresh() bool { return m.fresh }

// Mark returns the mark of a ledger.
func (m *Marks) Mark(origin string) (size int64, root record.Hash, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	mark, ok := m.byName[origin]
	return mark.Size, mark.Root, ok
}

// All returns every mark, ordered by origin.
func (m *Marks) All() []Mark {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sorted()
}

// Set raises marks and returns once they are on the disk. It changes nothing
// unless every one of them stands at or above its mark. After a failed write
// it is not known what the disk holds, so every later Set fails too.
func (m *Marks) Set(marks ...Mark) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failed != nil {
		return m.failed
	}
	raised := make(map[string]Mark, len(marks))
	for _, next := range marks {
		before, ok := raised[next.Origin]
		if !ok {
			before, ok = m.byName[next.Origin]
		}
		if err := next.follows(before, ok); err != nil {
			return fmt.Errorf("ledger: set mark: %w", err)
		}
		if !ok || next != before {
			raised[next.Origin] = next
		}
	}
	if len(raised) == 0 {
		return nil
	}
	if err := m.write(raised); err != nil {
		m.failed = fmt.Errorf("ledger: set mark: %w", err)
		return m.failed
	}
	return nil
}

// Close releases the file.
func (m *Marks) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failed = fmt.Errorf("ledger: set mark: %w", os.ErrClosed)
	if m.file == nil {
		return nil
	}
	return m.file.Close()
}

func (m *Marks) sorted() []Mark {
	all := make([]Mark, 0, len(m.byName))
	for _, mark := range m.byName {
		all = append(all, mark)
	}
	slices.SortFunc(all, func(a, b Mark) int { return strings.Compare(a.Origin, b.Origin) })
	return all
}

func (m *Marks) write(raised map[string]Mark) error {
	if m.file == nil {
		if err := m.create(); err != nil {
			return err
		}
	}
	var text []byte
	for _, mark := range raised {
		text = mark.appendLine(text, m.key)
	}
	if _, err := m.file.Write(text); err != nil {
		return err
	}
	if err := m.file.Sync(); err != nil {
		return err
	}
	for origin, mark := range raised {
		m.byName[origin] = mark
	}
	m.lines += len(raised)
	if m.lines > len(m.byName)+compactLines {
		return m.compact()
	}
	return nil
}

func (m *Marks) create() error {
	file, err := os.OpenFile(m.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	m.file = file
	return syncFolder(filepath.Dir(m.path))
}

// compact rewrites the file with one line for each mark, in a way that leaves
// the old file or the new one whatever happens.
func (m *Marks) compact() error {
	var text []byte
	for _, mark := range m.sorted() {
		text = mark.appendLine(text, m.key)
	}
	next, err := os.CreateTemp(filepath.Dir(m.path), filepath.Base(m.path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(next.Name()) // gone already when all went well
	_, err = next.Write(text)
	if err = errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	if err := os.Rename(next.Name(), m.path); err != nil {
		return err
	}
	if m.file != nil {
		m.file.Close() // its data is in the new file
		m.file = nil
	}
	m.lines = len(m.byName)
	return syncFolder(filepath.Dir(m.path))
}

// syncFolder makes a new name in a folder outlast a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
