package exchange

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
	"entente/node"
	"entente/record"
	"entente/store"
)

// archiveMagic is the first line of an archive; zstd frames follow it.
const archiveMagic = "entente ledger archive 1\n"

// maxArchiveBytes bounds what is unpacked from one archive.
const maxArchiveBytes = 1 << 40

// ErrNotArchive says that a file is not an exported ledger.
var ErrNotArchive = errors.New("not an exported ledger")

// IsArchive reports whether a file that begins so claims to be an archive.
func IsArchive(start []byte) bool {
	return len(start) >= len(archiveMagic) && string(start[:len(archiveMagic)]) == archiveMagic
}

// WriteArchive writes a ledger verbatim: the manifests of everybody who signed,
// the charter that it stands on, every checkpoint with its receipts, and every
// entry, in one snapshot. It verifies anywhere.
func WriteArchive(ctx context.Context, n *node.Node, origin string, w io.Writer, progress func(done, total int64)) error {
	err := n.DepartLedger(ctx, origin)
	if err == nil {
		err = n.View(ctx, func(tx *store.Tx) error { return writeArchive(tx, origin, w, progress) })
	}
	if err != nil {
		return fmt.Errorf("exchange: export ledger %s: %w", origin, err)
	}
	return nil
}

func writeArchive(tx *store.Tx, origin string, w io.Writer, progress func(done, total int64)) error {
	l, err := tx.Ledger(origin)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, archiveMagic); err != nil {
		return err
	}
	compressed, err := zstd.NewWriter(w)
	if err != nil {
		return err
	}
	frames := ledger.NewFrameWriter(compressed)
	if err := writeStatements(tx, l, frames); err != nil {
		return err
	}
	head, err := tx.LatestCheckpoint(origin)
	if err != nil {
		return err
	}
	var buffer []byte
	err = tx.Entries(origin, 0, head.Size, func(e record.Entry) error {
		buffer = record.AppendEntry(buffer[:0], e)
		if progress != nil {
			progress(e.Index+1, head.Size)
		}
		return frames.Write(ledger.EntryFrame, buffer)
	})
	if err != nil {
		return err
	}
	if err := frames.Close(); err != nil {
		return err
	}
	return compressed.Close()
}

// writeStatements writes what a reader needs before the first entry.
func writeStatements(tx *store.Tx, l store.Ledger, frames *ledger.FrameWriter) error {
	charters, err := tx.Charters(l.Channel)
	if err != nil {
		return err
	}
	if err := writeManifests(tx, charters, frames); err != nil {
		return err
	}
	for _, c := range charters {
		if err := frames.Write(ledger.CharterFrame, c.Envelope.Encode()); err != nil {
			return err
		}
	}
	checkpoints, err := tx.Checkpoints(l.Origin)
	if err != nil {
		return err
	}
	for _, c := range checkpoints {
		note, _, err := tx.Cosigned(c)
		if err != nil {
			return err
		}
		if err := frames.Write(ledger.CheckpointFrame, note); err != nil {
			return err
		}
	}
	return nil
}

// writeManifests writes those of the channel's members, and of nobody else: an
// archive does not tell who else this partner knows.
func writeManifests(tx *store.Tx, charters []store.Charter, frames *ledger.FrameWriter) error {
	written := map[keys.PartnerID]bool{}
	for _, c := range charters {
		charter, err := channel.Decode(c.Envelope.Payload)
		if err != nil {
			return err
		}
		for _, member := range charter.Members {
			if written[member.Partner] {
				continue
			}
			written[member.Partner] = true
			chain, err := tx.Manifests(member.Partner)
			if err != nil {
				return err
			}
			for _, envelope := range chain {
				if err := frames.Write(ledger.ManifestFrame, envelope.Encode()); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// VerifyArchive checks an exported ledger by itself. trusted, if not nil, says
// whether the founding manifest of a partner is one that the reader holds from
// elsewhere; without it the manifests in the archive are taken, and their
// fingerprints are for the reader to compare.
func VerifyArchive(r io.Reader, latest time.Time, trusted func(keys.Envelope) error) (Archive, error) {
	archive, err := readArchive(r, archiveReader{latest: latest, trusted: trusted})
	if err != nil {
		return Archive{}, fmt.Errorf("exchange: verify archive: %w", err)
	}
	return archive, nil
}

func readArchive(r io.Reader, reading archiveReader) (Archive, error) {
	buffered := bufio.NewReader(r)
	magic := make([]byte, len(archiveMagic))
	if _, err := io.ReadFull(buffered, magic); err != nil || !IsArchive(magic) {
		return Archive{}, ErrNotArchive
	}
	plain, err := zstd.NewReader(buffered, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20))
	if err != nil {
		return Archive{}, err
	}
	defer plain.Close()
	if err := reading.all(ledger.NewFrameReader(plain, maxArchiveBytes)); err != nil {
		return Archive{}, err
	}
	return reading.archive, nil
}
