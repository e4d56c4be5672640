package store

import (
	"errors"
	"time"

	"entente/record"
)

// A Departure is one time that entries left their channel, or this node.
type Departure struct {
	How     string // one of the ways below
	Whom    string // the wide channel, the format of a file, the name of a token
	Account string // who did it; none for the command line
	At      time.Time
}

// The ways in which entries leave.
const (
	ByRelease  = "release"  // into a wider channel
	ByExport   = "export"   // a table
	ByAPI      = "api"      // to a program
	ByDownload = "download" // a file
	ByArchive  = "archive"  // a ledger, verbatim
)

// WholeEntry stands for all parts of an entry.
const WholeEntry = -1

// A Departed is an entry, or one part of it, that left.
type Departed struct {
	Origin string
	Index  int64
	Part   int // WholeEntry, or one
}

// Depart notes where entries went, so that a withdrawal can follow them.
func (tx *Tx) Depart(d Departure, entries ...Departed) error {
	if len(entries) == 0 {
		return nil
	}
	id, err := tx.departure(d)
	if err == nil {
		err = tx.whereabouts(id, entries)
	}
	return failed(err, "note where entries go")
}

// DepartSince is Depart for what goes the same way again and again: it is part
// of the departure of the same way since a time, if there is one.
func (tx *Tx) DepartSince(since time.Time, d Departure, entries ...Departed) error {
	id, err := tx.departedSince(since, d)
	if errors.Is(err, ErrNotFound) {
		return tx.Depart(d, entries...)
	}
	if err == nil {
		err = tx.whereabouts(id, entries)
	}
	return failed(err, "note where entries go")
}

// HasDeparted reports whether DepartSince would note nothing new.
func (tx *Tx) HasDeparted(since time.Time, d Departure, entries ...Departed) (bool, error) {
	id, err := tx.departedSince(since, d)
	for _, e := range entries {
		var l stored
		if err == nil {
			l, err = tx.ledger(e.Origin)
		}
		if err == nil {
			_, err = one(tx, scan[int64], `SELECT place FROM whereabouts WHERE place = $1 AND departure = $2 AND part = $3`,
				int64(placeOf(l.key, e.Index)), id, e.Part)
		}
	}
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, failed(err, "look where entries went")
}

func (tx *Tx) departure(d Departure) (int64, error) {
	return one(tx, scan[int64], `INSERT INTO departure (how, whom, account, at) VALUES ($1, $2, $3, $4) RETURNING id`, d.How, d.Whom, d.Account, millis(d.At))
}

func (tx *Tx) departedSince(since time.Time, d Departure) (int64, error) {
	return one(tx, scan[int64], `SELECT id FROM departure WHERE how = $1 AND whom = $2 AND account = $3 AND at >= $4 ORDER BY id DESC LIMIT 1`,
		d.How, d.Whom, d.Account, millis(since))
}

func (tx *Tx) whereabouts(departure int64, entries []Departed) error {
	ledgers := map[string]int64{}
	for _, e := range entries {
		key, known := ledgers[e.Origin]
		if !known {
			l, err := tx.ledger(e.Origin)
			if err != nil {
				return err
			}
			key = l.key
			ledgers[e.Origin] = key
		}
		_, err := tx.exec(`INSERT INTO whereabouts (place, departure, part) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			int64(placeOf(key, e.Index)), departure, e.Part)
		if err != nil {
			return err
		}
	}
	return nil
}

// DepartLedger notes that all entries of a ledger left, up to a size.
func (tx *Tx) DepartLedger(d Departure, origin string, size int64) error {
	l, err := tx.ledger(origin)
	if err != nil {
		return err
	}
	id, err := tx.departure(d)
	if err == nil {
		_, err = tx.exec(`INSERT INTO whereabouts (place, departure, part) SELECT place, $1, -1 FROM entry WHERE place >= $2 AND place < $3`,
			id, int64(placeOf(l.key, 0)), int64(placeOf(l.key, min(size, l.Size))))
	}
	return failed(err, "note where ledger %s goes", origin)
}

// Departures lists where an entry, or a part of it, went, the first first.
func (tx *Tx) Departures(leaf record.Leaf) ([]Departure, error) {
	all, err := list(tx, func(r row) (d Departure, err error) {
		err = r.Scan(&d.How, &d.Whom, &d.Account, instant{&d.At})
		return d, err
	}, `SELECT how, whom, account, at FROM (SELECT DISTINCT d.how, d.whom, d.account, d.at, d.id FROM whereabouts w JOIN departure d ON d.id = w.departure
		JOIN entry e ON e.place = w.place WHERE e.mark = $1 AND e.leaf = $2) AS departed ORDER BY id`, markOf(leaf), leaf[:])
	return all, failed(err, "list where %s went", leaf)
}

// A BackupMade is where a backup was written.
type BackupMade struct {
	Path string
	At   time.Time
}

// NoteBackup notes one, so that a withdrawal reaches its keys.
func (tx *Tx) NoteBackup(b BackupMade) error {
	_, err := tx.exec(`INSERT INTO backup_made (path, at) VALUES ($1, $2) ON CONFLICT (path) DO UPDATE SET at = excluded.at`, b.Path, millis(b.At))
	return failed(err, "note a backup")
}

// BackupsMade lists them, the oldest first.
func (tx *Tx) BackupsMade() ([]BackupMade, error) {
	all, err := list(tx, func(r row) (b BackupMade, err error) {
		err = r.Scan(&b.Path, instant{&b.At})
		return b, err
	}, `SELECT path, at FROM backup_made ORDER BY at, path`)
	return all, failed(err, "list backups")
}
