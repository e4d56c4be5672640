package record

import (
	"encoding/binary"
	"fmt"
	"math"
)

// encodingVersion is the first byte of an encoded entry (docs/formats.md,
// "Encoded entry"). It is the framing only; commitments do not cover it.
const encodingVersion = 1

// An encoded entry is
//
//	version[1] ‖ index[8] ‖ leaf[33] ‖ entry salt[32] ‖ count[2] ‖ part…
//	part = type[1] ‖ state[1] ‖ commitment[32] ‖ ( salt[32] ‖ length[4] ‖ content, if present )
//
// with integers big-endian. It is what nodes send each other, what archives
// and proofs hold; pages and files never need another form.

// AppendEntry appends the encoding of e to dst.
func AppendEntry(dst []byte, e Entry) []byte {
	dst = append(dst, encodingVersion)
	dst = binary.BigEndian.AppendUint64(dst, uint64(e.Index))
	dst = append(dst, e.Leaf[:]...)
	dst = append(dst, e.Salt[:]...)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(e.Parts)))
	for _, p := range e.Parts {
		dst = append(dst, byte(p.Type), byte(p.State))
		dst = append(dst, p.Commitment[:]...)
		if p.State == Present {
			dst = append(dst, p.Salt[:]...)
			dst = binary.BigEndian.AppendUint32(dst, uint32(len(p.Content)))
			dst = append(dst, p.Content...)
		}
	}
	return dst
}

// MaxEncodedBytes bounds one encoded entry.
const MaxEncodedBytes = 4 << 20

// PlaceOf reads the index and the leaf of an encoded entry whose rest may not
// be readable.
func PlaceOf(b []byte) (index int64, leaf Leaf, err error) {
	r := reader{rest: b}
	r.take(1)
	index = int64(r.uint64() &^ (1 << 63))
	copy(leaf[:], r.take(len(leaf)))
	if r.failed {
		return 0, Leaf{}, fmt.Errorf("record: %d bytes are too few for an encoded entry: %w", len(b), ErrMalformedEntry)
	}
	return index, leaf, nil
}

// DecodeEntry reads exactly one encoded entry. It checks sizes, types and
// order, not commitments: call Verify for those. The contents alias b.
func DecodeEntry(b []byte) (Entry, error) {
	if len(b) > MaxEncodedBytes {
		return Entry{}, fmt.Errorf("record: decode entry: %d bytes, the limit is %d: %w", len(b), MaxEncodedBytes, ErrMalformedEntry)
	}
	r := reader{rest: b}
	if v := r.take(1); !r.failed && v[0] != encodingVersion {
		return Entry{}, fmt.Errorf("record: decode entry: encoding version %d is not known: %w", v[0], ErrMalformedEntry)
	}
	var e Entry
	index := r.uint64()
	if index > math.MaxInt64 {
		return Entry{}, fmt.Errorf("record: decode entry: index %d is too large: %w", index, ErrMalformedEntry)
	}
	e.Index = int64(index)
	copy(e.Leaf[:], r.take(33))
	copy(e.Salt[:], r.take(32))
	count := int(r.uint16())
	for i := 0; i < count && !r.failed; i++ {
		p, err := r.part()
		if err != nil {
			return Entry{}, fmt.Errorf("record: decode entry %d part %d: %w", e.Index, i, err)
		}
		e.Parts = append(e.Parts, p)
	}
	switch {
	case r.failed:
		return Entry{}, fmt.Errorf("record: decode entry: it ends too early: %w", ErrMalformedEntry)
	case len(r.rest) > 0:
		return Entry{}, fmt.Errorf("record: decode entry %d: %d bytes too many: %w", e.Index, len(r.rest), ErrMalformedEntry)
	}
	return e, e.checkOrder()
}

type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if r.failed || n > len(r.rest) {
		r.failed = true
		return nil
	}
	taken := r.rest[:n:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (r *reader) uint16() uint16 {
	if b := r.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (r *reader) part() (Part, error) {
	var p Part
	if b := r.take(2); b != nil {
		p.Type, p.State = PartType(b[0]), PartState(b[1])
	}
	copy(p.Commitment[:], r.take(32))
	if r.failed {
		return p, nil
	}
	if !p.Type.Known() || !p.State.Known() {
		return p, fmt.Errorf("type %d in state %d is not known: %w", p.Type, p.State, ErrMalformedEntry)
	}
	if p.State != Present {
		return p, nil
	}
	copy(p.Salt[:], r.take(32))
	length := int64(r.uint32())
	if length > int64(p.Type.MaxContentBytes()) {
		return p, fmt.Errorf("%s of %d bytes, the limit is %d: %w", p.Type, length, p.Type.MaxContentBytes(), ErrMalformedEntry)
	}
	p.Content = r.take(int(length))
	return p, nil
}
