package ledger

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"entente/record"
)

// A FrameType says what a frame holds. Frames are how entries travel between
// nodes and rest in archives, bundles and proof files: one form, one parser.
type FrameType byte

const (
	ManifestFrame   FrameType = 'M' // a partner's manifest, a signed envelope
	CharterFrame    FrameType = 'C' // a channel's charter, a signed envelope
	EntryFrame      FrameType = 'E' // record.AppendEntry
	CheckpointFrame FrameType = 'K' // a signed note, with or without cosignatures
	ProofFrame      FrameType = 'P' // hashes of a consistency proof, 32 bytes each

	endFrame FrameType = 'Z' // the number of frames before it; written by Close, checked by Next
)

// MaxPayloadBytes is the limit for one frame of this type; it is 0 for a type
// that is not known.
func (t FrameType) MaxPayloadBytes() int {
	switch t {
	case ManifestFrame, CharterFrame:
		return 1 << 20
	case EntryFrame:
		return record.MaxEncodedBytes
	case CheckpointFrame:
		return MaxNoteBytes
	case ProofFrame:
		return maxProofHashes * len(record.Hash{})
	case endFrame:
		return 8
	default:
		return 0
	}
}

// frameHeaderBytes is type[1] ‖ length[4], the length big-endian.
const frameHeaderBytes = 5

// ErrBudget is wrapped when a sequence of frames is larger than its reader allows.
var ErrBudget = errors.New("larger than allowed")

// A FrameWriter writes a sequence of frames. Close ends the sequence; one that
// was not closed is read as cut off.
type FrameWriter struct {
	w     io.Writer
	count uint64
}

// NewFrameWriter writes to w.
func NewFrameWriter(w io.Writer) *FrameWriter { return &FrameWriter{w: w} }

// Write appends one frame.
func (f *FrameWriter) Write(t FrameType, payload []byte) error {
	if limit := t.MaxPayloadBytes(); limit == 0 || t == endFrame || len(payload) > limit {
		return fmt.Errorf("ledger: write frame %q of %d bytes: the limit is %d: %w", t, len(payload), limit, ErrMalformed)
	}
	return f.write(t, payload)
}

// Close writes the end of the sequence. It does not close the writer below.
func (f *FrameWriter) Close() error {
	return f.write(endFrame, binary.BigEndian.AppendUint64(nil, f.count))
}

func (f *FrameWriter) write(t FrameType, payload []byte) error {
	header := binary.BigEndian.AppendUint32([]byte{byte(t)}, uint32(len(payload)))
	if _, err := f.w.Write(header); err != nil {
		return fmt.Errorf("ledger: write frame %q: %w", t, err)
	}
	if _, err := f.w.Write(payload); err != nil {
		return fmt.Errorf("ledger: write frame %q: %w", t, err)
	}
	f.count++
	return nil
}

// A FrameReader reads a sequence of frames that somebody else wrote. It holds
// one frame in memory at a time and never more than arrived.
type FrameReader struct {
	r      io.Reader
	budget int64
	count  uint64
	err    error
}

// NewFrameReader reads from r, and no more than budget bytes in all.
func NewFrameReader(r io.Reader, budget int64) *FrameReader {
	return &FrameReader{r: bufio.NewReaderSize(r, 64<<10), budget: budget}
}

// Next returns the next frame. It returns io.EOF once the sequence was read to
// its end, the count was right and nothing followed; any other error means that
// the rest must not be trusted, and stays. The payload is the caller's to keep.
func (f *FrameReader) Next() (FrameType, []byte, error) {
	if f.err != nil {
		return 0, nil, f.err
	}
	t, payload, err := f.next()
	if err == nil && t == endFrame {
		err = f.end(payload)
	}
	if err != nil {
		f.err = err
		return 0, nil, err
	}
	f.count++
	return t, payload, nil
}

func (f *FrameReader) next() (FrameType, []byte, error) {
	var header [frameHeaderBytes]byte
	if err := f.take(len(header)); err != nil {
		return 0, nil, err
	}
	if _, err := io.ReadFull(f.r, header[:]); err != nil {
		return 0, nil, f.cut(err)
	}
	t, length := FrameType(header[0]), int64(binary.BigEndian.Uint32(header[1:]))
	if limit := int64(t.MaxPayloadBytes()); length > limit || limit == 0 {
		return 0, nil, fmt.Errorf("ledger: read frame %d: type %q of %d bytes, the limit is %d: %w", f.count, t, length, limit, ErrMalformed)
	}
	if err := f.take(int(length)); err != nil {
		return 0, nil, err
	}
	// The length is a claim: memory grows with what arrives, not with it.
	payload := make([]byte, 0, min(length, 32<<10))
	for int64(len(payload)) < length {
		if len(payload) == cap(payload) {
			payload = append(payload, 0)[:len(payload)]
		}
		free := payload[len(payload):min(int64(cap(payload)), length)]
		n, err := io.ReadFull(f.r, free)
		payload = payload[:len(payload)+n]
		if err != nil {
			return 0, nil, f.cut(err)
		}
	}
	return t, payload, nil
}

func (f *FrameReader) end(payload []byte) error {
	if len(payload) != 8 || binary.BigEndian.Uint64(payload) != f.count {
		return fmt.Errorf("ledger: read frames: %d came before the end, which counts %x: %w", f.count, payload, ErrMalformed)
	}
	var more [1]byte
	if n, err := io.ReadFull(f.r, more[:]); n > 0 {
		return fmt.Errorf("ledger: read frames: data follows the end: %w", ErrMalformed)
	} else if err != io.EOF {
		return f.cut(err)
	}
	return io.EOF
}

func (f *FrameReader) take(n int) error {
	if f.budget -= int64(n); f.budget < 0 {
		return fmt.Errorf("ledger: read frame %d: the sequence is %w", f.count, ErrBudget)
	}
	return nil
}

func (f *FrameReader) cut(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("ledger: read frame %d: %w", f.count, err)
}
