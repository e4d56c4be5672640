package exchange

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/keys"
	"entente/store"
)

// heads answers at once if the asker has not seen the present state, else when
// it changes or the wait is over.
func (s *Server) heads(w http.ResponseWriter, r *http.Request, asker keys.PartnerID) error {
	request, err := readRequest[HeadsRequest](r)
	if err != nil {
		return err
	}
	wait := time.Duration(min(max(request.WaitSeconds, 0), maxWaitSeconds)) * time.Second
	timeUp := s.After(wait)
	for {
		version, changed := s.Node.Changes.Now()
		token := fmt.Sprintf("%s-%d", s.run, version)
		if token != request.After || wait == 0 {
			heads, err := s.headsFor(r.Context(), asker, request.Manifest)
			if err != nil {
				return err
			}
			heads.Token, heads.Software = token, s.Software
			return writeAnswer(w, heads)
		}
		select {
		case <-changed:
		case <-timeUp:
			wait = 0
		case <-r.Context().Done():
			return r.Context().Err()
		}
		// A pin or a membership may have ended while this request waited.
		if still, err := s.Asker(r); err != nil || still != asker {
			return errAbsent
		}
	}
}

func (s *Server) headsFor(ctx context.Context, asker keys.PartnerID, knownManifest int) (heads Heads, err error) {
	err = s.Node.View(ctx, func(tx *store.Tx) error {
		if heads.Manifests, err = newerManifests(tx, s.Node.Self(), knownManifest); err != nil {
			return err
		}
		channels, err := tx.Channels()
		if err != nil {
			return err
		}
		room := maxHeadsBytes / 2 // the rest is for ledgers; charters that do not fit wait for those before them
		for _, c := range channels {
			member, charters, err := s.Node.ChartersFor(tx, c.ID, asker)
			if err != nil {
				return err
			}
			for _, envelope := range charters {
				encoded := envelope.Encode()
				if room -= len(encoded); room > 0 {
					heads.Charters = append(heads.Charters, jsontext.Value(encoded))
				}
			}
			if !member {
				continue
			}
			ledgers, err := tx.LedgersOf(c.ID)
			if err != nil {
				return err
			}
			for _, l := range ledgers {
				head, err := headOf(tx, l, asker)
				if err != nil {
					return err
				}
				heads.Ledgers = append(heads.Ledgers, head)
			}
		}
		return nil
	})
	return heads, err
}

func newerManifests(tx *store.Tx, self keys.PartnerID, known int) ([]jsontext.Value, error) {
	chain, err := tx.Manifests(self)
	if err != nil || known >= len(chain) {
		return nil, err
	}
	var newer []jsontext.Value
	for _, envelope := range chain[max(known, 0):] {
		newer = append(newer, jsontext.Value(envelope.Encode()))
	}
	return newer, nil
}

// headOf says what this node can serve of a ledger: up to its newest checkpoint.
func headOf(tx *store.Tx, l store.Ledger, asker keys.PartnerID) (Head, error) {
	head := Head{Origin: l.Origin, Channel: l.Channel, Partner: l.Partner}
	checkpoint, err := tx.LatestCheckpoint(l.Origin)
	if errors.Is(err, store.ErrNotFound) {
		return head, nil
	}
	if err != nil {
		return head, err
	}
	head.Size = checkpoint.Size
	if l.Partner == asker {
		head.Checkpoint = string(checkpoint.Note)
		return head, nil
	}
	cosignatures, err := tx.LatestCosignatures(l.Origin)
	if err != nil {
		return head, err
	}
	for _, c := range cosignatures {
		if c.Partner == asker {
			head.Confirmed = c.Size
		}
	}
	return head, nil
}
