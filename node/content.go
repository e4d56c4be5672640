package node

import (
	"context"
	"errors"
	"fmt"
	"io"

	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/store/contents"
)

// A Content is one file that is here whole, ready to be read from anywhere in it.
type Content struct {
	*contents.Reader
	record.Attachment
	Label []byte // of the file itself, XML
	File  store.File
}

// OpenContent opens the file that an attachment part describes. store.ErrNotFound
// says that it is not here, or not whole.
func (n *Node) OpenContent(ctx context.Context, origin string, index int64, part int) (*Content, error) {
	c := &Content{}
	var salt keys.Salt
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		if c.File, err = tx.FileAt(origin, index, part); err != nil {
			return err
		}
		if c.File.State != store.FilePresent {
			return store.ErrNotFound
		}
		if c.Attachment, salt, err = described(tx, c.File); err != nil {
			return err
		}
		c.Label, err = attachmentLabel(tx, c.File)
		return err
	})
	if err == nil {
		c.Reader, err = n.contents().Read(c.File.Name, salt, c.File.Size)
	}
	if err != nil {
		return nil, fmt.Errorf("node: open file %d of entry %d of %s: %w", part, index, origin, err)
	}
	return c, nil
}

// described reads what the entry says of a file.
func described(tx *store.Tx, f store.File) (record.Attachment, keys.Salt, error) {
	entry, err := tx.Entry(f.Origin, f.Index)
	if err != nil {
		return record.Attachment{}, keys.Salt{}, err
	}
	if f.Part >= len(entry.Parts) || entry.Parts[f.Part].Type != record.AttachmentPart || entry.Parts[f.Part].State != record.Present {
		return record.Attachment{}, keys.Salt{}, store.ErrNotFound
	}
	a, err := record.DecodeAttachment(entry.Parts[f.Part].Content)
	return a, entry.Parts[f.Part].Salt, err
}

// attachmentLabel is the label of a file, which stands before it in its entry.
func attachmentLabel(tx *store.Tx, f store.File) ([]byte, error) {
	entry, err := tx.Entry(f.Origin, f.Index)
	if err != nil {
		return nil, err
	}
	if f.Part < 1 || f.Part > len(entry.Parts) || entry.Parts[f.Part-1].Type != record.AttachmentLabelPart || entry.Parts[f.Part-1].State != record.Present {
		return nil, store.ErrNotFound
	}
	return entry.Parts[f.Part-1].Content, nil
}

// Wanted lists the files in the ledgers of a partner whose content is still to come.
func (n *Node) Wanted(ctx context.Context, partner keys.PartnerID) (wanted []store.File, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		arriving, err := tx.FilesIn(store.FileArriving)
		if err != nil {
			return err
		}
		for _, f := range arriving {
			l, err := tx.Ledger(f.Origin)
			if err != nil {
				return err
			}
			if l.Partner == partner {
				wanted = append(wanted, f)
			}
		}
		return nil
	})
	return wanted, err
}

// TakeFile asks for the chunks of a file that are not here, one after the other,
// and keeps each that its writer committed to. It can be cut anywhere and called
// again. A chunk that is another rejects the file, for good, and nothing else.
func (n *Node) TakeFile(ctx context.Context, f store.File, ask func(number int64, size int) ([]byte, error)) error {
	var a record.Attachment
	var salt keys.Salt
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		if f, err = tx.FileAt(f.Origin, f.Index, f.Part); err == nil && f.State == store.FileArriving {
			a, salt, err = described(tx, f)
		}
		return err
	})
	if err != nil || f.State != store.FileArriving {
		return err
	}
	arrival := &fileArrival{node: n, file: f, attachment: a, salt: salt}
	if f.Held == int64(len(a.Chunks)) && n.contents().Whole(f.Name) { // only the scanner's word is missing
		return arrival.release(context.WithoutCancel(ctx))
	}
	if !n.HasRoom(f.Size - f.Held*record.ChunkBytes) {
		return fmt.Errorf("node: take file %d of entry %d of %s: %w", f.Part, f.Index, f.Origin, ErrNoRoom)
	}
	writer, err := n.contents().Write(f.Name, salt, f.Held)
	if errors.Is(err, contents.ErrDamaged) { // the folder was lost or put back: all of it comes again
		f.Held = 0
		writer, err = n.contents().Write(f.Name, salt, 0)
	}
	if err != nil {
		return err
	}
	arrival.file, arrival.writer = f, writer
	return errors.Join(arrival.take(context.WithoutCancel(ctx), ask), writer.Close())
}

