package exchange

import (
	"context"
	"fmt"
	"io"
	"time"

	"entente/ledger"
	"entente/node"
	"entente/record"
)

// ImportArchive keeps an exported ledger as a read-only copy. The archive is
// read twice: nothing is written before all of it has been verified.
func ImportArchive(ctx context.Context, n *node.Node, archive io.ReadSeeker, latest time.Time) (Archive, error) {
	verified, err := VerifyArchive(archive, latest, nil)
	if err != nil {
		return Archive{}, err
	}
	if _, err := archive.Seek(0, io.SeekStart); err != nil {
		return Archive{}, fmt.Errorf("exchange: import archive: %w", err)
	}
	keep := &keeper{ctx: ctx, node: n, total: verified.Audited.Entries}
	read, err := readArchive(archive, archiveReader{latest: latest, keep: keep})
	if err != nil {
		return Archive{}, fmt.Errorf("exchange: import archive: %w", err)
	}
	if err := keep.flush(keep.checkpoints, keep.receipts); err != nil {
		return Archive{}, fmt.Errorf("exchange: import archive: %w", err)
	}
	return read, nil
}

// keeper writes what an archive holds in batches.
type keeper struct {
	ctx    context.Context
	node   *node.Node
	origin string
	total  int64
	held   int64 // entries that an import which was cut has kept

	entries     []record.Entry
	checkpoints []ledger.Checkpoint
	receipts    []ledger.Cosignature
}

const keptAtOnce = 1000

func (k *keeper) begin(c node.Copy) (err error) {
	k.origin, c.Entries = c.Origin, k.total
	k.held, err = k.node.KeepCopy(k.ctx, c)
	return err
}

// signed holds back what was signed until the entries are kept: a copy that is
// cut must not claim more than it has.
func (k *keeper) signed(c ledger.Checkpoint, receipts []ledger.Cosignature) error {
	k.checkpoints, k.receipts = append(k.checkpoints, c), append(k.receipts, receipts...)
	return nil
}

func (k *keeper) entry(e record.Entry) error {
	if e.Index < k.held {
		return nil
	}
	if k.entries = append(k.entries, e); len(k.entries) < keptAtOnce {
		return nil
	}
	return k.flush(nil, nil)
}

func (k *keeper) flush(checkpoints []ledger.Checkpoint, receipts []ledger.Cosignature) error {
	err := k.node.ExtendCopy(k.ctx, k.origin, k.entries, checkpoints, receipts)
	k.entries = nil
	return err
}
