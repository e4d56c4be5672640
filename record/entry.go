package record

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"entente/keys"
)

// Leaf is all that the tree of a ledger ever holds of an entry: a version byte
// and the entry's commitment.
type Leaf [33]byte

// LeafVersion is the first byte of every leaf written by this version.
const LeafVersion = 1

// NewLeaf wraps an entry commitment.
func NewLeaf(c keys.Commitment) Leaf {
	var l Leaf
	l[0] = LeafVersion
	copy(l[1:], c[:])
	return l
}

// An Entry is one position of a ledger: an ordered list of parts under one
// commitment. Salt is known wherever the entry was received and stays when
// parts are withdrawn, so that the leaf can always be recomputed.
type Entry struct {
	Index int64
	Leaf  Leaf
	Salt  keys.Salt
	Parts []Part
}

// Limits on what one entry may hold, for writers and for what partners send.
const (
	MaxParts         = 256
	MaxLabelBytes    = 16 << 10
	MaxHeaderBytes   = 64 << 10
	MaxBodyBytes     = 1 << 20
	MaxPersonalBytes = 64 << 10
	MaxDescription   = 1 << 20 // of an attachment: its chunk list
)

// MaxContentBytes is the limit for one part of this type.
func (t PartType) MaxContentBytes() int {
	switch t {
	case LabelPart, AttachmentLabelPart:
		return MaxLabelBytes
	case HeaderPart:
		return MaxHeaderBytes
	case BodyPart:
		return MaxBodyBytes
	case PersonalPart:
		return MaxPersonalBytes
	default:
		return MaxDescription
	}
}

// ErrMalformedEntry is wrapped by every error about the shape of an entry.
var ErrMalformedEntry = errors.New("malformed entry")

// Personal is what a node has of one part, as Kind.Decode asks for it.
func (e Entry) Personal(part int) ([]byte, PartState) {
	if part < 0 || part >= len(e.Parts) {
		return nil, Pending
	}
	return e.Parts[part].Content, e.Parts[part].State
}

const entryDomain = "entente entry 1\n"

// CommitEntry commits to the list of parts: HMAC-SHA-256(salt, domain ‖ (type ‖
// commitment)…). The type stands beside its commitment so that a reader who is
// not given a part still knows what it is not given.
func CommitEntry(salt keys.Salt, parts []Part) keys.Commitment {
	list := make([]byte, 0, len(parts)*(1+len(keys.Commitment{})))
	for _, p := range parts {
		list = append(list, byte(p.Type))
		list = append(list, p.Commitment[:]...)
	}
	return keys.Commit(salt, entryDomain, list)
}

// Seal draws salts, commits to every part and computes the leaf. The parts'
// Type and Content must be set; their order must be that of an entry. An
// attachment brings the salt that its chunks are committed to under.
func Seal(random io.Reader, parts []Part) (Entry, error) {
	e := Entry{Parts: parts}
	if err := e.checkOrder(); err != nil {
		return Entry{}, err
	}
	for i := range e.Parts {
		p := &e.Parts[i]
		if limit := p.Type.MaxContentBytes(); len(p.Content) > limit {
			return Entry{}, fmt.Errorf("record: seal part %d (%s): %d bytes, the limit is %d: %w", i, p.Type, len(p.Content), limit, ErrMalformedEntry)
		}
		if p.Salt == (keys.Salt{}) || p.Type != AttachmentPart {
			salt, err := keys.NewSalt(random)
			if err != nil {
				return Entry{}, err
			}
			p.Salt = salt
		}
		p.State = Present
		p.Commitment = CommitPart(p.Salt, p.Type, i, p.Content)
	}
	salt, err := keys.NewSalt(random)
	if err != nil {
		return Entry{}, err
	}
	e.Salt = salt
	e.Leaf = NewLeaf(CommitEntry(salt, e.Parts))
	return e, nil
}

