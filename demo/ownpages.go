package demo

import (
	"bytes"
	"context"
	"fmt"
	"path"

	"entente/demo/data"
	"entente/file"
	"entente/node"
	"entente/office"
	"entente/record"
	"entente/store"
)

// byOwnPages writes rows of a kind that no import writes, as its pages do. A row
// that was written is left alone.
func (w *writing) byOwnPages(ctx context.Context, into record.ChannelID) error {
	return w.eachRow(func(row record.Row) error {
		if err := w.writeRow(ctx, into, row); err != nil {
			return fmt.Errorf("%s: %w", row.Key, err)
		}
		return nil
	})
}

func (w *writing) writeRow(ctx context.Context, into record.ChannelID, row record.Row) error {
	var value any
	var known bool
	err := w.View(ctx, func(tx *store.Tx) (err error) {
		found, err := tx.FindExternal(into, record.KeyScheme, row.Key)
		if known = len(found) > 0; known || err != nil {
			return err
		}
		value, err = w.valueOf(tx, row)
		return err
	})
	if known || err != nil {
		return err
	}
	draft := node.Draft{Kind: w.Kind}
	if f, isFile := value.(*file.File); isFile {
		upload, err := w.send(ctx, f.Name)
		if err != nil {
			return err
		}
		f.MediaType, f.Size = upload.MediaType, upload.Size
		draft.Attachments = []node.Attachment{{Upload: upload.Name}}
	}
	if draft.Body, draft.Personal, err = w.kind.Encode(value); err != nil {
		return err
	}
	_, err = w.Write(ctx, into, w.author, draft)
	return err
}

// valueOf reads a row; what it refers to stands in the shared channel.
func (w *writing) valueOf(tx *store.Tx, row record.Row) (any, error) {
	var about store.Record
	value, problems := row.Over(w.kind.New(), func(kind, key string) (record.Ref, error) {
		found, err := tx.FindExternal(w.shared, record.KeyScheme, key)
		if err != nil {
			return record.Ref{}, err
		}
		for _, r := range found {
			if r.Kind == kind {
				about = r
				return record.Ref{Kind: kind, ID: r.ID}, nil
			}
		}
		return record.Ref{}, store.ErrNotFound
	})
	if len(problems) > 0 {
		return nil, problems
	}
	if watch, isWatch := value.(*office.Watch); isWatch {
		watch.Begin(about)
	}
	return value, nil
}

// send hands the node a file that lies beside its table, as its author would.
func (w *writing) send(ctx context.Context, name string) (u store.Upload, err error) {
	content, err := data.Invention.ReadFile(path.Join(path.Dir(w.Path), name))
	if err != nil {
		return u, err
	}
	if u, err = w.BeginUpload(ctx, w.author.Person, name, int64(len(content))); err != nil {
		return u, err
	}
	return w.Receive(ctx, w.author.Person, u.Name, 0, "text/plain", bytes.NewReader(content))
}
