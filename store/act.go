package store

import "entente/keys"

// An Act is an entry that carries a mandate holder's signature, and what became
// of it.
type Act struct {
	Origin  string
	Index   int64
	Over    int64 // index of the entry that it is over, in the same ledger; -1 for none
	Partner keys.PartnerID
	Verb    string
	Holder  string // who signed, if the act stands
	Mandate [32]byte
	Reason  string // why it does not stand; empty if it does
}

// PutAct notes an act, in place of what was noted of the same entry.
func (tx *Tx) PutAct(a Act) error {
	l, err := tx.ledger(a.Origin)
	if err != nil {
		return err
	}
	over := place(0)
	if a.Over >= 0 {
		over = placeOf(l.key, a.Over)
	}
	_, err = tx.exec(`INSERT INTO act (place, ledger, over, partner, verb, holder, mandate, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (place) DO UPDATE SET over = excluded.over, partner = excluded.partner, verb = excluded.verb,
			holder = excluded.holder, mandate = excluded.mandate, reason = excluded.reason`,
		int64(placeOf(l.key, a.Index)), l.key, int64(over), a.Partner[:], a.Verb, a.Holder, a.Mandate[:], shortened(a.Reason))
	return failed(err, "note act %d of %s", a.Index, a.Origin)
}

const actColumns = `l.origin, a.place, a.over, a.partner, a.verb, a.holder, a.mandate, a.reason`

const actJoins = ` FROM act a JOIN ledger l ON l.id = a.ledger`

func readAct(r row) (Act, error) {
	var a Act
	var at, over place
	err := r.Scan(&a.Origin, &at, &over, fixed(a.Partner[:]), &a.Verb, &a.Holder, fixed(a.Mandate[:]), &a.Reason)
	a.Index, a.Over = at.index(), over.index()
	if over == 0 {
		a.Over = -1
	}
	return a, err
}

// ActsOver lists the acts over an entry, in the order of the ledger, those that
// do not stand among them.
func (tx *Tx) ActsOver(origin string, index int64) ([]Act, error) {
	l, err := tx.ledger(origin)
	if err != nil {
		return nil, err
	}
	all, err := list(tx, readAct, `SELECT `+actColumns+actJoins+` WHERE a.over = $1 ORDER BY a.place`, int64(placeOf(l.key, index)))
	return all, failed(err, "list acts over entry %d of %s", index, origin)
}

// ActsOf lists all acts in the ledgers of a partner.
func (tx *Tx) ActsOf(partner keys.PartnerID) ([]Act, error) {
	all, err := list(tx, readAct, `SELECT `+actColumns+actJoins+` WHERE a.partner = $1 ORDER BY a.place`, partner[:])
	return all, failed(err, "list acts of partner %s", partner)
}
