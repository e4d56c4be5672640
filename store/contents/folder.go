package contents

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"entente/keys"
)

// A Name is that of one file in the folder: random, and no hint at what is in it.
type Name [16]byte

// NewName draws a name.
func NewName(random io.Reader) (name Name, err error) {
	if _, err := io.ReadFull(random, name[:]); err != nil {
		return name, fmt.Errorf("contents: draw a name: %w", err)
	}
	return name, nil
}

func (n Name) String() string { return keys.EncodeID(n) }

// A Folder holds the files of one node.
type Folder struct {
	Path       string
	ContentKey [32]byte // wraps what the node keeps; it stays outside this folder
	Random     io.Reader
}

// ErrDamaged says that a file is not as it was written, or not there.
var ErrDamaged = errors.New("the content of a file is missing or damaged")

const (
	unfinished  = ".part"
	keyDomain   = "entente stored file 1\n"
	chunkDomain = "entente stored chunk 1\n"
	magic       = "entente file 1\n\n"
	nonceBytes  = 12
	tagBytes    = 16
)

// Make makes the folder where there is none.
func (f Folder) Make() error {
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return fmt.Errorf("contents: %w", err)
	}
	return nil
}

func (f Folder) path(name Name) string { return filepath.Join(f.Path, name.String()) }

// cipher is that of one file.
func (f Folder) cipher(name Name, salt keys.Salt) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, f.ContentKey[:], salt[:], keyDomain+string(name[:]), 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Finish makes a file that is whole durable under its own name. It may be called
// again after a crash.
func (f Folder) Finish(name Name) error {
	if err := syncFile(f.path(name) + unfinished); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(f.path(name)); err == nil {
			return nil
		}
		return fmt.Errorf("contents: finish file %s: %w", name, ErrDamaged)
	} else if err != nil {
		return fmt.Errorf("contents: finish file %s: %w", name, err)
	}
	if err := os.Rename(f.path(name)+unfinished, f.path(name)); err != nil {
		return fmt.Errorf("contents: finish file %s: %w", name, err)
	}
	if err := syncFolder(f.Path); err != nil {
		return fmt.Errorf("contents: finish file %s: %w", name, err)
	}
	return nil
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// syncFolder makes a new name durable where the system lets a folder be synced.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, os.ErrInvalid) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// Remove deletes a file, whole or not; one that is not there is no error.
func (f Folder) Remove(name Name) error {
	for _, path := range []string{f.path(name), f.path(name) + unfinished} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("contents: remove file %s: %w", name, err)
		}
	}
	return nil
}

// Whole reports whether a file stands under its own name.
func (f Folder) Whole(name Name) bool {
	_, err := os.Stat(f.path(name))
	return err == nil
}

// Sweep deletes every file of the folder that is not wanted. What is not a file
// of ours stays.
func (f Folder) Sweep(wanted func(Name) bool) (removed int, err error) {
	found, err := os.ReadDir(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("contents: sweep: %w", err)
	}
	for _, entry := range found {
		id, err := keys.DecodeID(strings.TrimSuffix(entry.Name(), unfinished))
		if err != nil || wanted(id) {
			continue
		}
		if err := os.Remove(filepath.Join(f.Path, entry.Name())); err != nil {
			return removed, fmt.Errorf("contents: sweep: %w", err)
		}
		removed++
	}
	return removed, nil
}

// ParseName reads what String writes.
func ParseName(text string) (Name, error) { return keys.DecodeID(text) }
