package keys

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/go-json-experiment/json"
)

// A PermissionError says that others than its owner can reach a key file.
type PermissionError struct {
	Path string
	Mode fs.FileMode // as it is
	Want fs.FileMode // as it must be
}

func (e *PermissionError) Error() string {
	if e.Mode.IsDir() {
		return fmt.Sprintf("others can reach the folder %s (mode %04o): run chmod %o on it, or name another; keys that lay in it are known", e.Path, e.Mode.Perm(), e.Want.Perm())
	}
	return fmt.Sprintf("others can reach %s (mode %04o): run chmod %o on it, and consider its keys known", e.Path, e.Mode.Perm(), e.Want.Perm())
}

const maxKeyFileBytes = 1 << 20

// writeKeyFile writes a document so that the file is there whole or not at all,
// never replaces another, and is readable to its owner only.
func writeKeyFile(path string, document any, passphrase string) error {
	content, err := json.Marshal(document, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("keys: write key file %s: %w", path, err)
	}
	if content, err = encrypted(append(content, '\n'), passphrase); err != nil {
		return fmt.Errorf("keys: write key file %s: %w", path, err)
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("keys: write key file: %w", err)
	}
	if err := closedToOthers(folder, 0o700); err != nil {
		return fmt.Errorf("keys: write key file: %w", err)
	}
	if err := writeNew(path, content); err != nil {
		return fmt.Errorf("keys: write key file: %w", err)
	}
	return nil
}

// writeNew gives a finished file its name with a link, which fails if the name
// is taken; a crash before that leaves at most a file with a temporary name.
func writeNew(path string, content []byte) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600, O_EXCL
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(content)
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err != nil {
		return err
	}
	if err := os.Link(temporary.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name durable. Windows neither allows nor needs it.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	opened, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}

// readKeyFile refuses a file that others could have read or replaced.
func readKeyFile(path string, document any, passphrase string) error {
	content, err := readOwn(path)
	if err != nil {
		return fmt.Errorf("keys: read key file: %w", err)
	}
	if content, err = decrypted(content, passphrase); err != nil {
		return fmt.Errorf("keys: read key file %s: %w", path, err)
	}
	if err := json.Unmarshal(content, document, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("keys: read key file %s: not a key file of this kind: %w", path, ErrMalformed) // err could quote a secret
	}
	return nil
}

func readOwn(path string) ([]byte, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err // a file that is not there says nothing about its folder
	}
	if err := closedToOthers(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	info, err := opened.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxKeyFileBytes {
		return nil, fmt.Errorf("%s is not a file of keys: %w", path, ErrMalformed)
	}
	if err := checkMode(path, info, 0o600); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(opened, maxKeyFileBytes))
}

func closedToOthers(folder string, want fs.FileMode) error {
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	return checkMode(folder, info, want)
}

// checkMode looks at the mode on systems that have one.
func checkMode(path string, info fs.FileInfo, want fs.FileMode) error {
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return &PermissionError{Path: path, Mode: info.Mode(), Want: want}
	}
	return nil
}