// Verify checks that the parts open the leaf: their order, the entry
// commitment, and the commitment of every part that is present.
func (e Entry) Verify() error {
	if err := e.checkOrder(); err != nil {
		return err
	}
	if e.Leaf[0] != LeafVersion {
		return fmt.Errorf("record: entry %d: leaf version %d is not known: %w", e.Index, e.Leaf[0], ErrMalformedEntry)
	}
	if NewLeaf(CommitEntry(e.Salt, e.Parts)) != e.Leaf {
		return fmt.Errorf("record: entry %d: its parts do not open its leaf: %w", e.Index, ErrMalformedEntry)
	}
	for i, p := range e.Parts {
		if p.State == Present && !p.Opens(i) {
			return fmt.Errorf("record: entry %d part %d (%s): content does not open its commitment: %w", e.Index, i, p.Type, ErrMalformedEntry)
		}
	}
	return nil
}

// checkOrder holds an entry to: label, header, body, then personal parts and
// attachments, each attachment directly after its own label.
func (e Entry) checkOrder() error {
	malformed := func(format string, args ...any) error {
		return fmt.Errorf("record: entry %d: %s: %w", e.Index, fmt.Sprintf(format, args...), ErrMalformedEntry)
	}
	if len(e.Parts) < 3 || len(e.Parts) > MaxParts {
		return malformed("%d parts, expected 3 to %d", len(e.Parts), MaxParts)
	}
	for i, p := range e.Parts {
		var previous PartType
		if i > 0 {
			previous = e.Parts[i-1].Type
		}
		switch {
		case i < 3 && p.Type != PartType(i):
			return malformed("part %d is a %s, expected %s", i, p.Type, PartType(i))
		case i < 3:
		case p.Type != PersonalPart && p.Type != AttachmentPart && p.Type != AttachmentLabelPart:
			return malformed("part %d is a %s", i, p.Type)
		case (p.Type == AttachmentPart) != (previous == AttachmentLabelPart):
			return malformed("part %d: a label and its attachment must stand together", i)
		case p.Type == AttachmentLabelPart && i == len(e.Parts)-1:
			return malformed("part %d: a label without its attachment", i)
		}
	}
	return nil
}

// Part returns the first part of this type, or a zero part in state Pending.
func (e Entry) Part(t PartType) Part {
	for _, p := range e.Parts {
		if p.Type == t {
			return p
		}
	}
	return Part{Type: t}
}

// Content returns the bytes of the first part of this type if it is present.
func (e Entry) Content(t PartType) ([]byte, bool) {
	p := e.Part(t)
	return p.Content, p.State == Present
}

// Inspect returns what holds of an entry that somebody else sent: a part that
// does not open its commitment is Rejected and loses its content; if the list
// of parts does not open the leaf, every part is. The leaf stays as it is,
// since the ledger's root covers it either way.
func Inspect(e Entry) Entry {
	e.Parts = slices.Clone(e.Parts)
	reason := ""
	if e.Leaf[0] != LeafVersion {
		reason = fmt.Sprintf("leaf version %d is not known", e.Leaf[0])
	} else if NewLeaf(CommitEntry(e.Salt, e.Parts)) != e.Leaf {
		reason = "the list of parts does not open the leaf"
	}
	for i := range e.Parts {
		part := &e.Parts[i]
		switch {
		case reason != "":
			part.Reason = reason
		case part.State == Present && !part.Opens(i):
			part.Reason = "the content does not open its commitment"
		default:
			continue
		}
		part.State, part.Content, part.Salt = Rejected, nil, keys.Salt{}
	}
	return e
}

// Unreadable stands for an entry whose encoding cannot be read: its leaf keeps
// its place in the ledger, so that nothing after it is held up.
func Unreadable(index int64, leaf Leaf, reason string) Entry {
	e := Entry{Index: index, Leaf: leaf}
	for t := LabelPart; t <= BodyPart; t++ {
		e.Parts = append(e.Parts, Part{Type: t, State: Rejected, Reason: reason})
	}
	return e
}
