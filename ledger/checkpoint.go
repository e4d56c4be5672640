package ledger

import (
	"fmt"
	"time"

	"entente/keys"
	"entente/record"
)

// A Checkpoint is what the writer of a ledger signed of it: that its tree had
// this size and root at this time. It binds the writer to every leaf below.
// C2SP tlog-checkpoint.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   record.Hash
	Time   time.Time // as the writer claims, in whole seconds
	Note   []byte    // body and the writer's own two lines, byte for byte as signed; never a cosignature
}

// SignCheckpoint signs with both keys of the node: Ed25519 for today's readers,
// ML-DSA-44 so that a quantum computer cannot forge a past.
func SignCheckpoint(k keys.NodeKeys, origin string, size int64, root record.Hash, at time.Time) (Checkpoint, error) {
	c := Checkpoint{Origin: origin, Size: size, Root: root, Time: time.Unix(at.Unix(), 0).UTC()}
	text := checkpointText(origin, size, root)
	if _, _, _, err := parseCheckpointText(text); err != nil {
		return Checkpoint{}, fmt.Errorf("ledger: sign checkpoint: %w", err)
	}
	if at.Unix() <= 0 {
		return Checkpoint{}, fmt.Errorf("ledger: sign checkpoint of %s at %v: %w", origin, at, ErrSignedTime)
	}
	lines, err := k.SignCheckpointBody(origin, text, size, root, at)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("ledger: sign checkpoint of %s at size %d: %w", origin, size, err)
	}
	c.Note = append(append(text, '\n'), lines...)
	return c, nil
}

// OpenCheckpoint reads a signed note and verifies that the writer signed it, with
// both keys of one of the writer's key pairs, at a time that is not after latest
// (now and the clock bound of the channel). Other lines of the note decide
// nothing, whatever they are: they are read with CosignatureLines.
func OpenCheckpoint(signed []byte, origin string, writer []keys.LedgerKey, latest time.Time) (Checkpoint, error) {
	text, lines, err := cutNote(signed)
	if err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{}
	c.Origin, c.Size, c.Root, err = parseCheckpointText(text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != origin {
		return Checkpoint{}, fmt.Errorf("ledger: open checkpoint of %s: it is of %.80q: %w", origin, c.Origin, ErrMalformed)
	}
	err = fmt.Errorf("its writer has no keys: %w", ErrUnsigned)
	for _, key := range writer {
		var own [2]signatureLine
		if own, c.Time, err = signedByWriter(lines, origin, key, text, latest); err == nil {
			c.Note = append(append([]byte{}, text...), '\n')
			c.Note = append(append(c.Note, own[0].text...), own[1].text...)
			return c, nil
		}
	}
	return Checkpoint{}, fmt.Errorf("ledger: open checkpoint of %s at size %d: %w", origin, c.Size, err)
}

// signedByWriter finds both lines of one key pair. formats' ParseCheckpoint is
// content with either.
func signedByWriter(lines []signatureLine, origin string, key keys.LedgerKey, text []byte, latest time.Time) (own [2]signatureLine, at time.Time, err error) {
	classic, err := lineVerifier(origin, key.Ed25519, keys.Ed25519)
	if err != nil {
		return own, at, err
	}
	quantum, err := lineVerifier(origin, key.MLDSA44, keys.MLDSA44)
	if err != nil {
		return own, at, err
	}
	err = fmt.Errorf("no Ed25519 line of its writer verifies: %w", ErrUnsigned)
	for _, l := range lines {
		if l.verifiedBy(classic, text) {
			own[0], err = l, nil
			break
		}
	}
	if err != nil {
		return own, at, err
	}
	own[1], at, err = timed(lines, quantum, text, latest)
	return own, at, err
}

// AddLines returns the note with cosignature lines below the writer's own, for
// readers who want them in one piece.
func (c Checkpoint) AddLines(lines ...[]byte) []byte {
	signed := append([]byte{}, c.Note...)
	for _, line := range lines {
		signed = append(signed, line...)
	}
	return signed
}
