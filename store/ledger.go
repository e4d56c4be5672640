package store

import (
	"crypto/sha256"
	"fmt"

	"entente/keys"
	"entente/record"
)

// LedgerState is what may still happen to a ledger.
type LedgerState string

const (
	LedgerOpen     LedgerState = "open"
	LedgerSealed   LedgerState = "sealed"   // its epoch ended; what comes later is shown as after close
	LedgerFrozen   LedgerState = "frozen"   // two checkpoints contradict each other: nothing is appended
	LedgerReadOnly LedgerState = "readonly" // imported from an archive
)

// A Ledger is this node's copy of what one partner wrote in one epoch of one
// channel.
type Ledger struct {
	Origin      string
	Channel     record.ChannelID
	Epoch       int
	Partner     keys.PartnerID
	Incarnation int
	Own         bool
	State       LedgerState
	Size        int64       // entries stored
	Root        record.Hash // of the tree over them
	Readable    int64       // entries that a signed checkpoint covers; pages show no others
	Folded      int64       // entries that the projections have taken up
}

// A stored is a ledger with what only this package needs of it. Its key stands
// for the origin in all other tables.
type stored struct {
	Ledger
	key  int64
	edge []byte
}

const ledgerColumns = `id, origin, channel, epoch, partner, incarnation, own, state, size, root, edge, readable, folded`

func readLedger(r row) (stored, error) {
	var l stored
	err := r.Scan(&l.key, &l.Origin, fixed(l.Channel[:]), &l.Epoch, fixed(l.Partner[:]), &l.Incarnation, &l.Own,
		&l.State, &l.Size, fixed(l.Root[:]), &l.edge, &l.Readable, &l.Folded)
	return l, err
}

// CreateLedger begins an empty ledger; its sizes and root are not taken from l.
func (tx *Tx) CreateLedger(l Ledger) error {
	if l.State == "" {
		l.State = LedgerOpen
	}
	empty := sha256.Sum256(nil) // RFC 6962, section 2.1
	n, err := tx.exec(`INSERT INTO ledger (origin, channel, epoch, partner, incarnation, own, state, size, root, edge, readable, folded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, 0, 0) ON CONFLICT (origin) DO NOTHING`,
		l.Origin, l.Channel[:], l.Epoch, l.Partner[:], l.Incarnation, flag(l.Own), string(l.State), empty[:], []byte{})
	if err == nil && n == 0 {
		err = ErrExists
	}
	return failed(err, "create ledger %s", l.Origin)
}

func (tx *Tx) ledger(origin string) (stored, error) {
	l, err := one(tx, readLedger, `SELECT `+ledgerColumns+` FROM ledger WHERE origin = $1`, origin)
	if err == nil && l.key >= 1<<ledgerBits {
		err = fmt.Errorf("more ledgers than this version can hold")
	}
	return l, failed(err, "find ledger %s", origin)
}

// Ledger finds one by its origin.
func (tx *Tx) Ledger(origin string) (Ledger, error) {
	l, err := tx.ledger(origin)
	return l.Ledger, err
}

// Ledgers lists all in the order in which this node began to keep them.
func (tx *Tx) Ledgers() ([]Ledger, error) {
	all, err := list(tx, readPlainLedger, `SELECT `+ledgerColumns+` FROM ledger ORDER BY id`)
	return all, failed(err, "list ledgers")
}

// LedgersOf lists those of one channel, of all its epochs.
func (tx *Tx) LedgersOf(channel record.ChannelID) ([]Ledger, error) {
	all, err := list(tx, readPlainLedger, `SELECT `+ledgerColumns+` FROM ledger WHERE channel = $1 ORDER BY epoch, id`, channel[:])
	return all, failed(err, "list ledgers of channel %s", channel)
}

func readPlainLedger(r row) (Ledger, error) {
	l, err := readLedger(r)
	return l.Ledger, err
}

// SetReadable says up to which size a signed checkpoint covers the ledger.
func (tx *Tx) SetReadable(origin string, size int64) error {
	err := tx.must(`UPDATE ledger SET readable = $1 WHERE origin = $2 AND size >= $3`, size, origin, size)
	return failed(err, "make ledger %s readable up to %d", origin, size)
}

// SetFolded says up to which size the projections have taken up the ledger.
func (tx *Tx) SetFolded(origin string, size int64) error {
	err := tx.must(`UPDATE ledger SET folded = $1 WHERE origin = $2 AND size >= $3`, size, origin, size)
	return failed(err, "count ledger %s as folded up to %d", origin, size)
}

// SetLedgerState changes what may still happen to a ledger.
func (tx *Tx) SetLedgerState(origin string, state LedgerState) error {
	err := tx.must(`UPDATE ledger SET state = $1 WHERE origin = $2`, string(state), origin)
	return failed(err, "set ledger %s to %s", origin, state)
}
