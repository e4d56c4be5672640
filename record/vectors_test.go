package record_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/keys"
	"entente/record"
)

// testdata/vectors.json is for readers in other languages: bytes are
// hexadecimal, ids as in their text form. The test below computes every value
// a second time from docs/formats.md with nothing but HMAC and SHA-256.
type vectors struct {
	About   string         `json:"about"`
	Parts   []partVector   `json:"parts"`
	Entries []entryVector  `json:"entries"`
	Headers []headerVector `json:"headers"`
	IDs     []idVector     `json:"ids"`
}

type partVector struct {
	Type       int    `json:"type"`
	Index      int    `json:"index"`
	State      int    `json:"state"`
	Salt       string `json:"salt,omitzero"`
	Content    string `json:"content,omitzero"`
	Commitment string `json:"commitment"`
}

type entryVector struct {
	Index      int64        `json:"index"`
	Salt       string       `json:"salt"`
	Parts      []partVector `json:"parts"`
	Commitment string       `json:"commitment"`
	Leaf       string       `json:"leaf"`
	LeafHash   string       `json:"leafHash"` // RFC 6962: SHA-256(0x00 ‖ leaf)
	Encoded    string       `json:"encoded"`
}

type headerVector struct {
	Header jsontext.Value `json:"header"`
	Bytes  string         `json:"bytes"`
}

