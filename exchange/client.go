package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"

	"entente/keys"
	"entente/ledger"
	"entente/outbound"
	"entente/record"
)

// A Client asks one partner's node. Nothing that comes back is believed: sizes
// are bounded before memory is used, and package node verifies the rest.
type Client struct {
	Address string // https://host:port
	HTTP    *http.Client
}

// NewClient connects to a partner's node with our key, and accepts only theirs.
// The address is the partner's word: reach says whether we go there.
func NewClient(address string, own keys.NodeKeys, pins []string, reach outbound.Policy) *Client {
	transport := &http.Transport{
		DialContext:           reach.Dial,
		TLSClientConfig:       keys.ClientTLS(own.TLS, pins),
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   2,
		IdleConnTimeout:       2 * maxWaitSeconds * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 2 * maxWaitSeconds * time.Second,
		DisableCompression:    true,
	}
	return &Client{Address: address, HTTP: &http.Client{Transport: transport, CheckRedirect: noRedirect}}
}

func noRedirect(*http.Request, []*http.Request) error {
	return errors.New("a partner's node does not redirect")
}

// Close lets idle connections go.
func (c *Client) Close() { c.HTTP.CloseIdleConnections() }

// A Refused is an answer other than success.
type Refused struct {
	Status  int
	Problem string
}

func (e *Refused) Error() string {
	return fmt.Sprintf("the partner's node answers %d %s: %s", e.Status, http.StatusText(e.Status), e.Problem)
}

func (c *Client) post(ctx context.Context, path string, request any) (*http.Response, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("exchange: ask %s%s: %w", c.Address, path, err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Address+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("exchange: ask %s%s: %w", c.Address, path, err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := c.HTTP.Do(r)
	if err != nil {
		return nil, fmt.Errorf("exchange: ask %s%s: %w", c.Address, path, err)
	}
	if response.StatusCode/100 != 2 {
		defer response.Body.Close()
		var problem refusal
		if json.UnmarshalRead(io.LimitReader(response.Body, 4<<10), &problem) != nil {
			problem.Problem = "no reason given"
		}
		return nil, fmt.Errorf("exchange: ask %s%s: %w", c.Address, path, &Refused{response.StatusCode, oneLine(problem.Problem)})
	}
	return response, nil
}

// oneLine makes a foreign sentence safe to show and to log.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text[:min(len(text), 200)])
}

// Heads asks what the partner holds; with After it waits for news.
func (c *Client) Heads(ctx context.Context, request HeadsRequest) (heads Heads, err error) {
	response, err := c.post(ctx, pathHeads, request)
	if err != nil {
		return heads, err
	}
	defer response.Body.Close()
	if err := json.UnmarshalRead(io.LimitReader(response.Body, maxHeadsBytes), &heads); err != nil {
		return heads, fmt.Errorf("exchange: read what %s holds: %w", c.Address, err)
	}
	if len(heads.Ledgers) > maxHeads || len(heads.Charters) > maxHeads || len(heads.Manifests) > maxHeads {
		return heads, fmt.Errorf("exchange: read what %s holds: more than %d ledgers, charters or manifests", c.Address, maxHeads)
	}
	return heads, nil
}

// HandBack gives our receipt to the partner.
func (c *Client) HandBack(ctx context.Context, receipt ledger.Cosignature) error {
	response, err := c.post(ctx, pathCosignature, CosignatureMessage{
		Origin: receipt.Origin, Size: receipt.Size, Line: string(receipt.Line),
	})
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// entries asks for a page. The checkpoint in it is not opened yet.
func (c *Client) entries(ctx context.Context, request EntriesRequest) (p page, err error) {
	response, err := c.post(ctx, pathEntries, request)
	if err != nil {
		return p, err
	}
	defer response.Body.Close()
	plain, err := zstd.NewReader(io.LimitReader(response.Body, maxPageBytes+1<<20),
		zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
	if err != nil {
		return p, fmt.Errorf("exchange: read entries of %s from %s: %w", request.Origin, c.Address, err)
	}
	defer plain.Close()
	if p, err = readFrames(ledger.NewFrameReader(plain, maxPageBytes)); err != nil {
		return p, fmt.Errorf("exchange: read entries of %s from %s: %w", request.Origin, c.Address, err)
	}
	return p, nil
}

func readFrames(frames *ledger.FrameReader) (p page, err error) {
	for {
		kind, payload, err := frames.Next()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return p, err
		}
		switch kind {
		case ledger.CheckpointFrame:
			p.head.Note = payload
		case ledger.EntryFrame:
			if len(p.entries) >= maxPageEntries {
				return p, fmt.Errorf("more than %d entries in a page", maxPageEntries)
			}
			entry, err := readEntry(payload)
			if err != nil {
				return p, err
			}
			p.entries = append(p.entries, entry)
		case ledger.ProofFrame:
			if p.proof, err = readHashes(payload); err != nil {
				return p, err
			}
		default:
			return p, fmt.Errorf("a frame of type %q has no place in a page", kind)
		}
	}
}

// readEntry keeps the place of an entry that cannot be read, so that it holds
// up nothing after it.
func readEntry(payload []byte) (record.Entry, error) {
	entry, err := record.DecodeEntry(payload)
	if err == nil {
		return entry, nil
	}
	index, leaf, placeErr := record.PlaceOf(payload)
	if placeErr != nil {
		return record.Entry{}, placeErr
	}
	return record.Unreadable(index, leaf, err.Error()), nil
}

func readHashes(payload []byte) (hashes []record.Hash, err error) {
	if len(payload)%len(record.Hash{}) != 0 {
		return nil, fmt.Errorf("a proof of %d bytes", len(payload))
	}
	for ; len(payload) > 0; payload = payload[len(record.Hash{}):] {
		hashes = append(hashes, record.Hash(payload[:len(record.Hash{})]))
	}
	return hashes, nil
}
