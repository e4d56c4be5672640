package web

import (
	"time"

	"entente/ledger"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A trouble is something about ledgers that a person should know in the morning.
// Where there is none, one calm line says so.
type trouble struct {
	ui.Status
	Then string
}

// What takes longer than this is worth a sentence: nodes exchange in seconds.
const (
	unconfirmedFor = time.Hour
	silentFor      = 24 * time.Hour
)

// troubles reads the state of every ledger and partner; its cost grows with them
// and not with entries.
func (s *site) troubles(in *opening, channels []store.Channel) (all []trouble, err error) {
	r := reader{in.Reader}
	if err := s.node.Gate(); err != nil {
		all = append(all, trouble{ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: r.say("This node must not sign now.")}, r.say("The operator finds the reason and what to do on the page of partners and channels.")})
	}
	for _, channel := range channels {
		standing, err := readStanding(in.Tx, s.node.Self(), channel.ID)
		if err != nil {
			return nil, err
		}
		for _, held := range standing.Ledgers {
			all = append(all, standing.troublesOf(r, held, in.Now)...)
		}
		apart, err := in.Tx.Quarantined(&channel.ID)
		if err != nil {
			return nil, err
		}
		if len(apart) > 0 {
			all = append(all, trouble{ui.Status{Glyph: ui.Triangle, Tone: ui.Warn, Word: r.Count("{n} entry is kept apart.|{n} entries are kept apart.", int64(len(apart)))}, r.hear(channel.Name).Text})
		}
	}
	partners, err := in.Tx.Partners()
	if err != nil {
		return nil, err
	}
	for _, p := range partners {
		if unreachable(p, in.Now) {
			since := r.say("No exchange yet.")
			if !p.LastExchange.IsZero() {
				since = r.say("Last exchange: {time}", "time", r.moment(p.LastExchange))
			}
			all = append(all, trouble{ui.Status{Glyph: ui.Triangle, Tone: ui.Warn, Word: r.say("{partner} cannot be reached.", "partner", upper(p.Code))}, since})
		}
	}
	return all, nil
}

func unreachable(p store.Partner, now time.Time) bool {
	return p.State == store.PartnerActive && (p.LastProblem != "" || !p.LastExchange.IsZero() && now.Sub(p.LastExchange) > silentFor)
}

// troublesOf are those of one ledger.
func (s standing) troublesOf(r reader, held heldLedger, now time.Time) (all []trouble) {
	if held.State == store.LedgerFrozen {
		return []trouble{{ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: r.say("A ledger of {partner} contradicts itself.", "partner", s.code(held.Partner))}, r.say("Two checkpoints contradict each other.")}}
	}
	if !held.Own || held.Head == nil || now.Sub(held.Head.Time) < unconfirmedFor {
		return nil
	}
	for _, member := range s.Members {
		receipt, given := held.Receipts[member]
		if member == s.Us || given && receipt.Size >= held.Head.Size {
			continue
		}
		all = append(all, trouble{
			ui.Status{Glyph: ui.Clock, Tone: ui.Warn, Word: r.say("{partner} has confirmed {n} of {all} entries of ours.", "partner", s.code(member), "n", r.count(sizeOf(receipt)), "all", r.count(held.Head.Size))},
			r.say("Waiting since {time}", "time", r.moment(held.Head.Time)),
		})
	}
	return all
}

func sizeOf(receipt ledger.Cosignature) int64 { return receipt.Size }

// firstSteps are what a new node has still to do.
type firstSteps struct {
	Met, Founded, Filled bool
}

// firstSteps is nil once a partner is known, a channel shared and something
// written.
func (s *site) firstSteps(in *opening, channels []store.Channel) (*firstSteps, error) {
	var f firstSteps
	partners, err := in.Tx.Partners()
	if err != nil {
		return nil, err
	}
	for _, p := range partners {
		f.Met = f.Met || p.State == store.PartnerActive
	}
	for _, channel := range channels {
		if !channel.Private && channel.State == store.ChannelActive {
			f.Founded = true
		}
		for _, kind := range s.Program.Kinds.All() {
			if f.Filled {
				break
			}
			n, err := in.Tx.CountRecords(store.RecordQuery{Channel: &channel.ID, Kind: kind.Name(), Limit: 1})
			if err != nil {
				return nil, err
			}
			f.Filled = n > 0
		}
	}
	if f.Met && f.Founded && f.Filled {
		return nil, nil
	}
	return &f, nil
}

// dayOf is the day in the reader's zone on which a record's newest revision was
// written, as its writer claims.
func (m morning) dayOf(r store.Record) record.Date { return record.DayOf(r.At.In(m.Zone())) }
