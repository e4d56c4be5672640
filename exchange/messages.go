package exchange

import (
	"github.com/go-json-experiment/json/jsontext"

	"entente/keys"
	"entente/record"
)

// Paths of the protocol; the number is its version. docs/formats.md, "Exchange".
const (
	pathHeads       = "/exchange/1/heads"
	pathEntries     = "/exchange/1/entries"
	pathCosignature = "/exchange/1/cosignature"
	pathChunk       = "/exchange/1/chunk"
)

// Limits on one exchange, whatever the partner sends or asks.
const (
	maxRequestBytes = 64 << 10
	maxHeadsBytes   = 4 << 20
	maxPageEntries  = 2000
	maxPageBytes    = 16 << 20 // of frames, before compression
	maxWaitSeconds  = 30
	maxLabels       = 256
	maxHeads        = 4096
)

// HeadsRequest asks what the other side holds. With After it waits until that
// has changed, at most WaitSeconds.
type HeadsRequest struct {
	After       string `json:"after,omitempty"`
	WaitSeconds int    `json:"waitSeconds,omitempty"`
	Manifest    int    `json:"manifest"` // newest version of the other's manifest that is known here
}

// Heads is what a partner may know of what this node holds.
type Heads struct {
	Token     string           `json:"token"`
	Software  string           `json:"software"`
	Manifests []jsontext.Value `json:"manifests,omitempty"` // newer than the asker knows, in order
	Charters  []jsontext.Value `json:"charters,omitempty"`  // of channels that name the asker
	Ledgers   []Head           `json:"ledgers,omitempty"`
}

// Head is one ledger of a channel that the asker is a member of.
type Head struct {
	Origin    string           `json:"origin"`
	Channel   record.ChannelID `json:"channel"`
	Partner   keys.PartnerID   `json:"partner"`
	Size      int64            `json:"size"`                // entries held and covered by a checkpoint
	Confirmed int64            `json:"confirmed,omitempty"` // up to where the asker's receipt is held here
	// Checkpoint is given for the asker's own ledgers: the newest one held here,
	// by which a node that was restored from a backup finds out (node.Gate).
	Checkpoint string `json:"checkpoint,omitempty"`
}

// EntriesRequest asks for a page of a ledger.
type EntriesRequest struct {
	Origin string `json:"origin"`
	From   int64  `json:"from"`
	Limit  int    `json:"limit,omitempty"` // entries in the page; 0 for as many as one page holds
	// Labels are SHA-256 digests, in hexadecimal, of the labels whose entries
	// may be sent with their content. Of all others only the label is sent.
	Labels []string `json:"labels,omitempty"`
}

// ChunkRequest asks for one chunk of a file.
type ChunkRequest struct {
	Origin string `json:"origin"`
	Index  int64  `json:"index"`
	Part   int    `json:"part"` // the attachment's, in its entry
	Number int64  `json:"number"`
}

// CosignatureMessage hands a receipt back.
type CosignatureMessage struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Line   string `json:"line"`
}

// refusal is the answer to a request that is not served. Forbidden and absent
// read alike.
type refusal struct {
	Problem string `json:"problem"`
}
