package node

import (
	"context"
	"fmt"
	"slices"

	"entente/keys"
	"entente/ledger"
	"entente/store"
)

// Proof makes the proof file of one entry: what a third party needs to see that
// it stands in its writer's ledger, with the manifests of everybody who signed.
func (n *Node) Proof(ctx context.Context, origin string, index int64) (file []byte, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		proof, err := proofOf(tx, origin, index)
		if err != nil {
			return err
		}
		file, err = proof.Marshal()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("node: prove entry %d of %s: %w", index, origin, err)
	}
	return file, nil
}

func proofOf(tx *store.Tx, origin string, index int64) (ledger.Proof, error) {
	l, err := tx.Ledger(origin)
	if err != nil {
		return ledger.Proof{}, err
	}
	entry, err := tx.Entry(origin, index)
	if err != nil {
		return ledger.Proof{}, err
	}
	note, checkpoint, signers, err := bestCheckpoint(tx, l, index)
	if err != nil {
		return ledger.Proof{}, err
	}
	hashes, err := ledger.ProveInclusion(index, checkpoint.Size, checkpoint.Root, tx.Tiles(origin))
	if err != nil {
		return ledger.Proof{}, err
	}
	proof := ledger.Proof{Index: index, Hashes: hashes, Checkpoint: note, Entry: entry}
	for _, partner := range signers {
		chain, err := tx.Manifests(partner)
		if err != nil {
			return ledger.Proof{}, err
		}
		proof.Manifests = append(proof.Manifests, chain...)
	}
	charter, err := tx.Charter(l.Channel, l.Epoch)
	proof.Charters = append(proof.Charters, charter.Envelope)
	return proof, err
}

// bestCheckpoint is the newest checkpoint that covers the entry and that
// somebody confirmed, with all its receipts, or the newest one at all.
func bestCheckpoint(tx *store.Tx, l store.Ledger, index int64) (note []byte, c ledger.Checkpoint, signers []keys.PartnerID, err error) {
	receipts, err := tx.LatestCosignatures(l.Origin)
	if err != nil {
		return nil, c, nil, err
	}
	size := int64(0)
	for _, receipt := range receipts {
		if receipt.Size > index {
			size = max(size, receipt.Size)
		}
	}
	if size > 0 {
		c, err = tx.Checkpoint(l.Origin, size)
	} else {
		c, err = tx.LatestCheckpoint(l.Origin)
	}
	if err != nil {
		return nil, c, nil, err
	}
	signers = []keys.PartnerID{l.Partner}
	note, all, err := tx.Cosigned(c)
	for _, receipt := range all {
		if !slices.Contains(signers, receipt.Partner) {
			signers = append(signers, receipt.Partner)
		}
	}
	return note, c, signers, err
}
