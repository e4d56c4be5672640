package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"entente/keys"
	"entente/record"
)

// Limits on a signed note. C2SP signed-note asks readers to accept 16 lines; a
// line of ours is up to 3.4 KB, so 64 of them are well below the limit in bytes.
const (
	MaxNoteBytes = 512 << 10
	maxNoteLines = 64
)

// ErrUnsigned is wrapped when no signature by the expected key verifies.
var ErrUnsigned = errors.New("not signed as expected")

// ErrSignedTime is wrapped when a signature verifies and the time in it is
// nothing that can be believed.
var ErrSignedTime = errors.New("signed time out of bounds")

// A signatureLine is one line below a note: "— name base64(key hash ‖ signature)".
// C2SP signed-note.
type signatureLine struct {
	name      string
	keyHash   uint32
	signature []byte
	text      []byte // the line as it stands, with its newline
}

// cutNote splits a note into its text, which ends in a newline, and its lines.
// Lines are read here, each by itself, and verified elsewhere: one that is
// corrupt, or that nobody can verify, must not take the others with it.
func cutNote(signed []byte) (text []byte, lines []signatureLine, err error) {
	malformed := func(why string) ([]byte, []signatureLine, error) {
		return nil, nil, fmt.Errorf("ledger: read note: %s: %w", why, ErrMalformed)
	}
	if len(signed) > MaxNoteBytes {
		return malformed("too many bytes")
	}
	end := bytes.LastIndex(signed, []byte("\n\n"))
	if end < 0 {
		return malformed("no blank line before the signatures")
	}
	text, rest := signed[:end+1], signed[end+2:]
	switch {
	case !printable(text):
		return malformed("text is not printable UTF-8")
	case !bytes.HasSuffix(rest, []byte("\n")):
		return malformed("it ends within a line")
	case bytes.Count(rest, []byte("\n")) > maxNoteLines:
		return malformed("too many signatures")
	}
	for line := range bytes.Lines(rest) {
		if read, ok := readLine(line); ok {
			lines = append(lines, read)
		}
	}
	return text, lines, nil
}

// printable is what C2SP signed-note asks of a text: UTF-8 without control
// characters other than the newline.
func printable(text []byte) bool {
	return utf8.Valid(text) && !bytes.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' })
}

const linePrefix = "— "

func readLine(text []byte) (signatureLine, bool) {
	rest, prefixed := bytes.CutPrefix(text, []byte(linePrefix))
	rest, ended := bytes.CutSuffix(rest, []byte("\n"))
	name, encoded, cut := bytes.Cut(rest, []byte(" "))
	raw, err := base64.StdEncoding.Strict().DecodeString(string(encoded))
	switch {
	case !prefixed || !ended || !cut || len(name) == 0 || !printable(rest) || bytes.Contains(rest, []byte("\n")):
		return signatureLine{}, false
	case err != nil || len(raw) <= 4:
		return signatureLine{}, false
	}
	return signatureLine{name: string(name), keyHash: binary.BigEndian.Uint32(raw), signature: raw[4:], text: bytes.Clone(text)}, true
}

// lineVerifier verifies the lines of a key, which must be of the algorithm that
// its place calls for: a manifest must not pass one key off as both.
func lineVerifier(name string, key keys.Public, algorithm keys.Algorithm) (note.Verifier, error) {
	if key.Algorithm() != algorithm {
		return nil, fmt.Errorf("the key of %s is not %s: %w", name, algorithm, ErrUnsigned)
	}
	return keys.NoteVerifier(name, key)
}

func (l signatureLine) verifiedBy(v note.Verifier, text []byte) bool {
	return l.name == v.Name() && l.keyHash == v.KeyHash() && v.Verify(text, l.signature)
}

// signedTime reads the time that an ML-DSA-44 line carries before its
// signature and holds it to its bounds. C2SP tlog-cosignature.
func (l signatureLine) signedTime(latest time.Time) (time.Time, error) {
	seconds := binary.BigEndian.Uint64(l.signature)
	if last := latest.Unix(); seconds == 0 || last < 0 || seconds > uint64(last) {
		return time.Time{}, fmt.Errorf("%d s after 1970 is not between then and %s: %w", seconds, latest.UTC().Format(time.RFC3339), ErrSignedTime)
	}
	return time.Unix(int64(seconds), 0).UTC(), nil
}

// timed returns the earliest of the lines by one key that verify and whose time
// can be believed. If none does, the error says what was closest to it.
func timed(lines []signatureLine, v note.Verifier, text []byte, latest time.Time) (line signatureLine, at time.Time, err error) {
	err = fmt.Errorf("no line by %s verifies: %w", v.Name(), ErrUnsigned)
	found := false
	for _, l := range lines {
		if !l.verifiedBy(v, text) {
			continue
		}
		signed, problem := l.signedTime(latest)
		switch {
		case problem != nil && !found:
			err = problem
		case problem == nil && (!found || signed.Before(at)):
			line, at, err, found = l, signed, nil, true
		}
	}
	return line, at, err
}

// checkpointText is the body of a checkpoint: three lines, no extensions. C2SP
// tlog-checkpoint.
func checkpointText(origin string, size int64, root record.Hash) []byte {
	return fmt.Appendf(nil, "%s\n%d\n%s\n", origin, size, root)
}

// parseCheckpointText reads a body and refuses every spelling but the one that
// checkpointText writes.
func parseCheckpointText(text []byte) (origin string, size int64, root record.Hash, err error) {
	lines := bytes.Split(text, []byte("\n"))
	if len(lines) == 4 {
		origin = string(lines[0])
		size, err = strconv.ParseInt(string(lines[1]), 10, 64)
		err = errors.Join(err, root.UnmarshalText(lines[2]))
	}
	switch {
	case err != nil || origin == "" || !bytes.Equal(checkpointText(origin, size, root), text):
		return "", 0, record.Hash{}, fmt.Errorf("ledger: read checkpoint %.200q: not origin, size and root on three lines: %w", text, ErrMalformed)
	case size < 0 || size > MaxSize:
		return "", 0, record.Hash{}, fmt.Errorf("ledger: read checkpoint of %.80q: size %d is out of range: %w", origin, size, ErrMalformed)
	case size == 0 && root != emptyRoot:
		return "", 0, record.Hash{}, fmt.Errorf("ledger: read checkpoint of %.80q: no leaves have another root than %s: %w", origin, root, ErrMalformed)
	}
	return origin, size, root, nil
}
