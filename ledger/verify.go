package ledger

import (
	"fmt"
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
	return Verified{Entry: p.Entry, Checkpoint: c, Cosignatures: OpenCosignatures(p.Checkpoint, c, trust.Mirror, trust.Latest)}, nil
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
