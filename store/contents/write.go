package contents

import (
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"entente/keys"
	"entente/record"
)

// A Writer adds chunks to one file, in order.
type Writer struct {
	folder Folder
	name   Name
	aead   cipher.AEAD
	file   *os.File
	next   int64
	buffer []byte
}

// Write goes on with a file of which so many chunks are there; what a crash left
// after them is dropped.
func (f Folder) Write(name Name, salt keys.Salt, held int64) (*Writer, error) {
	failed := func(err error) (*Writer, error) {
		return nil, fmt.Errorf("contents: write file %s from chunk %d: %w", name, held, err)
	}
	aead, err := f.cipher(name, salt)
	if err != nil {
		return failed(err)
	}
	if err := f.Make(); err != nil {
		return failed(err)
	}
	file, err := os.OpenFile(f.path(name)+unfinished, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return failed(err)
	}
	w := &Writer{folder: f, name: name, aead: aead, file: file, next: held}
	if err := w.position(); err != nil {
		file.Close()
		return failed(err)
	}
	return w, nil
}

// position writes the first bytes of a new file, or cuts one to what is held.
func (w *Writer) position() error {
	info, err := w.file.Stat()
	if err != nil {
		return err
	}
	at := offsetOf(w.next)
	if info.Size() < at && w.next > 0 {
		return ErrDamaged
	}
	if err := w.file.Truncate(min(at, info.Size())); err != nil {
		return err
	}
	if w.next == 0 {
		if _, err := w.file.WriteAt([]byte(magic), 0); err != nil {
			return err
		}
	}
	_, err = w.file.Seek(at, io.SeekStart)
	return err
}

// offsetOf is where a chunk begins: all before it are of full size.
func offsetOf(number int64) int64 {
	return int64(len(magic)) + number*(nonceBytes+record.ChunkBytes+tagBytes)
}

// Append adds one chunk. It is durable after Sync.
func (w *Writer) Append(chunk []byte) error {
	nonce := make([]byte, nonceBytes)
	if _, err := io.ReadFull(w.folder.Random, nonce); err != nil {
		return fmt.Errorf("contents: write chunk %d of file %s: %w", w.next, w.name, err)
	}
	w.buffer = append(w.buffer[:0], nonce...)
	w.buffer = w.aead.Seal(w.buffer, nonce, chunk, boundTo(w.next))
	if _, err := w.file.Write(w.buffer); err != nil {
		return fmt.Errorf("contents: write chunk %d of file %s: %w", w.next, w.name, err)
	}
	w.next++
	return nil
}

// boundTo keeps chunks from changing places.
func boundTo(number int64) []byte {
	return binary.BigEndian.AppendUint32([]byte(chunkDomain), uint32(number))
}

// Sync makes durable what was appended.
func (w *Writer) Sync() error {
	if err := w.file.Sync(); err != nil {
		return fmt.Errorf("contents: write file %s: %w", w.name, err)
	}
	return nil
}

// Close lets go of the file. What was not synced may be lost in a crash.
func (w *Writer) Close() error { return w.file.Close() }
