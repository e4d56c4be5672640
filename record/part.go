package record

import (
	"encoding/binary"

	"entente/keys"
)

// PartType says what a part of an entry is. The numbers are in every
// commitment and never change (docs/formats.md, "Entry").
type PartType byte

const (
	LabelPart           PartType = 0 // exact XML of the confidentiality label; always the first part
	HeaderPart          PartType = 1 // JSON Header; always the second part
	BodyPart            PartType = 2 // JSON snapshot of the kind's struct; always the third part
	PersonalPart        PartType = 3 // one personal value, named by the body through its index
	AttachmentPart      PartType = 4 // JSON description and chunk commitments of a file
	AttachmentLabelPart PartType = 5 // label of the attachment that follows it
)

var partTypeNames = [...]string{"label", "header", "body", "personal", "attachment", "attachment label"}

func (t PartType) Known() bool { return int(t) < len(partTypeNames) }

func (t PartType) String() string {
	if !t.Known() {
		return "unknown part"
	}
	return partTypeNames[t]
}

// PartState says what this node has of a part. Withdrawn is final: a part that
// arrives again afterwards is refused.
type PartState byte

const (
	Pending   PartState = 0 // committed to, not received yet
	Present   PartState = 1 // received; bytes and salt open the commitment
	Withheld  PartState = 2 // not requested or not given, for the stated reason
	Withdrawn PartState = 3 // taken back by its originator; bytes, salt and key destroyed
	Rejected  PartState = 4 // received, and does not open its commitment
)

var partStateNames = [...]string{"pending", "present", "withheld", "withdrawn", "rejected"}

func (s PartState) Known() bool { return int(s) < len(partStateNames) }

func (s PartState) String() string {
	if !s.Known() {
		return "unknown state"
	}
	return partStateNames[s]
}

// A Part is one separately committed piece of an entry. Content holds the
// bytes exactly as their writer made them; nothing is ever re-encoded to be
// verified. Salt and Content are set only when State is Present.
type Part struct {
	Type       PartType
	State      PartState
	Commitment keys.Commitment
	Salt       keys.Salt
	Content    []byte
	Reason     string // why Withheld or Rejected, for an operator; local, never on the wire
}

const partDomain = "entente part 1\n"

// CommitPart commits to one part: HMAC-SHA-256(salt, domain ‖ type ‖ index ‖ content),
// the index as four bytes, big-endian.
func CommitPart(salt keys.Salt, t PartType, index int, content []byte) keys.Commitment {
	var place [5]byte
	place[0] = byte(t)
	binary.BigEndian.PutUint32(place[1:], uint32(index))
	return keys.Commit(salt, partDomain, place[:], content)
}

// Opens reports whether a present part opens its commitment at this index.
func (p Part) Opens(index int) bool {
	return p.State == Present && CommitPart(p.Salt, p.Type, index, p.Content).Equal(p.Commitment)
}
