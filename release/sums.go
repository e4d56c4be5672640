package release

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed" // key.json
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

// SumsType is the payload type of signed checksums.
const SumsType = "application/vnd.entente.checksums+text"

// Names of the files of a release.
const (
	SumsFile   = "SHA256SUMS"
	SignedFile = "SHA256SUMS.signed"
)

//go:embed key.json
var builtIn []byte

var (
	// ErrNoKey says that nobody said whose signature counts.
	ErrNoKey = errors.New("release: this program has no release's key built in; give one with --key")
	// ErrUnsigned says that too few of the release's keys have signed.
	ErrUnsigned = errors.New("release: the checksums are not signed by the release's keys")
	// ErrOther says that a file is not one of the release.
	ErrOther = errors.New("release: the file is not one of this release: do not run it")
)

// Key reads the public half of a release's keys; no text means the one that is
// built in.
func Key(text []byte) (root keys.Root, err error) {
	if text == nil {
		text = builtIn
	}
	if err := json.Unmarshal(text, &root, json.RejectUnknownMembers(true)); err != nil {
		return root, fmt.Errorf("release: read the release's key: %w", err)
	}
	if len(root.Keys) == 0 {
		return root, ErrNoKey
	}
	return root, root.Check()
}

// Sums lists the files of a folder, as sha256sum(1) does, without the lists
// themselves.
func Sums(folder string) ([]byte, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("release: sum %s: %w", folder, err)
	}
	var b bytes.Buffer
	for _, entry := range entries { // sorted by their names
		if !entry.Type().IsRegular() || entry.Name() == SumsFile || entry.Name() == SignedFile {
			continue
		}
		file, err := os.Open(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("release: sum %s: %w", folder, err)
		}
		sum, err := sumOf(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("release: sum %s: %w", folder, err)
		}
		fmt.Fprintf(&b, "%s  %s\n", sum, entry.Name())
	}
	return b.Bytes(), nil
}

func sumOf(content io.Reader) (string, error) {
	h := sha256.New()
	_, err := io.Copy(h, content)
	return hex.EncodeToString(h.Sum(nil)), err
}

// Sign signs checksums.
func Sign(sums []byte, signers ...keys.Private) ([]byte, error) {
	signed, err := keys.SignStatement(SumsType, sums, signers...)
	if err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	return signed.Encode(), nil
}

// Verify checks that a content is a file of the release that these keys have
// signed, and says under which names it stands there.
func Verify(content io.Reader, signed []byte, root keys.Root) (names []string, err error) {
	envelope, err := keys.ParseEnvelope(signed)
	if err != nil {
		return nil, fmt.Errorf("release: read signed checksums: %w", err)
	}
	if envelope.PayloadType != SumsType || !root.Signed(envelope) {
		return nil, ErrUnsigned
	}
	sum, err := sumOf(content)
	if err != nil {
		return nil, fmt.Errorf("release: read the file: %w", err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(envelope.Payload)); lines.Scan(); {
		if listed, name, ok := strings.Cut(lines.Text(), "  "); ok && listed == sum {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if names == nil {
		return nil, ErrOther
	}
	return names, nil
}
