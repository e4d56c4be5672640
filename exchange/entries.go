package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"

	"github.com/klauspost/compress/zstd"

	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// A page is what one answer carries of a ledger.
type page struct {
	head    ledger.Checkpoint
	entries []record.Entry
	proof   []record.Hash // from the page's end to the head; nil if they meet
}

// entries sends a page: checkpoint, entries, and the proof that ties the two.
func (s *Server) entries(w http.ResponseWriter, r *http.Request, asker keys.PartnerID) error {
	request, err := readRequest[EntriesRequest](r)
	if err != nil {
		return err
	}
	if len(request.Labels) > maxLabels || request.From < 0 {
		return errRequest
	}
	if err := s.mayRead(r.Context(), asker, request.Origin); err != nil {
		return err
	}
	p, err := readPage(r.Context(), s.Node.View, request)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.entente.frames+zstd")
	return writePage(w, p)
}

// errFull ends the reading of a page that has reached its size.
var errFull = errors.New("page is full")

type view func(context.Context, func(*store.Tx) error) error

// readPage collects a page of what a checkpoint covers, in one snapshot.
func readPage(ctx context.Context, view view, request EntriesRequest) (p page, err error) {
	acceptable := map[string]bool{}
	for _, digest := range request.Labels {
		acceptable[digest] = true
	}
	err = view(ctx, func(tx *store.Tx) error {
		if p.head, err = tx.LatestCheckpoint(request.Origin); err != nil {
			return err
		}
		if request.From >= p.head.Size {
			return nil
		}
		limit := int64(maxPageEntries)
		if request.Limit > 0 {
			limit = min(limit, int64(request.Limit))
		}
		bytes := 0
		end := request.From
		err := tx.Entries(request.Origin, request.From, min(p.head.Size, request.From+limit), func(e record.Entry) error {
			e = onlyLabelled(e, acceptable)
			bytes += encodedBytes(e)
			if bytes > maxPageBytes/2 && len(p.entries) > 0 {
				return errFull
			}
			p.entries = append(p.entries, e)
			end = e.Index + 1
			return nil
		})
		if err != nil && !errors.Is(err, errFull) {
			return err
		}
		p.proof, err = ledger.ProveConsistency(end, p.head.Size, p.head.Root, tx.Tiles(request.Origin))
		return err
	})
	return p, err
}

// onlyLabelled takes the content out of an entry whose label the asker has not
// accepted: it gets the label, and decides.
func onlyLabelled(e record.Entry, acceptable map[string]bool) record.Entry {
	hide := func(p record.Part) record.Part {
		if p.State == record.Present || p.State == record.Rejected {
			return record.Part{Type: p.Type, State: record.Pending, Commitment: p.Commitment}
		}
		p.Reason = "" // ours, not for the wire
		return p
	}
	parts := make([]record.Part, len(e.Parts))
	copy(parts, e.Parts)
	accepted := parts[0].State == record.Present && acceptable[Digest(parts[0].Content)]
	for i := range parts {
		switch {
		case i == 0:
		case parts[i].Type == record.AttachmentPart:
			if own := parts[i-1]; !accepted || own.State != record.Present || !acceptable[Digest(own.Content)] {
				parts[i] = hide(parts[i])
			}
		case !accepted && parts[i].Type != record.AttachmentLabelPart:
			parts[i] = hide(parts[i])
		}
	}
	e.Parts = parts
	return e
}

// Digest names a label in requests.
func Digest(label []byte) string {
	sum := sha256.Sum256(label)
	return hex.EncodeToString(sum[:])
}

func encodedBytes(e record.Entry) int {
	total := 80
	for _, p := range e.Parts {
		total += 70 + len(p.Content)
	}
	return total
}

func writePage(w http.ResponseWriter, p page) error {
	compressed, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	frames := ledger.NewFrameWriter(compressed)
	if err := frames.Write(ledger.CheckpointFrame, p.head.Note); err != nil {
		return err
	}
	var buffer []byte
	for _, e := range p.entries {
		buffer = record.AppendEntry(buffer[:0], e)
		if err := frames.Write(ledger.EntryFrame, buffer); err != nil {
			return err
		}
	}
	proof := make([]byte, 0, len(p.proof)*len(record.Hash{}))
	for _, h := range p.proof {
		proof = append(proof, h[:]...)
	}
	if err := frames.Write(ledger.ProofFrame, proof); err != nil {
		return err
	}
	if err := frames.Close(); err != nil {
		return err
	}
	return compressed.Close()
}
