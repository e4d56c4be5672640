package ledger

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"time"

	"entente/keys"
	"entente/record"
)

// Evidence is two checkpoints of one ledger that cannot both be true, in a form
// that anyone can check without asking either side.
//
// At equal sizes two roots suffice. Otherwise Prefix is the root that the larger
// tree has over its first leaves, as many as the smaller tree has, and Hashes
// prove it against the larger root; if it is not the smaller root, the writer
// signed two histories. A consistency proof that merely fails would show nothing:
// anyone can make one that fails.
type Evidence struct {
	Smaller []byte // signed notes
	Larger  []byte
	Prefix  record.Hash
	Hashes  []record.Hash
}

// Contradicts reports whether two checkpoints, both verified, contradict each
// other, given the root that the larger tree has over the leaves of the smaller
// and the proof of it.
func Contradicts(smaller, larger Checkpoint, prefix record.Hash, proof []record.Hash) bool {
	return smaller.Origin == larger.Origin && smaller.Root != prefix &&
		VerifyConsistency(proof, larger.Size, larger.Root, smaller.Size, prefix) == nil
}

// NewEvidence makes evidence out of two checkpoints that contradict each other;
// the tiles are of the larger one. It fails with ErrUnproven if they do not.
func NewEvidence(smaller, larger Checkpoint, tiles TileReader) (Evidence, error) {
	e := Evidence{Smaller: smaller.Note, Larger: larger.Note, Prefix: larger.Root}
	var err error
	if smaller.Size < larger.Size {
		if e.Prefix, err = prefixRoot(smaller.Size, larger, tiles); err == nil {
			e.Hashes, err = ProveConsistency(smaller.Size, larger.Size, larger.Root, tiles)
		}
	}
	if err != nil {
		return Evidence{}, err
	}
	if !Contradicts(smaller, larger, e.Prefix, e.Hashes) {
		return Evidence{}, fmt.Errorf("ledger: %s at sizes %d and %d: no contradiction: %w", larger.Origin, smaller.Size, larger.Size, ErrUnproven)
	}
	return e, nil
}

// Verify checks evidence against the writer's keys and returns both checkpoints.
func (e Evidence) Verify(origin string, writer []keys.LedgerKey, latest time.Time) (smaller, larger Checkpoint, err error) {
	if smaller, err = OpenCheckpoint(e.Smaller, origin, writer, latest); err != nil {
		return Checkpoint{}, Checkpoint{}, err
	}
	if larger, err = OpenCheckpoint(e.Larger, origin, writer, latest); err != nil {
		return Checkpoint{}, Checkpoint{}, err
	}
	if !Contradicts(smaller, larger, e.Prefix, e.Hashes) {
		return Checkpoint{}, Checkpoint{}, fmt.Errorf("ledger: evidence on %s at sizes %d and %d shows no contradiction: %w", origin, smaller.Size, larger.Size, ErrUnproven)
	}
	return smaller, larger, nil
}

const evidenceHeader = "entente evidence 1\n"

// MaxEvidenceBytes bounds an evidence file.
const MaxEvidenceBytes = 2 << 20

// Marshal writes the file: five kinds of line in a fixed order.
func (e Evidence) Marshal() []byte {
	b := fmt.Appendf(nil, "%ssmaller %s\nlarger %s\nprefix %s\n", evidenceHeader,
		base64.StdEncoding.EncodeToString(e.Smaller), base64.StdEncoding.EncodeToString(e.Larger), e.Prefix)
	for _, h := range e.Hashes {
		b = fmt.Appendf(b, "hash %s\n", h)
	}
	return b
}

// ParseEvidence reads only what Marshal writes.
func ParseEvidence(file []byte) (Evidence, error) {
	malformed := fmt.Errorf("ledger: read evidence: %w", ErrMalformed)
	rest, ok := bytes.CutPrefix(file, []byte(evidenceHeader))
	if !ok || len(file) > MaxEvidenceBytes {
		return Evidence{}, malformed
	}
	var e Evidence
	var fields [3][]byte
	for i, name := range []string{"smaller ", "larger ", "prefix "} {
		if fields[i], rest, ok = cutField(rest, name); !ok {
			return Evidence{}, malformed
		}
	}
	var err error
	if e.Smaller, err = base64.StdEncoding.AppendDecode(nil, fields[0]); err != nil {
		return Evidence{}, malformed
	}
	if e.Larger, err = base64.StdEncoding.AppendDecode(nil, fields[1]); err != nil {
		return Evidence{}, malformed
	}
	if e.Prefix.UnmarshalText(fields[2]) != nil {
		return Evidence{}, malformed
	}
	for len(rest) > 0 {
		var value []byte
		var h record.Hash
		if value, rest, ok = cutField(rest, "hash "); !ok || h.UnmarshalText(value) != nil || len(e.Hashes) == maxProofHashes {
			return Evidence{}, malformed
		}
		e.Hashes = append(e.Hashes, h)
	}
	// One spelling only, so that equal evidence is equal bytes.
	if !bytes.Equal(e.Marshal(), file) {
		return Evidence{}, malformed
	}
	return e, nil
}
