package store

import "entente/access"

const breakGlassColumns = `opened, ends, first, second, reason`

func readBreakGlass(r row) (access.BreakGlass, error) {
	var b access.BreakGlass
	err := r.Scan(instant{&b.Opened}, instant{&b.Ends}, &b.First, &b.Second, &b.Reason)
	return b, err
}

// BreakGlass is the last time that sign-in by password was opened; ErrNotFound if
// it never was.
func (tx *Tx) BreakGlass() (access.BreakGlass, error) {
	b, err := one(tx, readBreakGlass, `SELECT `+breakGlassColumns+` FROM break_glass ORDER BY opened DESC LIMIT 1`)
	return b, failed(err, "read when sign-in by password was opened")
}

// SetBreakGlass writes that it was opened, or that what was opened then ends sooner.
func (tx *Tx) SetBreakGlass(b access.BreakGlass) error {
	_, err := tx.exec(`INSERT INTO break_glass (`+breakGlassColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (opened) DO UPDATE SET ends = excluded.ends`, millis(b.Opened), millis(b.Ends), b.First, b.Second, b.Reason)
	return failed(err, "write that sign-in by password was opened")
}
