package web

import (
	"slices"

	"entente/keys"
	"entente/ledger"
	"entente/store"
	"entente/ui"
)

// A standing is what one snapshot holds of the ledgers of a channel: what their
// writers signed, and how much of it each member has confirmed.
type standing struct {
	Us       keys.PartnerID
	Ours     keys.PartnerID // whose tag is filled: the reader's own partner
	Partners map[keys.PartnerID]store.Partner
	Members  []keys.PartnerID // of the channel, this node's own first
	Ledgers  []heldLedger
}

// A heldLedger is a ledger with its newest checkpoint, if it has one, and the
// newest receipt of each partner that gave one.
type heldLedger struct {
	store.Ledger
	Head     *ledger.Checkpoint
	Receipts map[keys.PartnerID]ledger.Cosignature
}

// ledgerViews are the ledgers of a channel, ours first.
func ledgerViews(r reader, s standing) []ui.Ledger {
	var views []ui.Ledger
	for _, own := range []bool{true, false} {
		for _, held := range s.Ledgers {
			if held.Own == own {
				views = append(views, s.view(r, held))
			}
		}
	}
	return views
}

func (s standing) view(r reader, held heldLedger) ui.Ledger {
	view := ui.Ledger{
		Whose:  s.partner(r, held.Partner),
		Origin: held.Origin,
		Title:  r.Count("Ledger: {n} entry|Ledger: {n} entries", held.Readable),
		State:  ledgerState(r, held.State),
		Signed: r.say("Nothing signed yet."),
	}
	if held.Head != nil {
		view.Signed = r.say("Checkpoint at {size}, signed {time}", "size", r.count(held.Head.Size), "time", r.moment(held.Head.Time))
	}
	view.Verified = s.verified(r, held)
	for _, member := range s.Members {
		if member != held.Partner {
			view.Receipts = append(view.Receipts, s.receipt(r, held, member))
		}
	}
	return view
}

// verified says what this node itself has checked of a ledger. What it holds of
// another's it has recomputed from the entries before it took them.
func (s standing) verified(r reader, held heldLedger) ui.Status {
	switch {
	case held.State == store.LedgerFrozen:
		return ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: r.say("Two checkpoints contradict each other.")}
	case held.Head == nil:
		return ui.Status{Glyph: ui.Clock, Word: r.say("Nothing to verify yet.")}
	case held.Own:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("Written and signed here.")}
	case held.Readable < held.Head.Size:
		return ui.Status{Glyph: ui.Clock, Word: r.say("Verified here: {n} of {all}", "n", r.count(held.Readable), "all", r.count(held.Head.Size))}
	}
	return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("Verified here, every entry.")}
}

func (s standing) receipt(r reader, held heldLedger, member keys.PartnerID) ui.Receipt {
	size := int64(0)
	if held.Head != nil {
		size = held.Head.Size
	}
	view := ui.Receipt{By: s.partner(r, member), Size: size}
	given, ok := held.Receipts[member]
	if !ok {
		view.Words = r.say("has confirmed nothing yet")
		view.Status = ui.Status{Glyph: ui.Clock, Word: r.say("Not confirmed")}
		return view
	}
	view.Reached = given.Size
	view.Words = r.say("has confirmed {n} of {all}", "n", r.count(given.Size), "all", r.count(max(size, given.Size)))
	view.When = r.moment(given.Time)
	view.Status = ui.Status{Glyph: ui.Clock, Word: r.say("Cosigned, more on its way:")}
	if given.Size >= size {
		view.Status = ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("Cosigned:")}
	}
	return view
}

func ledgerState(r reader, state store.LedgerState) ui.Status {
	switch state {
	case store.LedgerOpen:
		return ui.Status{}
	case store.LedgerSealed:
		return ui.Status{Glyph: ui.Lock, Word: r.say("Sealed: its epoch has ended.")}
	case store.LedgerFrozen:
		return ui.Status{Glyph: ui.Square, Tone: ui.Bad, Word: r.say("Frozen")}
	case store.LedgerReadOnly:
		return ui.Status{Glyph: ui.Lock, Word: r.say("Imported from an archive, to read only.")}
	}
	return ui.Status{Word: string(state)}
}

// stateLine is the line above the lower band: how far each ledger is confirmed,
// in a sentence.
func stateLine(r reader, s standing) []string {
	var line []string
	for _, held := range s.Ledgers {
		if !held.Own {
			line = append(line, r.say("Ledger of {partner}: {n}, verified {v}",
				"partner", s.code(held.Partner), "n", r.count(held.signed()), "v", r.count(held.Readable)))
			continue
		}
		words := r.say("Our ledger: {n}", "n", r.count(held.Readable))
		for _, member := range s.Members {
			if member != s.Us {
				words += r.say(", {partner} has confirmed {n}", "partner", s.code(member), "n", r.count(held.Receipts[member].Size))
			}
		}
		line = slices.Insert(line, 0, words)
	}
	return line
}

func (h heldLedger) signed() int64 {
	if h.Head == nil {
		return h.Readable
	}
	return max(h.Head.Size, h.Readable)
}

// partner is a partner's tag; one that this node does not know by name goes by
// the start of its id.
func (s standing) partner(r reader, id keys.PartnerID) ui.Partner {
	return ui.Partner{Code: s.code(id), Name: r.hear(s.Partners[id].Name), Ours: id == s.Ours}
}

func (s standing) code(id keys.PartnerID) string {
	if known, ok := s.Partners[id]; ok && known.Code != "" {
		return upper(known.Code)
	}
	return id.String()[:6] + "…"
}

// demo reports that this node was made for a demonstration, as its own manifest
// says: what it shows binds nobody.
func (s standing) demo() bool {
	manifest, err := keys.ReadManifest(s.Partners[s.Us].Manifest)
	return err == nil && manifest.Demo
}
