package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"

	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// chunk sends one chunk of a file as it is. It answers members only, as entries
// does; what is not here whole is not here.
func (s *Server) chunk(w http.ResponseWriter, r *http.Request, asker keys.PartnerID) error {
	request, err := readRequest[ChunkRequest](r)
	if err != nil {
		return err
	}
	if err := s.mayRead(r.Context(), asker, request.Origin); err != nil {
		return err
	}
	content, err := s.Node.OpenContent(r.Context(), request.Origin, request.Index, request.Part)
	if err != nil {
		return err
	}
	defer content.Close()
	chunk, err := content.Chunk(request.Number)
	if errors.Is(err, io.EOF) {
		return errAbsent
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(chunk)))
	_, err = w.Write(chunk)
	if r.Context().Err() != nil || err != nil {
		return context.Canceled // the asker has gone, and asks again
	}
	return nil
}

// Chunk asks for one chunk of a file, of this size. More or less than that is
// node.ErrTampered.
func (c *Client) Chunk(ctx context.Context, request ChunkRequest, size int) ([]byte, error) {
	response, err := c.post(ctx, pathChunk, request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	chunk, err := io.ReadAll(io.LimitReader(response.Body, int64(size)+1))
	if err != nil {
		return nil, fmt.Errorf("exchange: read chunk %d of a file in %s from %s: %w", request.Number, request.Origin, c.Address, err)
	}
	if len(chunk) != size {
		return nil, fmt.Errorf("exchange: chunk %d of a file in %s comes with %d bytes or more, expected %d: %w", request.Number, request.Origin, len(chunk), size, node.ErrTampered)
	}
	return chunk, nil
}

// A Fetcher brings the content of files here that a partner's ledgers describe.
// It runs beside the Peer of that partner, so that a large file holds up no
// entry.
type Fetcher struct {
	Peer    Peer // its own copy: the two share no state
	taken   *rate.Limiter
	backoff time.Duration
}

// Run fetches what is wanted until the context ends, woken by the node's news. A
// file that cannot be had now holds up no other.
func (f *Fetcher) Run(ctx context.Context) {
	defer f.Peer.Client.Close()
	for ctx.Err() == nil {
		_, changed := f.Peer.Node.Changes.Now()
		err := f.Once(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			f.backoff = 0
			select {
			case <-changed:
			case <-ctx.Done():
			}
			continue
		}
		f.backoff = min(max(2*f.backoff, firstBackoff), lastBackoff)
		f.Peer.Log.Warn("files do not arrive", "partner", f.Peer.Partner, "again in", f.backoff, "error", err)
		if f.Peer.Pause(ctx, f.backoff) != nil {
			return
		}
	}
}

// Once brings every file here that is wanted of the partner.
func (f *Fetcher) Once(ctx context.Context) error {
	wanted, err := f.Peer.Node.Wanted(ctx, f.Peer.Partner)
	if err != nil {
		return err
	}
	var problems []error
	for _, file := range wanted {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := f.fetch(ctx, file); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

func (f *Fetcher) fetch(ctx context.Context, file store.File) error {
	if f.taken == nil {
		f.taken = rate.NewLimiter(kibPerSecond, kibInBurst)
	}
	err := f.Peer.Node.TakeFile(ctx, file, func(number int64, size int) ([]byte, error) {
		if !f.taken.AllowN(f.Peer.Node.Now(), size>>10+1) {
			return nil, errOverBudget
		}
		chunk, err := f.Peer.Client.Chunk(ctx, ChunkRequest{Origin: file.Origin, Index: file.Index, Part: file.Part, Number: number}, size)
		for tries := 0; isBusy(err) && tries < busyTries; tries++ {
			if pauseErr := f.Peer.Pause(ctx, time.Second); pauseErr != nil {
				return nil, pauseErr
			}
			chunk, err = f.Peer.Client.Chunk(ctx, ChunkRequest{Origin: file.Origin, Index: file.Index, Part: file.Part, Number: number}, size)
		}
		return chunk, err
	})
	if err != nil {
		return err
	}
	if now, err := f.Peer.Node.FileAt(ctx, file); err == nil && now.State == store.FilePresent {
		f.Peer.Log.Info("file verified", "partner", f.Peer.Partner, "ledger", file.Origin, "entry", file.Index, "chunks", record.ChunksOf(file.Size))
	}
	return nil
}

// busyTries is how often a partner that says "not so fast" is asked again before
// the file waits for another round.
const busyTries = 30

func isBusy(err error) bool {
	var refused *Refused
	return errors.As(err, &refused) && refused.Status == http.StatusTooManyRequests
}