type idVector struct {
	Channel      string `json:"channel"`
	Partner      string `json:"partner"`
	Milliseconds int64  `json:"milliseconds"`
	Sequence     int    `json:"sequence"`
	Bytes        string `json:"bytes"`
	Text         string `json:"text"`
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestVectorsForOtherLanguages(t *testing.T) {
	made, err := json.Marshal(makeVectors(t), json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "vectors.json", append(made, '\n'))

	var v vectors
	if err := json.Unmarshal(readGolden(t, "vectors.json"), &v); err != nil {
		t.Fatal(err)
	}
	for _, p := range v.Parts {
		p.check(t)
	}
	for _, e := range v.Entries {
		e.check(t)
	}
	for _, h := range v.Headers {
		if _, err := record.DecodeHeader(unhex(t, h.Bytes)); err != nil {
			t.Error(err)
		}
	}
	for _, id := range v.IDs {
		id.check(t)
	}
}

func (p partVector) check(t *testing.T) {
	t.Helper()
	mac := hmac.New(sha256.New, unhex(t, p.Salt))
	mac.Write([]byte("entente part 1\n"))
	mac.Write([]byte{byte(p.Type)})
	mac.Write(binary.BigEndian.AppendUint32(nil, uint32(p.Index)))
	mac.Write(unhex(t, p.Content))
	if got := hex.EncodeToString(mac.Sum(nil)); got != p.Commitment {
		t.Errorf("part %d commits to %s, expected %s", p.Index, got, p.Commitment)
	}
}

func (e entryVector) check(t *testing.T) {
	t.Helper()
	mac := hmac.New(sha256.New, unhex(t, e.Salt))
	mac.Write([]byte("entente entry 1\n"))
	encoded := []byte{1}
	encoded = binary.BigEndian.AppendUint64(encoded, uint64(e.Index))
	encoded = append(encoded, unhex(t, e.Leaf)...)
	encoded = append(encoded, unhex(t, e.Salt)...)
	encoded = binary.BigEndian.AppendUint16(encoded, uint16(len(e.Parts)))
	for _, p := range e.Parts {
		mac.Write([]byte{byte(p.Type)})
		mac.Write(unhex(t, p.Commitment))
		encoded = append(encoded, byte(p.Type), byte(p.State))
		encoded = append(encoded, unhex(t, p.Commitment)...)
		if p.State == 1 {
			p.check(t)
			encoded = append(encoded, unhex(t, p.Salt)...)
			encoded = binary.BigEndian.AppendUint32(encoded, uint32(len(p.Content)/2))
			encoded = append(encoded, unhex(t, p.Content)...)
		}
	}
	commitment := hex.EncodeToString(mac.Sum(nil))
	hash := sha256.Sum256(append([]byte{0}, unhex(t, e.Leaf)...))
	switch {
	case commitment != e.Commitment || "01"+commitment != e.Leaf:
		t.Errorf("entry commits to %s, expected %s", commitment, e.Commitment)
	case hex.EncodeToString(hash[:]) != e.LeafHash:
		t.Errorf("leaf hashes to %x, expected %s", hash, e.LeafHash)
	case hex.EncodeToString(encoded) != e.Encoded:
		t.Errorf("entry is encoded as %x, expected %s", encoded, e.Encoded)
	}
}

func (v idVector) check(t *testing.T) {
	t.Helper()
	channel, err := keys.DecodeID(v.Channel)
	if err != nil {
		t.Fatal(err)
	}
	partner, err := keys.DecodeID(v.Partner)
	if err != nil {
		t.Fatal(err)
	}
	raw := binary.BigEndian.AppendUint64(nil, uint64(v.Milliseconds)<<16|0x7000|uint64(v.Sequence))
	h := sha256.New()
	for _, piece := range [][]byte{[]byte("entente record id 1\n"), channel[:], partner[:], raw} {
		h.Write(piece)
	}
	raw = append(raw, h.Sum(nil)[:8]...)
	raw[8] = raw[8]&0x3f | 0x80
	if got := hex.EncodeToString(raw); got != v.Bytes || v.Text != record.ID(raw).String() {
		t.Errorf("id is %s, expected %s (%s)", got, v.Bytes, v.Text)
	}
}

func makeVectors(t *testing.T) vectors {
	v := vectors{About: "Bytes are hexadecimal. See docs/formats.md for what they are."}
	header, err := someHeader().Encode()
	if err != nil {
		t.Fatal(err)
	}
	v.Headers = []headerVector{{Header: header, Bytes: hex.EncodeToString(header)}}
	e := seal(t, &counted{}, []record.Part{
		{Type: record.LabelPart, Content: []byte(`<ConfidentialityLabel xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"/>`)},
		{Type: record.HeaderPart, Content: header},
		{Type: record.BodyPart, Content: []byte(`{"title":{"en":"Cyber Coalition","ko":"사이버 연합"},"contact":{"part":3}}`)},
		{Type: record.PersonalPart, Content: []byte(`{"name":"Kim Min-ji"}`)},
	})
	e.Index = 41
	v.Entries = append(v.Entries, vectorOf(e))
	v.Parts = v.Entries[0].Parts
	e.Parts[3] = record.Part{Type: record.PersonalPart, State: record.Withdrawn, Commitment: e.Parts[3].Commitment}
	e.Parts[2] = record.Part{Type: record.BodyPart, State: record.Withheld, Commitment: e.Parts[2].Commitment}
	v.Entries = append(v.Entries, vectorOf(e))
	h := someHeader()
	var ids record.IDs
	for sequence := range 2 {
		id := ids.Next(h.Channel, h.Partner, time.UnixMilli(1732320000123))
		v.IDs = append(v.IDs, idVector{h.Channel.String(), h.Partner.String(), 1732320000123, sequence, hex.EncodeToString(id[:]), id.String()})
	}
	return v
}

func vectorOf(e record.Entry) entryVector {
	hash := sha256.Sum256(append([]byte{0}, e.Leaf[:]...))
	v := entryVector{
		Index: e.Index, Salt: hex.EncodeToString(e.Salt[:]),
		Commitment: hex.EncodeToString(e.Leaf[1:]), Leaf: hex.EncodeToString(e.Leaf[:]), LeafHash: hex.EncodeToString(hash[:]),
		Encoded: hex.EncodeToString(record.AppendEntry(nil, e)),
	}
	for i, p := range e.Parts {
		part := partVector{Type: int(p.Type), Index: i, State: int(p.State), Commitment: hex.EncodeToString(p.Commitment[:])}
		if p.State == record.Present {
			part.Salt, part.Content = hex.EncodeToString(p.Salt[:]), hex.EncodeToString(p.Content)
		}
		v.Parts = append(v.Parts, part)
	}
	return v
}
