package ledger

import (
	"fmt"
	"strings"
	"time"

	"entente/keys"
	"entente/record"
)

// A Cosignature is the statement of another partner that it has verified and
// durably stored every leaf of a ledger up to this size. Its time is the
// partner's, so it bounds from above when the writer can have written them: the
// earliest of a partner's cosignatures over an entry is its receipt. It speaks of
// leaves, not of content. C2SP tlog-cosignature, tlog-mirror.
type Cosignature struct {
	Origin  string
	Size    int64
	Root    record.Hash
	Partner keys.PartnerID
	Time    time.Time // in whole seconds
	Line    []byte    // the signature line with its newline
}

// Cosign signs a checkpoint that this node has verified, at the time of its own
// clock. The caller has stored the leaves and raised its mark before.
func Cosign(k keys.NodeKeys, self keys.PartnerID, c Checkpoint, at time.Time) (Cosignature, error) {
	s := Cosignature{Origin: c.Origin, Size: c.Size, Root: c.Root, Partner: self, Time: time.Unix(at.Unix(), 0).UTC()}
	if at.Unix() <= 0 || at.Year() > 9999 {
		return Cosignature{}, fmt.Errorf("ledger: cosign %s at %v: %w", c.Origin, at, ErrSignedTime)
	}
	line, err := k.Cosign(self, c.Origin, c.Size, c.Root, at)
	if err != nil {
		return Cosignature{}, fmt.Errorf("ledger: cosign %s at size %d: %w", c.Origin, c.Size, err)
	}
	s.Line = line
	return s, nil
}

// OpenCosignature verifies one line by itself: that this partner signed this
// checkpoint with one of its mirror keys, at a time that is not after latest.
func OpenCosignature(line []byte, c Checkpoint, partner keys.PartnerID, its []keys.LedgerKey, latest time.Time) (Cosignature, error) {
	s := Cosignature{Origin: c.Origin, Size: c.Size, Root: c.Root, Partner: partner}
	err := fmt.Errorf("not one line of base 64: %w", ErrMalformed)
	if read, ok := readLine(line); ok {
		s.Line = read.text
		s.Time, err = read.cosigned(checkpointText(c.Origin, c.Size, c.Root), partner, its, latest)
	}
	if err != nil {
		return Cosignature{}, fmt.Errorf("ledger: open cosignature by %s of %s at size %d: %w", partner, c.Origin, c.Size, err)
	}
	return s, nil
}

func (l signatureLine) cosigned(text []byte, partner keys.PartnerID, its []keys.LedgerKey, latest time.Time) (at time.Time, err error) {
	err = fmt.Errorf("the partner has no mirror key: %w", ErrUnsigned)
	for _, key := range its {
		mirror, problem := lineVerifier(keys.CosignerName(partner), key.Mirror, keys.MLDSA44)
		if problem != nil {
			return time.Time{}, problem
		}
		if _, at, err = timed([]signatureLine{l}, mirror, text, latest); err == nil {
			return at, nil
		}
	}
	return time.Time{}, err
}

// OpenCosignatures verifies the lines below a checkpoint, each by itself and
// under the partner that it names, and returns those that hold, in the order of
// the note. A partner may have several: the earliest is its receipt. its returns
// the keys of a partner, none if it is not known.
func OpenCosignatures(signed []byte, c Checkpoint, its func(keys.PartnerID) []keys.LedgerKey, latest time.Time) []Cosignature {
	if its == nil {
		return nil
	}
	var good []Cosignature
	for _, line := range CosignatureLines(signed) {
		partner, ok := Cosigner(line)
		if !ok {
			continue
		}
		if s, err := OpenCosignature(line, c, partner, its(partner), latest); err == nil {
			good = append(good, s)
		}
	}
	return good
}

// Cosigner reads from a line which partner claims to have cosigned.
func Cosigner(line []byte) (keys.PartnerID, bool) {
	read, ok := readLine(line)
	if !ok {
		return keys.PartnerID{}, false
	}
	_, id, _ := strings.Cut(read.name, "/")
	raw, err := keys.DecodeID(id)
	partner := keys.PartnerID(raw)
	return partner, err == nil && keys.CosignerName(partner) == read.name
}

// CosignatureLines returns the lines of a note that are not by its own writer,
// unverified and in their order; nil if the note cannot be read.
func CosignatureLines(signed []byte) [][]byte {
	text, lines, err := cutNote(signed)
	if err != nil {
		return nil
	}
	origin, _, _, err := parseCheckpointText(text)
	if err != nil {
		return nil
	}
	var others [][]byte
	for _, l := range lines {
		if l.name != origin {
			others = append(others, l.text)
		}
	}
	return others
}
