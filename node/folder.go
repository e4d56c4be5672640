package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// A Folder is where a node keeps everything it has.
type Folder string

// Database, Marks, NodeKeys, RootKeys, Control, Stopped, Files, Audit and
// Withdrawn are the files of a folder.
// The marks are deliberately not part of a backup: a restored database without
// them, or behind them, must not sign (gate.go).
func (f Folder) Database() string  { return filepath.Join(string(f), "entente.db") }
func (f Folder) Marks() string     { return filepath.Join(string(f), "marks") }
func (f Folder) NodeKeys() string  { return filepath.Join(string(f), "keys", "node.key") }
func (f Folder) RootKeys() string  { return filepath.Join(string(f), "keys", "root.key") }
func (f Folder) Control() string   { return filepath.Join(string(f), "control.json") }
func (f Folder) Stopped() string   { return filepath.Join(string(f), "stopped") }
func (f Folder) Files() string     { return filepath.Join(string(f), "files") }
func (f Folder) Audit() string     { return filepath.Join(string(f), "audit") }
func (f Folder) Withdrawn() string { return filepath.Join(string(f), "withdrawn") }
func (f Folder) Rules() string     { return filepath.Join(string(f), "rules.cedar") }
func (f Folder) lock() string      { return filepath.Join(string(f), "lock") }

// vantages holds what is made to show what other members hold (Vantage). Nothing
// in it outlives the process that made it.
func (f Folder) vantages() string { return filepath.Join(string(f), "vantages") }

var (
	// ErrNoNode says that a folder holds no node.
	ErrNoNode = errors.New("no node in this folder")
	// ErrHeld says that another process has the folder open for writing.
	ErrHeld = errors.New("another process holds this folder")
	// ErrExists says that a folder already holds a node.
	ErrExists = errors.New("this folder already holds a node")
)

// Exists reports whether a node was initialised here.
func (f Folder) Exists() (bool, error) {
	_, err := os.Stat(f.NodeKeys())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// hold takes the folder for this process, so that exactly one process signs.
// The operating system lets go of it when the process ends, however it ends.
func (f Folder) hold() (*flock.Flock, error) {
	lock := flock.New(f.lock(), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("node: lock folder %s: %w", f, err)
	}
	if !held {
		return nil, fmt.Errorf("node: open folder %s: %w: stop that process first, or run this command against it while it serves", f, ErrHeld)
	}
	return lock, nil
}
