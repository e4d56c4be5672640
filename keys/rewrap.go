package keys

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// Wrapped reports whether a key file is closed to who does not know its
// passphrase. It refuses what LoadNode refuses of the file's mode.
func Wrapped(path string) (bool, error) {
	content, err := readOwn(path)
	if err != nil {
		return false, fmt.Errorf("keys: look at key file: %w", err)
	}
	return bytes.HasPrefix(content, []byte(ageHeader)), nil
}

// Rewrap puts a key file under another passphrase. A crash leaves the file as it
// was or as it will be; what stood there before is no longer in any file, though
// a disk may keep its bytes for a while.
func Rewrap(path, old, passphrase string) error {
	failed := func(err error) error { return fmt.Errorf("keys: wrap key file %s: %w", path, err) }
	if passphrase == "" {
		return failed(ErrNoPassphrase)
	}
	content, err := readOwn(path)
	if err != nil {
		return failed(err)
	}
	if content, err = decrypted(content, old); err != nil {
		return failed(err)
	}
	if content, err = encrypted(content, passphrase); err != nil {
		return failed(err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600, O_EXCL
	if err != nil {
		return failed(err)
	}
	defer os.Remove(temporary.Name()) // gone already when all went well
	_, err = temporary.Write(content)
	if err == nil {
		err = temporary.Sync()
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return failed(err)
	}
	return syncFolder(filepath.Dir(path))
}
