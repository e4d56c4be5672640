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
	if _, err := VerifyArchive(archive, latest, nil); err != nil {
		return Archive{}, err
	}
	if _, err := archive.Seek(0, io.SeekStart); err != nil {
		return Archive{}, fmt.Errorf("exchange: import archive: %w", err)
	}
	keep := &keeper{ctx: ctx, node: n}
	read, err := readArchive(archive, archiveReader{latest: latest, keep: keep})
	if err != nil {
		return Archive{}, fmt.Errorf("exchange: import archive: %w", err)
	}
	if err := keep.flush(); err != nil {
		return Archive{}, fmt.Errorf("exchange: import archive: %w", err)
	}
	return read, nil
}

// keeper writes what an archive holds in batches.
type keeper struct {
	ctx    context.Context
	node   *node.Node
	origin string

	entries     []record.Entry
	checkpoints []ledger.Checkpoint
	receipts    []ledger.Cosignature
}

const keptAtOnce = 1000

func (k *keeper) begin(c node.Copy) error {
	k.origin = c.Origin
	return k.node.KeepCopy(k.ctx, c)
}

func (k *keeper) signed(c ledger.Checkpoint, receipts []ledger.Cosignature) error {
	k.checkpoints, k.receipts = append(k.checkpoints, c), append(k.receipts, receipts...)
	return k.flushWhen(len(k.checkpoints) >= keptAtOnce)
}

func (k *keeper) entry(e record.Entry) error {
	k.entries = append(k.entries, e)
	return k.flushWhen(len(k.entries) >= keptAtOnce)
}

func (k *keeper) flushWhen(full bool) error {
	if !full {
		return nil
	}
	return k.flush()
}

func (k *keeper) flush() error {
	err := k.node.ExtendCopy(k.ctx, k.origin, k.entries, k.checkpoints, k.receipts)
	k.entries, k.checkpoints, k.receipts = nil, nil, nil
	return err
}
