package contents

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"entente/keys"
)

// CopyTo copies every file that is whole into a new folder. Where the system
// lets one file have two names no byte is copied: what is whole is never changed.
func (f Folder) CopyTo(path string) (err error) {
	if err := os.Mkdir(path, 0o700); err != nil {
		return fmt.Errorf("contents: copy to %s: %w", path, err)
	}
	found, err := os.ReadDir(f.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("contents: copy to %s: %w", path, err)
	}
	for _, entry := range found {
		if _, err := keys.DecodeID(entry.Name()); err != nil {
			continue // not whole, or not ours
		}
		from, to := filepath.Join(f.Path, entry.Name()), filepath.Join(path, entry.Name())
		if os.Link(from, to) == nil {
			continue
		}
		if err := copyFile(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) { // withdrawn meanwhile
			return fmt.Errorf("contents: copy to %s: %w", path, err)
		}
	}
	return syncFolder(path)
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Sync(), target.Close())
}
