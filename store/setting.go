package store

// Setting is a value of this node's own, such as its partner's id.
func (tx *Tx) Setting(name string) (string, error) {
	value, err := one(tx, scan[string], `SELECT value FROM setting WHERE name = $1`, name)
	return value, failed(err, "read setting %s", name)
}

// SetSetting writes a value of this node's own.
func (tx *Tx) SetSetting(name, value string) error {
	_, err := tx.exec(`INSERT INTO setting (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return failed(err, "write setting %s", name)
}
