package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"entente/access"
	"entente/keys"
	"entente/record"
	"entente/store"
)

// held is what one side holds of one ledger.
type held struct {
	store.Ledger
	signed   int64                    // size of the newest checkpoint
	receipts map[keys.PartnerID]int64 // up to which size each partner has confirmed
}

func holding(tx *store.Tx, l store.Ledger) (held, error) {
	h := held{Ledger: l, receipts: map[keys.PartnerID]int64{}}
	receipts, err := tx.LatestCosignatures(l.Origin)
	if err != nil {
		return h, err
	}
	for _, r := range receipts {
		h.receipts[r.Partner] = r.Size
	}
	checkpoint, err := tx.LatestCheckpoint(l.Origin)
	if errors.Is(err, store.ErrNotFound) {
		return h, nil // it is being signed
	}
	h.signed = checkpoint.Size
	return h, err
}

func writtenBy(all []held, s *side) held {
	for _, h := range all {
		if h.Partner == s.Self() {
			return h
		}
	}
	return held{}
}

// shown is the report of one side for programs.
type shown struct {
	Partner string        `json:"partner"`
	Address string        `json:"address"`
	Folder  string        `json:"folder"`
	Ledgers []shownLedger `json:"ledgers"`

	Logins   []string `json:"logins"`
	Password string   `json:"password"` // of each of them
}

type shownLedger struct {
	Partner    string   `json:"partner"`
	Entries    int64    `json:"entries"`
	Checkpoint int64    `json:"checkpoint"`
	Cosigned   []string `json:"cosignedBy"` // by whom up to that checkpoint
}

// report says for each side where it is and what it has verified.
func report(ctx context.Context, o Options, sides []*side, channel record.ChannelID) error {
	codes := map[keys.PartnerID]string{}
	for _, s := range sides {
		codes[s.Self()] = s.code
	}
	for _, s := range sides {
		ledgers, err := s.ledgersOf(ctx, channel)
		if err != nil {
			return err
		}
		shown := shown{Partner: s.code, Address: s.address(), Folder: string(s.Folder), Password: access.DemoPassword}
		for _, a := range s.accounts() {
			shown.Logins = append(shown.Logins, a.Login)
		}
		for _, h := range ledgers {
			l := shownLedger{Partner: codes[h.Partner], Entries: h.Size, Checkpoint: h.signed, Cosigned: []string{}}
			for partner, size := range h.receipts {
				if size == h.signed {
					l.Cosigned = append(l.Cosigned, codes[partner])
				}
			}
			slices.Sort(l.Cosigned)
			shown.Ledgers = append(shown.Ledgers, l)
		}
		if err := shown.print(o, s); err != nil {
			return err
		}
	}
	if !o.JSON {
		var logins []string
		for _, a := range sides[0].accounts() {
			logins = append(logins, a.Login)
		}
		fmt.Fprintf(o.Out, "\nSign in as %s; the password of each is %s.\n", strings.Join(logins, ", "), access.DemoPassword)
		fmt.Fprintf(o.Out, "Folders: %s. Ctrl-C stops.\n", o.Dir)
	}
	return nil
}

func (shown shown) print(o Options, s *side) error {
	if o.JSON {
		line, err := json.Marshal(shown, json.Deterministic(true))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(o.Out, "%s\n", line)
		return err
	}
	var parts []string
	for _, l := range shown.Ledgers {
		parts = append(parts, fmt.Sprintf("%d entries of %s (checkpoint %d, cosigned by %s)", l.Entries, l.Partner, l.Checkpoint, strings.Join(l.Cosigned, ", ")))
	}
	_, err := fmt.Fprintf(o.Out, "%-18s %s\n  verified %s\n", s.name.EN, shown.Address, strings.Join(parts, ", "))
	return err
}
