package interchange

import (
	"context"
	"errors"
	"fmt"
	"io"

	"entente/node"
	"entente/record"
	"entente/store"
)

// A Request says what to import and where to.
type Request struct {
	Kind     string
	Channel  record.ChannelID
	Author   node.Author
	Source   io.ReadSeeker           // CSV; record.ReadCSV says of what form
	TakeGood bool                    // write the good rows although others are refused
	DryRun   bool                    // write nothing
	Progress func(done, total int64) // rows judged and written; may be nil
}

// ErrRefused says that nothing was written because rows are refused; the report
// says which and why.
var ErrRefused = errors.New("rows are refused, so nothing was written")

// ErrNotWritable says that records of a kind are no rows of a table.
var ErrNotWritable = errors.New("only the pages of its feature write records of this kind")

// batch is how many rows are read from one snapshot or written in one commit.
const batch = 500

// Import creates and revises records from a CSV file. The report is returned
// with an error too: it then says how far the import came.
func Import(ctx context.Context, n *node.Node, r Request) (Report, error) {
	kind, known := n.Kinds.Lookup(r.Kind)
	if !known {
		return Report{}, fmt.Errorf("interchange: import: this version knows no kind %q", r.Kind)
	}
	if !kind.Writable() {
		return Report{}, fmt.Errorf("interchange: import %s: %w", kind.Name(), ErrNotWritable)
	}
	if n.Rebuilding() {
		return Report{}, fmt.Errorf("interchange: import %s: %w", kind.Name(), node.ErrRebuilding)
	}
	im := &importing{Request: r, ctx: ctx, node: n, kind: kind, byKey: map[string]int32{}}
	if err := im.run(); err != nil {
		return im.report, fmt.Errorf("interchange: import %s: %w", kind.Name(), err)
	}
	return im.report, nil
}

// importing is one import in progress.
type importing struct {
	Request
	ctx    context.Context
	node   *node.Node
	kind   *record.Kind
	shared bool // the channel has other members
	others node.Others

	rows   []planned
	byKey  map[string]int32 // position of the good row with this key
	needs  []need
	known  map[name]target // keys that were looked up
	failed error           // of the store, while a name was looked up
	report Report
	done   int64
}

// planned is what an import keeps of a row; it is small, since there may be a
// million.
type planned struct {
	id     record.ID
	exists bool // as a record of ours
	double bool // as more than one
	action Action
	listed int32 // in the report; -1 if not
}

func (im *importing) run() error {
	if err := im.node.Gate(); err != nil && !im.DryRun {
		return err
	}
	err := im.node.ViewBy(im.ctx, im.Author, func(tx *store.Tx) error {
		channel, err := tx.Channel(im.Channel)
		im.shared = !channel.Private
		if err != nil {
			return err
		}
		im.others, err = node.OthersThan(tx, channel)
		return err
	})
	if err != nil {
		return err
	}
	if err := im.eachBatch(im.index); err != nil {
		return err
	}
	if err := im.eachBatch(im.judge); err != nil {
		return err
	}
	im.refuseDependents()
	switch {
	case im.DryRun:
		return nil
	case im.report.Refused > 0 && !im.TakeGood:
		return ErrRefused
	}
	if err := im.eachBatch(im.write); err != nil {
		if im.report.Written == 0 {
			return fmt.Errorf("nothing was written: %w", err)
		}
		due := im.report.Created + im.report.Changed
		return fmt.Errorf("%d of %d rows were written; run it again to go on: %w", im.report.Written, due, err)
	}
	return nil
}

// eachBatch reads the file from its beginning and hands out its rows, with the
// position of the first.
func (im *importing) eachBatch(take func(first int, rows []record.Row) error) error {
	if _, err := im.Source.Seek(0, io.SeekStart); err != nil {
		return err
	}
	from, err := record.ReadCSV(im.kind, im.Source)
	if err != nil {
		return err
	}
	first, rows := 0, make([]record.Row, 0, batch)
	for {
		row, err := from.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if !ended {
			rows = append(rows, row)
		}
		if len(rows) == batch || ended && len(rows) > 0 {
			if err := im.ctx.Err(); err != nil {
				return err
			}
			if err := take(first, rows); err != nil {
				return err
			}
			first, rows = first+len(rows), rows[:0]
		}
		if ended {
			return nil
		}
	}
}

// advance tells how far the import is.
func (im *importing) advance(rows int) {
	im.done += int64(rows)
	if im.Progress == nil {
		return
	}
	total := int64(len(im.rows))
	if !im.DryRun {
		total *= 2
	}
	im.Progress(im.done, total)
}
