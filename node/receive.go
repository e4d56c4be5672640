package node

import (
	"context"
	"errors"
	"fmt"
	"io"

	"entente/keys"
	"entente/mediatype"
	"entente/record"
	"entente/store"
	"entente/store/contents"
)

// Receive goes on with an upload from an offset, in memory of one chunk. What
// was made durable stays if the sender goes away in the middle: the upload that
// is returned says from where to go on. A file that is refused is dropped.
func (n *Node) Receive(ctx context.Context, account string, name [16]byte, offset int64, declared string, content io.Reader) (u store.Upload, err error) {
	leave, err := n.holdUpload(name)
	if err != nil {
		return u, err
	}
	defer leave()
	if u, err = n.Upload(ctx, account, name); err != nil {
		return u, err
	}
	if u.Whole || offset != u.Held*record.ChunkBytes {
		return u, fmt.Errorf("node: receive a file from byte %d, %d chunks are here: %w", offset, u.Held, ErrOffset)
	}
	writer, err := n.contents().Write(u.Name, u.Salt, u.Held)
	if err != nil {
		return u, err
	}
	// What is durable is noted even if the sender goes away.
	ctx = context.WithoutCancel(ctx)
	r := &reception{node: n, upload: u, noted: u.Held, declared: declared, writer: writer}
	err = r.take(ctx, content)
	if refusesFile(err) {
		return r.upload, errors.Join(err, writer.Close(), n.dropUpload(ctx, name))
	}
	if err := errors.Join(err, r.end(ctx)); err != nil || !r.whole {
		return r.upload, err
	}
	// A scanner that does not answer now is asked again when the file is written.
	if err := n.scanUpload(ctx, r.upload); errors.Is(err, ErrMalware) {
		return r.upload, err
	}
	return r.upload, nil
}

// refusesFile reports that sending the rest of a file makes no sense.
func refusesFile(err error) bool {
	var mismatch *mediatype.Mismatch
	return errors.As(err, &mismatch) || errors.Is(err, ErrFileLarge) || errors.Is(err, ErrFileEmpty)
}

// A reception is one request that carries a file or a piece of one.
type reception struct {
	node     *Node
	upload   store.Upload
	declared string
	writer   *contents.Writer
	noted    int64 // chunks that the database knows of
	fresh    []keys.Commitment
	whole    bool
}

// take reads chunk by chunk. Of a size that is known it takes whole chunks only.
func (r *reception) take(ctx context.Context, content io.Reader) error {
	buffer := make([]byte, record.ChunkBytes)
	limit := r.node.MaxFileBytes()
	for {
		filled, ended, err := fill(content, buffer)
		if err != nil {
			return fmt.Errorf("node: receive a file: %w: %w", ErrUnfinished, err)
		}
		u := &r.upload
		received := u.Held*record.ChunkBytes + int64(filled)
		switch {
		case received > limit, u.Size >= 0 && received > u.Size:
			return fmt.Errorf("node: receive a file: %w", ErrFileLarge)
		case received == 0 && ended && u.Size < 0:
			return fmt.Errorf("node: receive a file: %w", ErrFileEmpty)
		case u.Size >= 0 && received < u.Size && filled < len(buffer):
			return nil // cut in the middle of a chunk: it has to come again
		}
		if filled > 0 {
			if err := r.keep(ctx, buffer[:filled]); err != nil {
				return err
			}
		}
		if u.Size < 0 && ended {
			u.Size = received
		}
		if r.whole = received == u.Size; r.whole || ended {
			return nil
		}
	}
}

func (r *reception) keep(ctx context.Context, chunk []byte) (err error) {
	u := &r.upload
	if u.Held == 0 {
		if u.MediaType, err = mediatype.Check(u.Called, r.declared, chunk); err != nil {
			return err
		}
	}
	if err := r.writer.Append(chunk); err != nil {
		return err
	}
	r.fresh = append(r.fresh, record.CommitChunk(u.Salt, u.Held, chunk))
	if u.Held++; len(r.fresh) < chunksAtOnce {
		return nil
	}
	if !r.node.HasRoom(0) {
		return ErrNoRoom
	}
	return r.note(ctx)
}

// note makes durable what came, and then lets the database know.
func (r *reception) note(ctx context.Context) error {
	if err := r.writer.Sync(); err != nil {
		return err
	}
	r.upload.Changed = r.node.Now()
	err := r.node.store.Update(ctx, func(tx *store.Tx) error { return tx.AddChunks(r.upload, r.noted, r.fresh) })
	if err != nil {
		return fmt.Errorf("node: receive a file: %w", err)
	}
	r.noted, r.fresh = r.upload.Held, r.fresh[:0]
	return nil
}

// end keeps what came; of a file that is whole, under its own name.
func (r *reception) end(ctx context.Context) error {
	if err := r.writer.Sync(); err != nil {
		return errors.Join(err, r.writer.Close())
	}
	if err := r.writer.Close(); err != nil {
		return err
	}
	if r.whole {
		if err := r.node.contents().Finish(r.upload.Name); err != nil {
			return err
		}
	}
	r.upload.Whole = r.whole
	r.upload.Changed = r.node.Now()
	err := r.node.store.Update(ctx, func(tx *store.Tx) error { return tx.AddChunks(r.upload, r.noted, r.fresh) })
	if err != nil {
		return fmt.Errorf("node: receive a file: %w", err)
	}
	return nil
}

// fill reads until the buffer is full or the content ends. Unlike io.ReadFull it
// tells an end from a line that was cut.
func fill(from io.Reader, buffer []byte) (filled int, ended bool, err error) {
	for filled < len(buffer) {
		got, err := from.Read(buffer[filled:])
		filled += got
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return filled, true, nil
		}
		if err != nil {
			return filled, false, err
		}
	}
	return filled, false, nil
}
