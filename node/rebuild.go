package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"entente/audit"
	"entente/store"
)

// ErrRebuilding says that the projections are being computed anew, and nothing
// can be written until they are: what a record's newest revision is could not be
// known.
var ErrRebuilding = errors.New("pages are being computed anew; try again when that is done")

// Rebuilding reports whether what queries answer is incomplete now.
func (n *Node) Rebuilding() bool { return n.rebuilding.Load() }

// Rebuild drops every projection and folds all ledgers again. Pages and
// searches are incomplete until it returns; the ledgers are not touched.
// progress is told how many of all entries are folded, and may be nil.
func (n *Node) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	if !n.rebuilding.CompareAndSwap(false, true) {
		return ErrRebuilding
	}
	defer n.rebuilding.Store(false)
	// Half of it would be worse than none: it goes to its end even if the caller
	// goes away.
	ctx = context.WithoutCancel(ctx)
	err := n.updateWitnessed(ctx, audit.Event{What: audit.Operator, Outcome: "rebuild"}, func(tx *store.Tx) error {
		if err := releaseQuarantine(tx); err != nil {
			return err
		}
		return tx.DropProjections()
	})
	if err != nil {
		return fmt.Errorf("node: rebuild %s: %w", n.Folder, err)
	}
	ledgers, err := n.Ledgers(ctx)
	if err != nil {
		return err
	}
	var done, total int64
	for _, l := range ledgers {
		total += l.Readable
	}
	for _, l := range ledgers {
		if err := n.fold(ctx, l.Origin); err != nil {
			return err
		}
		if done += l.Readable; progress != nil {
			progress(done, total)
		}
	}
	n.Changes.Tell()
	return nil
}

// releaseQuarantine empties the quarantine: the fold fills it again with what
// this version of the rules still refuses.
func releaseQuarantine(tx *store.Tx) error {
	quarantined, err := tx.Quarantined(nil)
	for _, q := range quarantined {
		if err == nil {
			err = tx.EndQuarantine(q.Origin, q.Index)
		}
	}
	return err
}

// BackupFiles ends the name of the folder with the contents of files.
const BackupFiles = ".files"

// Backup writes a copy of the database, and of the keys of its parts beside it,
// to a new file, and of the contents of files to a folder beside them. The marks and the node's keys are not in it: what is restored
// from it must not sign until the partners have said what it had signed.
func (n *Node) Backup(ctx context.Context, path string) error {
	files := path + BackupFiles
	if _, err := os.Lstat(files); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("node: back up %s: %s: %w: choose another name, a backup never overwrites", n.Folder, files, store.ErrExists)
	}
	// The database goes first: whatever it says is here, is here afterwards.
	if err := n.Witnessed(ctx, audit.Event{What: audit.Backup}, func() error { return n.store.Backup(ctx, path) }); err != nil {
		return fmt.Errorf("node: back up %s: %w", n.Folder, err)
	}
	if err := n.contents().CopyTo(files); err != nil {
		return fmt.Errorf("node: back up %s: %w", n.Folder, err)
	}
	return n.noteBackup(ctx, path)
}

// noteBackup remembers where a backup is, so that a withdrawal reaches its keys.
// A process that only reads beside the node's own cannot.
func (n *Node) noteBackup(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err == nil {
		err = n.store.Update(ctx, func(tx *store.Tx) error { return tx.NoteBackup(store.BackupMade{Path: path, At: n.Now()}) })
	}
	if err != nil {
		return fmt.Errorf("node: note where the backup of %s is: %w", n.Folder, err)
	}
	return nil
}
