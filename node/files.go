package node

import (
	"context"
	"fmt"
	"time"

	"entente/record"
	"entente/store"
	"entente/store/contents"
)

// DefaultMaxFile bounds one file, unless Config.MaxFile says otherwise.
const DefaultMaxFile = 1 << 30

const (
	// spareBytes are left free on the disk whatever files arrive, so that the
	// database can always be written.
	spareBytes = 256 << 20
	// chunksAtOnce are made durable together.
	chunksAtOnce = 8
	// uploadLife is how long somebody may take to send a file and its form.
	uploadLife = 24 * time.Hour
)

// Why the content of a file is not here (store.File.Reason).
const (
	FileAbove     = "above"     // its label is above what this node may hold
	FileLarge     = "large"     // larger than this node takes
	FileAbsent    = "absent"    // it should be in the folder of files, and is not
	FileNotSent   = "not sent"  // an archive carries no content of files
	FileUnclear   = "unclear"   // its description cannot be read
	FileMalware   = "malware"   // the scanner of this node found malware in it
	FileUnscanned = "unscanned" // all of it came, and the scanner does not answer
	FileTampered  = "tampered"  // what came is not what its writer committed to
	FileUntold    = "untold"    // of what another member holds: nobody confirms contents of files
)

func (n *Node) contents() contents.Folder {
	return contents.Folder{Path: n.Folder.Files(), ContentKey: n.keys.Content, Random: n.Random}
}

// MaxFileBytes is how large a file this node takes.
func (n *Node) MaxFileBytes() int64 {
	if n.MaxFile > 0 {
		return min(n.MaxFile, record.MaxChunks*record.ChunkBytes)
	}
	return DefaultMaxFile
}

// HasRoom reports whether so many bytes can be written without filling the disk.
func (n *Node) HasRoom(bytes int64) bool {
	free, known := n.contents().Free()
	return !known || free-bytes >= spareBytes
}

// tidyFiles puts the folder of files and the database in agreement: after a
// crash, a restore, or the withdrawal of a part.
func (n *Node) tidyFiles(ctx context.Context) error {
	if err := n.contents().Make(); err != nil {
		return err
	}
	wanted := map[contents.Name]bool{}
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		clear(wanted)
		if err := n.endOldUploads(tx); err != nil {
			return err
		}
		uploads, err := tx.Uploads()
		if err != nil {
			return err
		}
		for _, u := range uploads {
			wanted[u.Name] = true
		}
		files, err := tx.FilesIn("")
		if err != nil {
			return err
		}
		for _, f := range files {
			kept, err := n.tidyFile(tx, f)
			if err != nil {
				return err
			}
			wanted[f.Name] = kept
		}
		return nil
	})
	if err == nil {
		_, err = n.contents().Sweep(func(name contents.Name) bool { return wanted[name] })
	}
	if err != nil {
		return fmt.Errorf("node: put the files of %s in order: %w", n.Folder, err)
	}
	return nil
}

// tidyFile says whether the content of a file is to be kept.
func (n *Node) tidyFile(tx *store.Tx, f store.File) (kept bool, err error) {
	entry, err := tx.Entry(f.Origin, f.Index)
	if err != nil {
		return false, err
	}
	if f.Part < len(entry.Parts) && entry.Parts[f.Part].State == record.Withdrawn {
		hidden, err := tx.Hidden(f.Origin, f.Index, f.Part)
		if err != nil || hidden {
			return true, err // until somebody decides to destroy it
		}
		return false, tx.DropFile(f)
	}
	whole := n.contents().Whole(f.Name)
	l, err := tx.Ledger(f.Origin)
	switch {
	case err != nil:
		return false, err
	case f.State == store.FilePresent && !whole && l.Own:
		f.State, f.Reason = store.FileWithheld, FileAbsent
	case f.State == store.FilePresent && !whole:
		f.State, f.Held = store.FileArriving, 0
	case f.State == store.FileWithheld && f.Reason == FileAbsent && whole:
		f.State, f.Reason = store.FilePresent, ""
	default:
		return f.State == store.FilePresent || f.State == store.FileArriving, nil
	}
	f.Changed = n.Now()
	return true, tx.SetFile(f)
}

// endOldUploads gives up what nobody finished.
func (n *Node) endOldUploads(tx *store.Tx) error {
	uploads, err := tx.Uploads()
	if err != nil {
		return err
	}
	for _, u := range uploads {
		if n.Now().Sub(u.Changed) < uploadLife {
			continue
		}
		if err := tx.EndUpload(u.Name); err != nil {
			return err
		}
	}
	return nil
}
