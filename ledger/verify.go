package ledger

import (
	"fmt"
	"strings"
	"time"

	"entente/keys"
	"entente/record"
)

// Trust is what a reader believes before it reads a proof: which ledger the
// entry ought to be in, whose keys sign it, and what time it is.
type Trust struct {
	Origin string
	Writer []keys.LedgerKey
	Mirror func(keys.PartnerID) []keys.LedgerKey // keys of a partner that may have cosigned; none if it is not known
	Latest time.Time                             // now and the clock bound
}

// Verified is what a proof showed.
type Verified struct {
	Entry        record.Entry
	Checkpoint   Checkpoint
	Cosignatures []Cosignature // every one that holds, in the order of the note; none is no error
}

// VerifyProof checks a proof by computation alone: that the parts open the leaf,
// that the leaf is under the root, and that the writer signed the root. It says
// nothing about who may write what: that is for the charter and the entry's
// header, which the caller holds against the origin.
func VerifyProof(p Proof, trust Trust) (Verified, error) {
	c, err := OpenCheckpoint(p.Checkpoint, trust.Origin, trust.Writer, trust.Latest)
	if err != nil {
		return Verified{}, err
	}
	if p.Entry.Index != p.Index {
		return Verified{}, fmt.Errorf("ledger: verify proof of entry %d: it holds entry %d: %w", p.Index, p.Entry.Index, ErrMalformed)
	}
	if err := p.Entry.Verify(); err != nil {
		return Verified{}, fmt.Errorf("ledger: verify proof of entry %d: %w", p.Index, err)
	}
	if err := VerifyInclusion(p.Hashes, c.Size, c.Root, p.Index, p.Entry.Leaf); err != nil {
		return Verified{}, err
	}
	return Verified{Entry: p.Entry, Checkpoint: c, Cosignatures: trust.cosignatures(p.Checkpoint, c)}, nil
}

// cosignatures verifies each line by itself, under the name it goes by.
func (t Trust) cosignatures(signed []byte, c Checkpoint) []Cosignature {
	if t.Mirror == nil {
		return nil
	}
	var good []Cosignature
	for _, line := range CosignatureLines(signed) {
		partner, ok := Cosigner(line)
		if !ok {
			continue
		}
		if s, err := OpenCosignature(line, c, partner, t.Mirror(partner), t.Latest); err == nil {
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

// ClaimedOrigin reads from a note which ledger it says it is of, for readers
// that must look up the keys before they can verify it.
func ClaimedOrigin(signed []byte) (string, error) {
	text, _, err := cutNote(signed)
	if err != nil {
		return "", err
	}
	origin, _, _, err := parseCheckpointText(text)
	return origin, err
}
