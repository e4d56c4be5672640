package control

import (
	"context"
	"errors"
	"io"

	"entente/interchange"
	"entente/keys"
	"entente/node"
	"entente/record"
)

// An Import is a file of records and where they go.
type Import struct {
	Kind     string           `json:"kind"`
	Channel  record.ChannelID `json:"channel"`
	Author   node.Author      `json:"author"`
	TakeGood bool             `json:"takeGood,omitzero"`
	DryRun   bool             `json:"dryRun,omitzero"`
}

// ImportRecords imports a CSV file. The report counts with an error too.
func ImportRecords(ctx context.Context, o Operator, i Import, file io.ReadSeeker, progress func(done, total int64)) (interchange.Report, error) {
	return ask[interchange.Report](ctx, o, "import", i, Streams{In: file, Progress: progress})
}

var errNoFile = errors.New("the file to import did not come")

func importRecords(ctx context.Context, on Session, i Import, s Streams) (interchange.Report, error) {
	file, seeks := s.In.(io.ReadSeeker)
	if !seeks {
		return interchange.Report{}, errNoFile
	}
	return interchange.Import(ctx, on.Node, interchange.Request{
		Kind: i.Kind, Channel: i.Channel, Author: i.Author, Source: file,
		TakeGood: i.TakeGood, DryRun: i.DryRun, Progress: s.Progress,
	})
}

// An Export says which records to write as CSV.
type Export struct {
	Kind    string           `json:"kind"`
	Channel record.ChannelID `json:"channel"`
	Partner *keys.PartnerID  `json:"partner,omitempty"` // nil for everybody's
}

// ExportRecords writes records as CSV.
func ExportRecords(ctx context.Context, o Operator, e Export, to io.Writer, progress func(done, total int64)) (interchange.Exported, error) {
	return ask[interchange.Exported](ctx, o, "export", e, Streams{Out: to, Progress: progress})
}

func exportRecords(ctx context.Context, on Session, e Export, s Streams) (interchange.Exported, error) {
	return interchange.Export(ctx, on.Node, interchange.Selection(e), s.Out, s.Progress)
}
