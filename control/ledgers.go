package control

import (
	"context"
	"io"

	"entente/exchange"
)

// ExportLedger writes one ledger as an archive.
func ExportLedger(ctx context.Context, o Operator, origin string, to io.Writer, progress func(done, total int64)) error {
	_, err := ask[none](ctx, o, "ledger/export", origin, Streams{Out: to, Progress: progress})
	return err
}

func exportLedger(ctx context.Context, on Session, origin string, s Streams) (none, error) {
	return none{}, exchange.WriteArchive(ctx, on.Node, origin, s.Out, s.Progress)
}

// A Copy is a ledger that was taken in from an archive, to be read only.
type Copy struct {
	Origin  string `json:"origin"`
	Entries int64  `json:"entries"`
}

// ImportLedger keeps a verified, read-only copy of a ledger from an archive.
func ImportLedger(ctx context.Context, o Operator, archive io.ReadSeeker) (Copy, error) {
	return ask[Copy](ctx, o, "ledger/import", none{}, Streams{In: archive})
}

func importLedger(ctx context.Context, on Session, _ none, s Streams) (Copy, error) {
	archive, seeks := s.In.(io.ReadSeeker)
	if !seeks {
		return Copy{}, errNoFile
	}
	kept, err := exchange.ImportArchive(ctx, on.Node, archive, on.Node.Now())
	return Copy{kept.Origin, kept.Audited.Entries}, err
}

// Rebuild computes anew what pages and searches read.
func Rebuild(ctx context.Context, o Operator, progress func(done, total int64)) error {
	_, err := ask[none](ctx, o, "rebuild", none{}, Streams{Progress: progress})
	return err
}

func rebuild(ctx context.Context, on Session, _ none, s Streams) (none, error) {
	return none{}, on.Node.Rebuild(ctx, s.Progress)
}

// Backup writes a copy of the database to a new file, and the keys of its parts
// beside it. The path is absolute, as the serving process has its own folder.
func Backup(ctx context.Context, o Operator, path string) error {
	_, err := ask[none](ctx, o, "backup", path, Streams{})
	return err
}

func backup(ctx context.Context, on Session, path string, _ Streams) (none, error) {
	return none{}, on.Node.Backup(ctx, path)
}
