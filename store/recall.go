package store

// Recall says whether the target of an order is here. One that is not is refused
// when it comes, even if the order itself has been lost with the database that
// held it.
func (tx *Tx) Recall(t OrderTarget) (arrived bool, err error) {
	at, err := tx.targetPlace(t)
	if err != nil || at != 0 {
		return at != 0, failed(err, "look for entry %d of %s", t.Index, t.Origin)
	}
	parts, err := encoded(t.Parts)
	if err == nil {
		_, err = tx.exec(`INSERT INTO withdrawal_recalled (leaf, origin, idx, parts) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			t.Leaf[:], t.Origin, t.Index, parts)
	}
	return false, failed(err, "recall entry %d of %s", t.Index, t.Origin)
}
