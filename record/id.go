package record

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"entente/keys"
)

// ChannelID names a channel. It is random and known to members only; the
// origins of the channel's ledgers are derived from it.
type ChannelID [16]byte

func (id ChannelID) String() string { return keys.EncodeID(id) }

func (id ChannelID) IsZero() bool { return id == ChannelID{} }

// MarshalText writes 26 characters.
func (id ChannelID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText accepts only what MarshalText writes.
func (id *ChannelID) UnmarshalText(text []byte) error {
	raw, err := keys.DecodeID(string(text))
	if err != nil {
		return fmt.Errorf("record: channel id: %w", err)
	}
	*id = raw
	return nil
}

// ID names a record within its channel: a UUIDv7 (RFC 9562) whose last 62 bits
// are derived from the channel, the partner that created the record, and the
// bits before them. So an id proves who created it, and a partner cannot begin
// a record under an id that another has used (docs/decisions/0003).
type ID [16]byte

func (id ID) IsZero() bool { return id == ID{} }

func (id ID) String() string {
	var text [36]byte
	hex.Encode(text[0:8], id[0:4])
	text[8] = '-'
	hex.Encode(text[9:13], id[4:6])
	text[13] = '-'
	hex.Encode(text[14:18], id[6:8])
	text[18] = '-'
	hex.Encode(text[19:23], id[8:10])
	text[23] = '-'
	hex.Encode(text[24:36], id[10:16])
	return string(text[:])
}

// Time is when the id was made, by the clock of the node that made it.
func (id ID) Time() time.Time {
	return time.UnixMilli(int64(binary.BigEndian.Uint64(id[:8]) >> 16)).UTC()
}

// ParseID accepts only the lower-case text of a UUIDv7.
func ParseID(text string) (ID, error) {
	var id ID
	if len(text) == 36 {
		compact := text[0:8] + text[9:13] + text[14:18] + text[19:23] + text[24:36]
		if raw, err := hex.DecodeString(compact); err == nil {
			copy(id[:], raw)
		}
	}
	if id.String() != text || id[6]>>4 != 7 || id[8]>>6 != 2 {
		return ID{}, fmt.Errorf("record: %.60q is not the id of a record", text)
	}
	return id, nil
}

// MarshalText writes the lower-case UUID.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText is ParseID.
func (id *ID) UnmarshalText(text []byte) error {
	parsed, err := ParseID(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// CreatedBy reports whether this partner created the record in this channel.
func (id ID) CreatedBy(channel ChannelID, partner keys.PartnerID) bool {
	bound := id
	bound.bind(channel, partner)
	return bound == id
}

const idDomain = "entente record id 1\n"

func (id *ID) bind(channel ChannelID, partner keys.PartnerID) {
	h := sha256.New()
	h.Write([]byte(idDomain))
	h.Write(channel[:])
	h.Write(partner[:])
	h.Write(id[:8])
	copy(id[8:], h.Sum(nil))
	id[8] = id[8]&0x3f | 0x80
}

// IDs makes the ids of one partner. The same value must not be made twice, so
// one node keeps one IDs; it is safe for concurrent use.
type IDs struct {
	mu   sync.Mutex
	last uint64 // milliseconds << 12 | sequence
}

// Resume makes every further id later than this one, which an earlier run of the
// node made: its clock may have been ahead of ours.
func (ids *IDs) Resume(after ID) {
	ids.mu.Lock()
	defer ids.mu.Unlock()
	moment := binary.BigEndian.Uint64(after[:8])
	ids.last = max(ids.last, moment>>16<<12|moment&0xfff)
}

// Next makes an id. When more than 4,096 are asked for in one millisecond, or
// the clock steps back, the time in the id runs ahead instead of repeating.
func (ids *IDs) Next(channel ChannelID, partner keys.PartnerID, at time.Time) ID {
	ids.mu.Lock()
	ids.last = max(ids.last+1, uint64(at.UnixMilli())<<12)
	moment := ids.last
	ids.mu.Unlock()

	var id ID
	binary.BigEndian.PutUint64(id[:8], moment>>12<<16|0x7000|moment&0xfff)
	id.bind(channel, partner)
	return id
}
