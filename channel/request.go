package channel

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"entente/access"
	"entente/keys"
	"entente/record"
)

const (
	requestFormat = "entente signing request 1"
	answerFormat  = "entente signing answer 1"
)

// Limits on what travels between a node and a holder.
const (
	MaxRequestBytes = 128 << 20
	MaxAnswerBytes  = 64 << 20
	maxAsked        = 1_000
)

// A Request is a file with which a node asks a mandate holder for signatures. It
// holds the whole entries, so that what is signed follows from what is read: the
// holder's own program computes the leaf from the text that it shows.
type Request struct {
	Format    string          `json:"format"`
	Charter   keys.Envelope   `json:"charter"`
	Manifests []keys.Envelope `json:"manifests"` // of the members, their newest; ours among them
	Partner   keys.PartnerID  `json:"partner"`   // whose holder is asked
	Origin    string          `json:"origin"`    // the ledger
	Mandates  []keys.Envelope `json:"mandates"`
	Asked     []Asked         `json:"asked"`
}

// Asked is one signature that is asked for.
type Asked struct {
	Act    access.Verb `json:"act"`
	Entry  []byte      `json:"entry"`            // as nodes send each other: record.AppendEntry
	Listed [][]byte    `json:"listed,omitempty"` // the entries that it names, if it is a list
}

// An Answer is a file with a holder's signatures.
type Answer struct {
	Format  string        `json:"format"`
	Origin  string        `json:"origin"`
	Mandate keys.Envelope `json:"mandate"`
	Acts    []access.Act  `json:"acts"`
}

// Read is one signature that is asked for, with its entries verified: every part
// that is shown opens the leaf that is signed.
type Read struct {
	Act    access.Verb
	Entry  record.Entry
	Header record.Header
	Listed []record.Entry // for a list: exactly the entries that it names
}

var (
	// ErrSigningRequest says that a file is no request that can be signed.
	ErrSigningRequest = errors.New("not a request that can be signed")
	// ErrSigningAnswer says that a file is no answer to a request.
	ErrSigningAnswer = errors.New("not an answer to a request")
)

// Encode writes the file.
func (r Request) Encode() ([]byte, error) {
	r.Format = requestFormat
	return json.Marshal(r, json.Deterministic(true))
}

// DecodeRequest reads a file that a node wrote, which may be anybody's.
func DecodeRequest(b []byte) (r Request, err error) {
	if len(b) > MaxRequestBytes {
		return r, fmt.Errorf("channel: read a request: %d bytes, the limit is %d: %w", len(b), MaxRequestBytes, ErrSigningRequest)
	}
	if err := json.Unmarshal(b, &r, json.RejectUnknownMembers(true)); err != nil {
		return r, fmt.Errorf("channel: read a request: %v: %w", err, ErrSigningRequest)
	}
	if r.Format != requestFormat || len(r.Asked) == 0 || len(r.Asked) > maxAsked {
		return r, fmt.Errorf("channel: read a request: format %.40q with %d signatures asked for: %w", r.Format, len(r.Asked), ErrSigningRequest)
	}
	return r, nil
}

// Terms verifies the charter of the request's channel with the manifests in it,
// so that its name and members are those that the members signed.
func (r Request) Terms() (Opened, map[keys.PartnerID]keys.Manifest, error) {
	known := Known{Manifests: map[string]keys.Manifest{}}
	members := map[keys.PartnerID]keys.Manifest{}
	for _, envelope := range r.Manifests {
		manifest, err := keys.ReadManifest(envelope)
		if err != nil || !manifest.Root.Signed(envelope) {
			return Opened{}, nil, fmt.Errorf("channel: read a request: a manifest is not signed by its root: %w", ErrSigningRequest)
		}
		known.Manifests[envelope.HashText()] = manifest
		if manifest.Version >= members[manifest.Partner].Version {
			members[manifest.Partner] = manifest
		}
	}
	opened, err := Open(r.Charter, known)
	if err == nil && len(opened.Missing) > 0 {
		err = fmt.Errorf("%d members have not signed its charter: %w", len(opened.Missing), ErrUnsigned)
	}
	if err != nil {
		return Opened{}, nil, fmt.Errorf("channel: read a request: %w: %w", err, ErrSigningRequest)
	}
	if _, member := opened.Member(r.Partner); !member {
		return Opened{}, nil, fmt.Errorf("channel: read a request: the charter does not name partner %s: %w", r.Partner, ErrSigningRequest)
	}
	return opened, members, nil
}

