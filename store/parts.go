package store

import (
	"encoding/binary"
	"fmt"

	"entente/keys"
	"entente/record"
)

// partsVersion is the first byte of the parts column of an entry
// (docs/formats/database.md, "Parts").
const partsVersion = 1

// A piece is a part as the parts column has it: content of labels and headers
// plain, everything else encrypted.
type piece struct {
	kind       record.PartType
	state      record.PartState
	commitment keys.Commitment
	salt       keys.Salt // of a present label or header; of others it is inside data
	label      int64     // key of a present label's text
	data       []byte    // a header, or what is encrypted
	reason     string    // why withheld or rejected
}

// encrypted reports whether parts of this type are. Labels and headers are not:
// they are what readers judge everything else by, and are never withdrawn.
func encrypted(t record.PartType) bool { return t != record.HeaderPart && !labelling(t) }

func labelling(t record.PartType) bool {
	return t == record.LabelPart || t == record.AttachmentLabelPart
}

func appendPieces(dst []byte, pieces []piece) []byte {
	dst = append(dst, partsVersion)
	dst = binary.AppendUvarint(dst, uint64(len(pieces)))
	for _, p := range pieces {
		dst = append(dst, byte(p.kind), byte(p.state))
		dst = append(dst, p.commitment[:]...)
		if p.state == record.Present && !encrypted(p.kind) {
			dst = append(dst, p.salt[:]...)
		}
		switch {
		case p.state == record.Present && labelling(p.kind):
			dst = binary.AppendUvarint(dst, uint64(p.label))
		case p.state == record.Present:
			dst = binary.AppendUvarint(dst, uint64(len(p.data)))
			dst = append(dst, p.data...)
		case p.state == record.Withheld || p.state == record.Rejected:
			dst = binary.AppendUvarint(dst, uint64(len(p.reason)))
			dst = append(dst, p.reason...)
		}
	}
	return dst
}

// decodePieces reads what appendPieces wrote; the data alias b.
func decodePieces(b []byte) ([]piece, error) {
	c := cursor{rest: b}
	if version := c.take(1); len(version) == 1 && version[0] != partsVersion {
		return nil, fmt.Errorf("parts of version %d: %w", version[0], ErrDamaged)
	}
	count := c.uvarint()
	if count > record.MaxParts {
		return nil, fmt.Errorf("%d parts: %w", count, ErrDamaged)
	}
	pieces := make([]piece, count)
	for i := range pieces {
		c.piece(&pieces[i])
	}
	if c.failed || len(c.rest) > 0 {
		return nil, fmt.Errorf("parts of an entry cannot be read: %w", ErrDamaged)
	}
	return pieces, nil
}

type cursor struct {
	rest   []byte
	failed bool
}

func (c *cursor) take(n uint64) []byte {
	if c.failed || n > uint64(len(c.rest)) {
		c.failed = true
		return nil
	}
	taken := c.rest[:n:n]
	c.rest = c.rest[n:]
	return taken
}

func (c *cursor) uvarint() uint64 {
	value, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.failed = true
		return 0
	}
	c.take(uint64(n))
	return value
}

func (c *cursor) piece(p *piece) {
	if b := c.take(2); b != nil {
		p.kind, p.state = record.PartType(b[0]), record.PartState(b[1])
	}
	if !p.kind.Known() || !p.state.Known() {
		c.failed = true
	}
	copy(p.commitment[:], c.take(uint64(len(p.commitment))))
	switch p.state {
	case record.Present:
		if !encrypted(p.kind) {
			copy(p.salt[:], c.take(uint64(len(p.salt))))
		}
		if labelling(p.kind) {
			p.label = int64(c.uvarint())
			return
		}
		p.data = c.take(c.uvarint())
	case record.Withheld, record.Rejected:
		p.reason = string(c.take(c.uvarint()))
	}
}