// A fileArrival is the content of one file on its way into this node.
type fileArrival struct {
	node       *Node
	file       store.File
	attachment record.Attachment
	salt       keys.Salt
	writer     *contents.Writer
}

func (r *fileArrival) take(ctx context.Context, ask func(number int64, size int) ([]byte, error)) (err error) {
	asked, noted := error(nil), r.file.Held
	for r.file.Held < int64(len(r.attachment.Chunks)) {
		number := r.file.Held
		chunk, err := ask(number, r.attachment.ChunkSize(number))
		if err != nil && !errors.Is(err, ErrTampered) {
			asked = err // what came before it is kept
			break
		}
		if err != nil || !record.CommitChunk(r.salt, number, chunk).Equal(r.attachment.Chunks[number]) {
			return r.reject(ctx)
		}
		if err := r.writer.Append(chunk); err != nil {
			return err
		}
		r.file.Held++
		if r.file.Held-noted < chunksAtOnce {
			continue
		}
		if err := r.note(ctx, store.FileArriving); err != nil {
			return err
		}
		noted = r.file.Held
	}
	if asked == nil {
		if err := r.writer.Sync(); err != nil {
			return err
		}
		if err := r.node.contents().Finish(r.file.Name); err != nil {
			return err
		}
		return r.release(ctx)
	}
	if r.file.Held > noted {
		return errors.Join(asked, r.note(ctx, store.FileArriving))
	}
	return asked
}

// release lets a file that is whole be read, if the scanner calls it clean. While
// it does not answer the file stays on its way; one with malware is not kept.
func (r *fileArrival) release(ctx context.Context) error {
	err := r.node.scan(ctx, r.file.Name, r.salt, r.file.Size)
	r.file.Changed = r.node.Now()
	switch {
	case err == nil:
		r.file.State, r.file.Reason = store.FilePresent, ""
		return r.set(ctx)
	case errors.Is(err, ErrMalware):
		r.file.State, r.file.Reason = store.FileWithheld, FileMalware
		return errors.Join(r.set(ctx), r.node.contents().Remove(r.file.Name))
	case errors.Is(err, ErrUnscanned):
		r.file.State, r.file.Reason = store.FileArriving, FileUnscanned
		return errors.Join(err, r.set(ctx))
	}
	return err
}

// ErrTampered says that a chunk cannot be what its writer committed to.
var ErrTampered = errors.New("the chunk is not what its writer committed to")

// note makes durable what came, and then lets the database and readers know.
func (r *fileArrival) note(ctx context.Context, state store.FileState) error {
	if state == store.FileArriving {
		if err := r.writer.Sync(); err != nil {
			return err
		}
	}
	r.file.State, r.file.Reason, r.file.Changed = state, "", r.node.Now()
	return r.set(ctx)
}

func (r *fileArrival) set(ctx context.Context) error {
	err := r.node.store.Update(ctx, func(tx *store.Tx) error {
		if r.file.State == store.FileRejected {
			if err := quarantineFile(tx, r.file, r.node.Now()); err != nil {
				return err
			}
		}
		return tx.SetFile(r.file)
	})
	if err != nil {
		return fmt.Errorf("node: take file %d of entry %d of %s: %w", r.file.Part, r.file.Index, r.file.Origin, err)
	}
	r.node.Changes.Tell()
	return nil
}

func (r *fileArrival) reject(ctx context.Context) error {
	r.file.State, r.file.Reason, r.file.Changed = store.FileRejected, FileTampered, r.node.Now()
	if err := r.set(ctx); err != nil {
		return err
	}
	return r.node.contents().Remove(r.file.Name)
}

var _ io.ReadSeeker = (*Content)(nil)

// FileAt reads again what is here of a file.
func (n *Node) FileAt(ctx context.Context, f store.File) (now store.File, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		now, err = tx.FileAt(f.Origin, f.Index, f.Part)
		return err
	})
	return now, err
}