// Open verifies one signature that is asked for: the entry opens its leaf with
// every part in the clear, it stands in the channel of the request and is of its
// partner, and a list comes with just the entries that it names.
func (r Request) Open(a Asked, in record.ChannelID) (Read, error) {
	refused := func(format string, args ...any) (Read, error) {
		return Read{}, fmt.Errorf("channel: read a request: %s: %w", fmt.Sprintf(format, args...), ErrSigningRequest)
	}
	if !a.Act.Known() {
		return refused("act %.40q is not known", a.Act)
	}
	entry, header, err := r.whole(a.Entry, in)
	if err != nil {
		return refused("%v", err)
	}
	read := Read{Act: a.Act, Entry: entry, Header: header}
	if header.Kind != KindList {
		if len(a.Listed) > 0 {
			return refused("entry %d names no others, and %d come with it", entry.Index, len(a.Listed))
		}
		return read, nil
	}
	body, _ := entry.Content(record.BodyPart)
	list, err := DecodeList(body)
	if err != nil || len(list.Leaves) != len(a.Listed) {
		return refused("list %d names other entries than come with it", entry.Index)
	}
	for i, encoded := range a.Listed {
		listed, _, err := r.whole(encoded, in)
		if err != nil || listed.Index != list.Leaves[i].Index || listed.Leaf != list.Leaves[i].Leaf {
			return refused("list %d does not name entry %d as it is here", entry.Index, listed.Index)
		}
		read.Listed = append(read.Listed, listed)
	}
	return read, nil
}

// whole decodes an entry of which nothing is missing: nobody signs what they
// cannot read. The content of files is not part of an entry; their description is.
func (r Request) whole(encoded []byte, in record.ChannelID) (record.Entry, record.Header, error) {
	entry, err := record.DecodeEntry(encoded)
	if err != nil {
		return entry, record.Header{}, err
	}
	if err := entry.Verify(); err != nil {
		return entry, record.Header{}, err
	}
	for i, part := range entry.Parts {
		if part.State != record.Present {
			return entry, record.Header{}, fmt.Errorf("part %d of entry %d is %s", i, entry.Index, part.State)
		}
	}
	header, err := record.DecodeHeader(entry.Part(record.HeaderPart).Content)
	if err == nil && (header.Channel != in || header.Partner != r.Partner) {
		err = fmt.Errorf("entry %d is of channel %s and partner %s", entry.Index, header.Channel, header.Partner)
	}
	return entry, header, err
}

// Encode writes the file.
func (a Answer) Encode() ([]byte, error) {
	a.Format = answerFormat
	return json.Marshal(a, json.Deterministic(true))
}

// DecodeAnswer reads a file that somebody handed in.
func DecodeAnswer(b []byte) (a Answer, err error) {
	if len(b) > MaxAnswerBytes {
		return a, fmt.Errorf("channel: read an answer: %d bytes, the limit is %d: %w", len(b), MaxAnswerBytes, ErrSigningAnswer)
	}
	if err := json.Unmarshal(b, &a, json.RejectUnknownMembers(true)); err != nil {
		return a, fmt.Errorf("channel: read an answer: %v: %w", err, ErrSigningAnswer)
	}
	if a.Format != answerFormat || len(a.Acts) == 0 || len(a.Acts) > maxAsked {
		return a, fmt.Errorf("channel: read an answer: format %.40q with %d signatures: %w", a.Format, len(a.Acts), ErrSigningAnswer)
	}
	return a, nil
}

// Entries are the acts of an answer as they are written into the ledger.
func (a Answer) Entries() (all []ActEntry) {
	for _, act := range a.Acts {
		all = append(all, ActEntry{Leaf: act.Leaf, Act: act, Mandate: a.Mandate})
	}
	return all
}
