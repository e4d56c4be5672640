package contents

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"os"

	"entente/keys"
	"entente/record"
)

// A Reader decrypts a whole file as it is read, from anywhere. It is for one
// goroutine.
type Reader struct {
	name   Name
	aead   cipher.AEAD
	file   *os.File
	size   int64
	at     int64
	number int64 // of the chunk that is open, -1 for none
	open   []byte
	sealed []byte
}

// Read opens a file of this size that is whole.
func (f Folder) Read(name Name, salt keys.Salt, size int64) (*Reader, error) {
	aead, err := f.cipher(name, salt)
	if err != nil {
		return nil, fmt.Errorf("contents: read file %s: %w", name, err)
	}
	file, err := os.Open(f.path(name))
	if err != nil {
		return nil, fmt.Errorf("contents: read file %s: %w: %w", name, ErrDamaged, err)
	}
	info, err := file.Stat()
	if err == nil && info.Size() != storedBytes(size) {
		err = fmt.Errorf("%d bytes, expected %d: %w", info.Size(), storedBytes(size), ErrDamaged)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("contents: read file %s: %w", name, err)
	}
	return &Reader{name: name, aead: aead, file: file, size: size, number: -1}, nil
}

func storedBytes(size int64) int64 {
	return int64(len(magic)) + size + record.ChunksOf(size)*(nonceBytes+tagBytes)
}

// Size is how many bytes the file has.
func (r *Reader) Size() int64 { return r.size }

func (r *Reader) Read(into []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	chunk, err := r.Chunk(r.at / record.ChunkBytes)
	if err != nil {
		return 0, err
	}
	n := copy(into, chunk[r.at%record.ChunkBytes:])
	r.at += int64(n)
	return n, nil
}

// Seek moves where Read goes on.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return r.at, errors.New("contents: seek before the beginning of a file")
	}
	r.at = offset
	return r.at, nil
}

// Chunk decrypts one chunk. It is good until the next is asked for.
func (r *Reader) Chunk(number int64) ([]byte, error) {
	if number < 0 || number >= record.ChunksOf(r.size) {
		return nil, fmt.Errorf("contents: read chunk %d of file %s: %w", number, r.name, io.EOF)
	}
	if number == r.number {
		return r.open, nil
	}
	length := nonceBytes + tagBytes + min(record.ChunkBytes, r.size-number*record.ChunkBytes)
	if int64(cap(r.sealed)) < length {
		r.sealed = make([]byte, length)
	}
	r.sealed, r.number = r.sealed[:length], -1
	if _, err := r.file.ReadAt(r.sealed, offsetOf(number)); err != nil {
		return nil, fmt.Errorf("contents: read chunk %d of file %s: %w: %w", number, r.name, ErrDamaged, err)
	}
	open, err := r.aead.Open(r.open[:0], r.sealed[:nonceBytes], r.sealed[nonceBytes:], boundTo(number))
	if err != nil {
		return nil, fmt.Errorf("contents: read chunk %d of file %s: %w", number, r.name, ErrDamaged)
	}
	r.open, r.number = open, number
	return open, nil
}

// Close lets go of the file.
func (r *Reader) Close() error { return r.file.Close() }
