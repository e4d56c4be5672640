package exchange

import (
	"bytes"
	"fmt"
	"time"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// A Proven is what a proof file was found to show.
type Proven struct {
	Standing
	ledger.Verified
	Header record.Header // zero if the header is not in the proof
}

// IsProof reports whether a file that begins so claims to be a proof file.
func IsProof(start []byte) bool { return bytes.HasPrefix(start, []byte("c2sp.org/tlog-proof@")) }

// VerifyProof checks a proof file by itself: the manifests, the charter that
// all members signed, the writer's place in it, and the way from the entry to
// the signed root. trusted is as for VerifyArchive.
func VerifyProof(file []byte, latest time.Time, trusted func(keys.Envelope) error) (Proven, error) {
	proven, err := verifyProof(file, latest, trusted)
	if err != nil {
		return Proven{}, fmt.Errorf("exchange: verify proof: %w", err)
	}
	return proven, nil
}

func verifyProof(file []byte, latest time.Time, trusted func(keys.Envelope) error) (p Proven, err error) {
	proof, err := ledger.ParseProof(file)
	if err != nil {
		return p, err
	}
	var given statements
	for _, envelope := range proof.Manifests {
		if err := given.addManifest(envelope); err != nil {
			return p, err
		}
	}
	for _, envelope := range proof.Charters {
		if err := given.addCharter(envelope); err != nil {
			return p, err
		}
	}
	origin, err := ledger.ClaimedOrigin(proof.Checkpoint)
	if err != nil {
		return p, err
	}
	if p.Standing, err = given.stand(origin, latest, trusted); err != nil {
		return p, err
	}
	if p.Verified, err = ledger.VerifyProof(proof, p.trust); err != nil {
		return p, err
	}
	header, present := p.Entry.Content(record.HeaderPart)
	if !present {
		return p, nil
	}
	if p.Header, err = record.DecodeHeader(header); err != nil {
		return p, err
	}
	if h := p.Header; h.Partner != p.Partner || h.Channel != p.Charter.Channel || h.Epoch != p.Charter.Epoch {
		return p, fmt.Errorf("the entry says that it stands elsewhere: channel %s, epoch %d, partner %s", h.Channel, h.Epoch, h.Partner)
	}
	return p, nil
}
