package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/transparency-dev/formats/proof"

	"entente/keys"
	"entente/record"
)

// A Proof shows to somebody who has neither node nor network that one entry is
// in a ledger: the entry, the way from its leaf to the root, a checkpoint over
// that root with whatever cosignatures the maker had, and the manifests and
// charters that say whose keys those are. As a file it is a C2SP tlog-proof
// whose extra line holds the frames of manifests, charters and the entry.
type Proof struct {
	Index      int64
	Hashes     []record.Hash
	Checkpoint []byte // a signed note; see Checkpoint.AddLines
	Entry      record.Entry
	Manifests  []keys.Envelope
	Charters   []keys.Envelope
}

// Limits on a proof file.
const (
	MaxProofBytes      = 24 << 20
	maxProofFrameBytes = 16 << 20
	maxProofEnvelopes  = 4096
)

// Marshal writes the file.
func (p Proof) Marshal() ([]byte, error) {
	if p.Index != p.Entry.Index {
		return nil, fmt.Errorf("ledger: write proof of entry %d: it holds entry %d: %w", p.Index, p.Entry.Index, ErrMalformed)
	}
	var extra bytes.Buffer
	frames := NewFrameWriter(&extra)
	var err error
	for _, m := range p.Manifests {
		err = errors.Join(err, frames.Write(ManifestFrame, m.Encode()))
	}
	for _, c := range p.Charters {
		err = errors.Join(err, frames.Write(CharterFrame, c.Encode()))
	}
	err = errors.Join(err, frames.Write(EntryFrame, record.AppendEntry(nil, p.Entry)), frames.Close())
	if err != nil {
		return nil, fmt.Errorf("ledger: write proof of entry %d: %w", p.Index, err)
	}
	text := proof.TLogProof{Index: uint64(p.Index), Checkpoint: p.Checkpoint, ExtraData: extra.Bytes()}
	for _, h := range p.Hashes {
		text.Hashes = append(text.Hashes, h)
	}
	return text.Marshal(), nil
}

const proofHeader = "c2sp.org/tlog-proof@v1\n"

// ParseProof reads a file that anybody may have made. It checks form and sizes;
// VerifyProof checks what the file claims. formats' own parser cannot be used:
// it ends a line at 64 KiB and takes numbers and base64 in several spellings.
func ParseProof(file []byte) (Proof, error) {
	malformed := func(why string) (Proof, error) {
		return Proof{}, fmt.Errorf("ledger: read proof: %s: %w", why, ErrMalformed)
	}
	if len(file) > MaxProofBytes {
		return malformed("too many bytes")
	}
	rest, ok := bytes.CutPrefix(file, []byte(proofHeader))
	if !ok {
		return malformed("not a C2SP proof, version 1")
	}
	extra, rest, ok := cutField(rest, "extra ")
	if !ok {
		return malformed("no extra line, which would hold the entry")
	}
	index, rest, ok := cutField(rest, "index ")
	if !ok {
		return malformed("no index line")
	}
	var p Proof
	var err error
	if p.Index, err = strconv.ParseInt(string(index), 10, 64); err != nil || p.Index < 0 || strconv.FormatInt(p.Index, 10) != string(index) {
		return malformed("index is not a plain number")
	}
	for {
		line, after, ended := bytes.Cut(rest, []byte("\n"))
		rest = after
		if ended && len(line) == 0 {
			break
		}
		var h record.Hash
		if !ended || h.UnmarshalText(line) != nil || len(p.Hashes) == maxProofHashes {
			return malformed("hashes do not end, or are not base 64 of 32 bytes")
		}
		p.Hashes = append(p.Hashes, h)
	}
	if len(rest) > MaxNoteBytes {
		return malformed("checkpoint is too large")
	}
	p.Checkpoint = bytes.Clone(rest)
	frames, err := base64.StdEncoding.Strict().AppendDecode(nil, extra)
	if err != nil || base64.StdEncoding.EncodedLen(len(frames)) != len(extra) {
		return malformed("extra line is not base 64")
	}
	return p, p.readFrames(frames)
}

func cutField(text []byte, name string) (value, rest []byte, ok bool) {
	line, rest, ended := bytes.Cut(text, []byte("\n"))
	value, named := bytes.CutPrefix(line, []byte(name))
	return value, rest, ended && named
}

// readFrames reads the extra line: manifests, charters, exactly one entry.
func (p *Proof) readFrames(frames []byte) error {
	r := NewFrameReader(bytes.NewReader(frames), maxProofFrameBytes)
	entries := 0
	for {
		t, payload, err := r.Next()
		if err == io.EOF && entries == 1 && p.Entry.Index == p.Index {
			return nil
		}
		switch {
		case err == io.EOF:
			err = fmt.Errorf("%d entries, expected entry %d: %w", entries, p.Index, ErrMalformed)
		case err != nil:
		case len(p.Manifests)+len(p.Charters) >= maxProofEnvelopes:
			err = fmt.Errorf("too many envelopes: %w", ErrMalformed)
		case t == EntryFrame:
			entries++
			p.Entry, err = record.DecodeEntry(payload)
		case t == ManifestFrame:
			p.Manifests, err = appendEnvelope(p.Manifests, payload)
		case t == CharterFrame:
			p.Charters, err = appendEnvelope(p.Charters, payload)
		default:
			err = fmt.Errorf("frame %q does not belong in a proof: %w", t, ErrMalformed)
		}
		if err != nil {
			*p = Proof{}
			return fmt.Errorf("ledger: read proof: %w", err)
		}
	}
}

func appendEnvelope(to []keys.Envelope, payload []byte) ([]keys.Envelope, error) {
	e, err := keys.ParseEnvelope(payload)
	return append(to, e), err
}
