package node

import (
	"slices"
	"time"

	"entente/keys"
	"entente/record"
	"entente/store"
)

// An OrderStanding is how far an order to withdraw has come.
type OrderStanding struct {
	store.Order
	Due       time.Time // by the charter's term; zero for none
	Members   []MemberStanding
	Decisions []store.OrderDecision // of this side
	Requests  []RequestStanding
}

// A MemberStanding is what one member has confirmed and answered.
type MemberStanding struct {
	Partner keys.PartnerID
	Hidden  bool // it has confirmed the ledger up to the act that put the order into effect: its node has hidden the parts
	Answers []store.OrderAnswer
	Open    int // targets that it has not answered
}

// A RequestStanding is a request and what came of it.
type RequestStanding struct {
	store.Request
	Asked   keys.PartnerID
	Ordered bool // by an order of its own
}

// OrderStandingOf reads it.
func OrderStandingOf(tx *store.Tx, leaf record.Leaf) (s OrderStanding, err error) {
	if s.Order, err = tx.Order(leaf); err != nil {
		return s, err
	}
	l, err := tx.Ledger(s.Origin)
	if err != nil {
		return s, err
	}
	if !s.Effect.IsZero() {
		if s.Due, err = orderDue(tx, s.Order); err != nil {
			return s, err
		}
	}
	if s.Decisions, err = tx.Decisions(leaf); err != nil {
		return s, err
	}
	if s.Requests, err = requestStandings(tx, leaf); err != nil {
		return s, err
	}
	s.Members, err = memberStandings(tx, l, s.Order)
	return s, err
}

func memberStandings(tx *store.Tx, l store.Ledger, o store.Order) (all []MemberStanding, err error) {
	charter, err := charterOf(tx, l.Channel, l.Epoch)
	if err != nil {
		return nil, err
	}
	answers, err := tx.Answers(o.Leaf)
	if err != nil {
		return nil, err
	}
	receipts, err := tx.LatestCosignatures(o.Origin)
	for _, m := range charter.Members {
		if m.Partner == o.Partner {
			continue
		}
		standing := MemberStanding{Partner: m.Partner, Open: len(o.Targets)}
		for _, r := range receipts {
			standing.Hidden = standing.Hidden || (r.Partner == m.Partner && !o.Effect.IsZero() && r.Size > o.Acted)
		}
		for _, a := range answers {
			if a.Partner == m.Partner && a.Target < len(o.Targets) {
				standing.Answers = append(standing.Answers, a)
				standing.Open--
			}
		}
		all = append(all, standing)
	}
	return all, err
}

// HoldersOf are the members of the channels that pieces stand in: who has them.
func HoldersOf(tx *store.Tx, pieces []Piece) (holders []keys.PartnerID, err error) {
	seen := map[string]bool{}
	for _, p := range pieces {
		if seen[p.Origin] {
			continue
		}
		seen[p.Origin] = true
		l, err := tx.Ledger(p.Origin)
		if err != nil {
			return nil, err
		}
		charter, err := charterOf(tx, l.Channel, l.Epoch)
		if err != nil {
			return nil, err
		}
		for _, m := range charter.Members {
			if !slices.Contains(holders, m.Partner) {
				holders = append(holders, m.Partner)
			}
		}
	}
	return holders, nil
}

func requestStandings(tx *store.Tx, order record.Leaf) (all []RequestStanding, err error) {
	requests, err := tx.Requests(order)
	if err != nil {
		return nil, err
	}
	for _, r := range requests {
		standing, err := requestStanding(tx, r)
		if err != nil {
			return nil, err
		}
		all = append(all, standing)
	}
	return all, nil
}

func requestStanding(tx *store.Tx, r store.Request) (s RequestStanding, err error) {
	s.Request = r
	l, err := tx.Ledger(r.Origin)
	if ignored := ignoreMissing(err); ignored != nil || err != nil {
		return s, ignored
	}
	s.Asked = l.Partner
	over, err := tx.OrdersOver(r.Quoting)
	for _, o := range over {
		s.Ordered = s.Ordered || !o.Effect.IsZero()
	}
	return s, err
}

// RequestsTo lists what this side is asked for and has not answered.
func RequestsTo(tx *store.Tx, self keys.PartnerID) (open []RequestStanding, err error) {
	all, err := requestStandings(tx, record.Leaf{})
	for _, r := range all {
		if r.Asked == self && !r.Refused && !r.Ordered {
			open = append(open, r)
		}
	}
	return open, err
}

// WiderPieces are what pieces of the private channel became in wider ones, where
// this side holds the pen: an order follows releases outward. Of a single value
// it is the same value; of a text all of its counterpart.
func WiderPieces(tx *store.Tx, pieces []Piece) (wider []Piece, err error) {
	channels, err := tx.Channels()
	if err != nil {
		return nil, err
	}
	type pair struct {
		from record.ID
		into record.ChannelID
	}
	seen := map[pair]bool{}
	for _, p := range pieces {
		for _, c := range channels {
			if at := (pair{p.Record, c.ID}); c.Private || c.ID == p.Channel || seen[at] {
				continue
			} else {
				seen[at] = true
			}
			link, err := tx.CounterpartOf(p.Channel, p.Record, c.ID)
			if err != nil {
				if ignoreMissing(err) == nil {
					continue
				}
				return nil, err
			}
			there, err := PiecesOf(tx, c.ID, link.WideID)
			if err != nil {
				return nil, err
			}
			wider = append(wider, sameAs(there, ofRecord(pieces, p.Record))...)
		}
	}
	return wider, nil
}

func ofRecord(pieces []Piece, id record.ID) (of []Piece) {
	for _, p := range pieces {
		if p.Record == id {
			of = append(of, p)
		}
	}
	return of
}

// sameAs are all pieces if a body is among what is withdrawn, or else those with
// the same content.
func sameAs(there, withdrawn []Piece) (same []Piece) {
	for _, p := range there {
		for _, w := range withdrawn {
			if w.Type == record.BodyPart || (w.Type == p.Type && string(w.Content) == string(p.Content)) {
				same = append(same, p)
				break
			}
		}
	}
	return same
}

// QuotingPieces lists the entries of anybody that repeat what pieces stand in.
func QuotingPieces(tx *store.Tx, pieces []Piece) (all []store.Quoting, err error) {
	seen := map[record.Leaf]bool{}
	for _, p := range pieces {
		if seen[p.Leaf] {
			continue
		}
		seen[p.Leaf] = true
		quoting, err := tx.QuotedBy(p.Leaf)
		if err != nil {
			return nil, err
		}
		for _, q := range quoting {
			if holds, err := holdsText(tx, q); err != nil {
				return nil, err
			} else if holds {
				all = append(all, q)
			}
		}
	}
	return all, nil
}

// PersonalNaming finds the personal values of this side in which a text stands,
// without regard to case, in all channels; more says that there are more.
func PersonalNaming(tx *store.Tx, text string, most int) (found []Piece, more bool, err error) {
	ledgers, err := tx.Ledgers()
	for _, l := range ledgers {
		if err != nil || more {
			break
		}
		if !l.Own {
			continue
		}
		err = tx.Entries(l.Origin, 0, l.Readable, func(e record.Entry) error {
			here, err := personalIn(tx, l, e, text)
			found = append(found, here...)
			if more = len(found) > most; more {
				found = found[:most]
				return errEnough
			}
			return err
		})
		if more {
			err = nil
		}
	}
	return found, more, err
}
