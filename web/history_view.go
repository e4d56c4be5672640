package web

import (
	"slices"

	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A step is a revision as it was read, with the first foreign cosignature that
// covers it: whoever signed had its leaf by then, so it cannot be younger.
type step struct {
	store.Revision
	Receipt *ledger.Cosignature
	Fields  []field // nil if this node cannot read the body
	Refused string  // the code, if it is not part of the record's state
}

// historyView shows revisions, the newest first, each with what it changed.
func historyView(r reader, s standing, steps []step, name namer, proofs func(store.Revision) string) []ui.Revision {
	views := make([]ui.Revision, 0, len(steps))
	for i, step := range steps {
		view := ui.Revision{
			Label:   r.say("Rev {n}", "n", r.count(int64(step.Revision.Revision))),
			By:      s.partner(r, step.Partner),
			Office:  step.Office,
			Claimed: r.say("says {time}", "time", r.moment(step.At)),
			Bound:   s.bound(r, step),
			Proof:   ui.To(proofs(step.Revision), r.say("Proof file")),
		}
		if step.Refused != "" {
			view.Problem = ui.Status{Glyph: ui.Cross, Tone: ui.Bad, Word: r.refusal(step.Refused)}
		}
		var before []field
		if i > 0 {
			before = steps[i-1].Fields
		}
		view.Summary, view.Changes = r.changes(i == 0, before, step, name)
		views = append(views, view)
	}
	slices.Reverse(views)
	return views
}

// bound is the latest moment at which a revision can have been written, by the
// word of somebody other than its writer.
func (s standing) bound(r reader, step step) ui.Status {
	if step.Receipt == nil {
		return ui.Status{Glyph: ui.Clock, Word: r.say("not yet bounded by a receipt")}
	}
	return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("no later than {time}, by {partner}",
		"time", r.moment(step.Receipt.Time), "partner", s.code(step.Receipt.Partner))}
}

// changes says what a revision did. The first one is told by its size: all of
// it is new, and it stands above in full.
func (r reader) changes(first bool, before []field, now step, name namer) (string, []ui.Change) {
	switch {
	case now.Body == nil:
		return r.say("The text is not here."), nil
	case now.Fields == nil:
		return r.say("This version cannot read it; it is kept and verified as it is."), nil
	case first:
		return r.say("First written, fields: {n}", "n", r.count(int64(len(now.Fields)))), nil
	case before == nil:
		return r.say("The revision before cannot be read, so no difference is shown."), nil
	}
	changes := differences(r, before, now.Fields, name)
	if len(changes) == 0 {
		return r.say("Written again without a change."), nil
	}
	return r.say("Fields changed: {n}", "n", r.count(int64(len(changes)))), changes
}

// differences compares field by field, in the order of the declaration: what
// stands in both or was added in the order of the newer one, then what is gone.
// A text is compared in each language it was written in.
func differences(r reader, before, after []field, name namer) []ui.Change {
	old, new := flat(r, before, name), flat(r, after, name)
	var changes []ui.Change
	for _, f := range new {
		i := slices.IndexFunc(old, func(o told) bool { return o.path == f.path })
		switch {
		case i < 0:
			changes = append(changes, ui.Change{Field: f.title, Pieces: ui.Differences("", f.words)})
		case old[i].words != f.words:
			changes = append(changes, ui.Change{Field: f.title, Pieces: ui.Differences(old[i].words, f.words)})
		}
	}
	for _, f := range old {
		if !slices.ContainsFunc(new, func(n told) bool { return n.path == f.path }) {
			changes = append(changes, ui.Change{Field: f.title, Pieces: ui.Differences(f.words, "")})
		}
	}
	return changes
}

// A told is a field in words, a language of a text by itself.
type told struct{ path, title, words string }

func flat(r reader, fields []field, name namer) []told {
	var all []told
	for _, f := range fields {
		text, multilingual := f.Value.(record.Text)
		if !multilingual {
			all = append(all, told{f.Path, r.titles(f.Titles), r.words(f.Value, name).Text})
			continue
		}
		for _, language := range record.Languages() {
			if words := text.Get(language); words != "" {
				title := r.titles(f.Titles)
				if language != r.Language {
					title += " (" + string(language) + ")"
				}
				all = append(all, told{f.Path + "." + string(language), title, words})
			}
		}
	}
	return all
}

// firstReceipt is the earliest of the receipts that foreign partners gave.
func firstReceipt(tx *store.Tx, v store.Revision, partners []keys.PartnerID) (*ledger.Cosignature, error) {
	var first *ledger.Cosignature
	for _, partner := range partners {
		if partner == v.Partner {
			continue
		}
		given, err := tx.FirstCosignatureCovering(v.Origin, v.Index, partner)
		switch {
		case isNotFound(err):
			continue
		case err != nil:
			return nil, err
		case first == nil || given.Time.Before(first.Time):
			first = &given
		}
	}
	return first, nil
}
