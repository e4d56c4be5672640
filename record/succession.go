package record

import (
	"fmt"

	"entente/keys"
)

// A Standing is what is known of a record before its next revision is judged.
type Standing struct {
	Kind     string
	Revision int
	Leaf     Leaf           // of the entry that holds that revision
	Pen      keys.PartnerID // who may write the next one
}

// A Refusal says why an entry is not taken into the state of its record. The
// entry stays in its ledger and every proof over it holds; it is quarantined
// under this code, with a sentence for an operator.
type Refusal struct {
	Code   string
	Detail string
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }

// Codes of refusals. They are written to the database and shown to operators.
const (
	RefusedOpening    = "opening"    // parts do not open the leaf
	RefusedLabel      = "label"      // no label, or one that cannot be read
	RefusedCeiling    = "ceiling"    // label above what the channel or this node may hold
	RefusedHeader     = "header"     // header cannot be read
	RefusedPlace      = "place"      // header names another channel, epoch or partner than its ledger
	RefusedPen        = "pen"        // the writer does not hold the record's pen
	RefusedSuccession = "succession" // revision does not follow the one before
	RefusedBody       = "body"       // body is not what its kind requires
	RefusedAttachment = "attachment" // a file is not what its description commits to
	RefusedAct        = "act"        // a signature under another entry does not stand
	RefusedSensitive  = "sensitive"  // holds fields that must not leave a private channel
)

func refuse(code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Succeeds is the rule of the pen: whether an entry with this header and leaf
// is the next revision of its record. before is nil when nothing is known of
// the record yet. The verdict depends only on the writer's own ledger up to the
// entry, so every node reaches the same, in whatever order ledgers arrive.
func Succeeds(before *Standing, h Header, leaf Leaf) (Standing, *Refusal) {
	after := Standing{Kind: h.Kind, Revision: h.Revision, Leaf: leaf, Pen: h.Partner}
	switch {
	case before == nil && !h.ID.CreatedBy(h.Channel, h.Partner):
		return Standing{}, refuse(RefusedPen, "record %s was not created by partner %s, which does not hold its pen", h.ID, h.Partner)
	case before == nil && h.Revision != 1:
		return Standing{}, refuse(RefusedSuccession, "revision %d of a record that has no first revision", h.Revision)
	case before == nil:
		return after, nil
	case h.Partner != before.Pen:
		return Standing{}, refuse(RefusedPen, "partner %s holds the pen of record %s, not %s", before.Pen, h.ID, h.Partner)
	case h.Kind != before.Kind:
		return Standing{}, refuse(RefusedSuccession, "record %s is a %s and cannot become a %s", h.ID, before.Kind, h.Kind)
	case h.Revision != before.Revision+1:
		return Standing{}, refuse(RefusedSuccession, "revision %d follows revision %d", h.Revision, before.Revision)
	case h.Previous != before.Leaf:
		return Standing{}, refuse(RefusedSuccession, "revision %d names another entry than revision %d as the one before it", h.Revision, before.Revision)
	}
	return after, nil
}
