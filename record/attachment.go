package record

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"mime"
	"strings"

	"github.com/go-json-experiment/json"

	"entente/keys"
)

// ChunkBytes is the size of all chunks of a file but its last.
const ChunkBytes = 1 << 20

// MaxChunks is how many commitments fit into a description.
const MaxChunks = 20_000

// An Attachment is the content of an attachment part: what a file is called,
// what it is, and a commitment to each of its chunks. The chunks themselves
// travel and rest beside the entry (docs/formats/attachments.md).
type Attachment struct {
	Name      string
	MediaType string
	Size      int64
	Chunks    []keys.Commitment
}

// ErrAttachment is wrapped by every error about a description of a file.
var ErrAttachment = errors.New("not the description of a file")

type attachmentJSON struct {
	Name      string   `json:"name"`
	MediaType string   `json:"mediaType"`
	Size      int64    `json:"size"`
	Chunk     int64    `json:"chunk"`
	Chunks    []string `json:"chunks"`
}

const chunkDomain = "entente chunk 1\n"

// CommitChunk commits to one chunk of a file under the salt of its attachment
// part, so that what is withdrawn cannot be confirmed by guessing.
func CommitChunk(salt keys.Salt, number int64, content []byte) keys.Commitment {
	return keys.Commit(salt, chunkDomain, binary.BigEndian.AppendUint32(nil, uint32(number)), content)
}

// ChunksOf is how many chunks a file of this size has.
func ChunksOf(size int64) int64 { return (size + ChunkBytes - 1) / ChunkBytes }

// ChunkSize is how many bytes one chunk of the file has.
func (a Attachment) ChunkSize(number int64) int {
	return int(min(ChunkBytes, a.Size-number*ChunkBytes))
}

// Encode writes the description as it is committed to.
func (a Attachment) Encode() ([]byte, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	wire := attachmentJSON{Name: a.Name, MediaType: a.MediaType, Size: a.Size, Chunk: ChunkBytes, Chunks: make([]string, len(a.Chunks))}
	for i, c := range a.Chunks {
		wire.Chunks[i] = base64.StdEncoding.EncodeToString(c[:])
	}
	encoded, err := json.Marshal(wire, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("record: describe a file: %w", err)
	}
	return encoded, nil
}

// DecodeAttachment reads a description that anybody may have written.
func DecodeAttachment(content []byte) (Attachment, error) {
	if len(content) > MaxDescription {
		return Attachment{}, fmt.Errorf("record: describe a file: %d bytes, the limit is %d: %w", len(content), MaxDescription, ErrAttachment)
	}
	var wire attachmentJSON
	if err := json.Unmarshal(content, &wire); err != nil {
		return Attachment{}, fmt.Errorf("record: read the description of a file: %w: %w", ErrAttachment, err)
	}
	a := Attachment{Name: wire.Name, MediaType: wire.MediaType, Size: wire.Size, Chunks: make([]keys.Commitment, len(wire.Chunks))}
	if wire.Chunk != ChunkBytes {
		return Attachment{}, fmt.Errorf("record: read the description of a file: chunks of %d bytes, expected %d: %w", wire.Chunk, ChunkBytes, ErrAttachment)
	}
	for i, text := range wire.Chunks {
		raw, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || len(raw) != len(a.Chunks[i]) || len(text) != 44 {
			return Attachment{}, fmt.Errorf("record: read the description of a file: chunk %d has no commitment: %w", i, ErrAttachment)
		}
		copy(a.Chunks[i][:], raw)
	}
	return a, a.check()
}

func (a Attachment) check() error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("record: the description of a file: %s: %w", fmt.Sprintf(format, args...), ErrAttachment)
	}
	if problem := CheckFileName(a.Name); problem != NameGood {
		return wrong("its name %s", problem)
	}
	if kind, parameters, err := mime.ParseMediaType(a.MediaType); err != nil || len(parameters) > 0 || kind != a.MediaType || len(kind) > 127 || !strings.Contains(kind, "/") {
		return wrong("%.60q is no media type", a.MediaType)
	}
	if a.Size < 1 || a.Size > MaxChunks*ChunkBytes {
		return wrong("%d bytes, expected 1 to %d", a.Size, int64(MaxChunks*ChunkBytes))
	}
	if int64(len(a.Chunks)) != ChunksOf(a.Size) {
		return wrong("%d chunks for %d bytes", len(a.Chunks), a.Size)
	}
	return nil
}
