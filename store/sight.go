package store

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"entente/record"
)

// A sight is what the reader of a transaction sees, as a set of classes.
type sight struct {
	Sight
	whole  bool   // nothing is hidden, and no query need ask
	within string // "1, 4, 7": the classes that are seen; they are numbers of ours
	scopes []string
	opened []Opened
}

// An Opened is a revision of which a reader was given more than that it exists.
type Opened struct {
	Channel  record.ChannelID
	Record   record.ID
	Revision int
	Label    []byte
}

// Seen is the same transaction for a reader: its methods find what the reader
// may see and nothing of anything else, neither in a list nor in a count. What
// stands outside records (ledgers, checkpoints, partners, accounts) is not
// changed by it.
func (tx *Tx) Seen(by Sight) (*Tx, error) {
	s := &sight{Sight: by, whole: true}
	all, err := tx.everyClass()
	if err != nil {
		return nil, failed(err, "find what a reader may see")
	}
	numbers := []string{"0"} // of no class: a list in SQL has to have a member
	for _, c := range all {
		if by.SeesClass(c.Class) {
			numbers = append(numbers, strconv.FormatInt(c.n, 10))
			s.scopes = append(s.scopes, classScope(c.n))
		} else {
			s.whole = false
		}
	}
	s.within = strings.Join(numbers, ", ")
	return &Tx{ctx: tx.ctx, ended: tx.ended, group: tx.group, sight: s}, nil
}

// By is what the reader of a transaction sees; nil for the node itself.
func (tx *Tx) By() Sight {
	if tx.sight == nil {
		return nil
	}
	return tx.sight.Sight
}

// Whole is the same transaction for the node itself, which has to know of what
// its readers may not see to decide for them.
func (tx *Tx) Whole() *Tx { return &Tx{ctx: tx.ctx, ended: tx.ended, group: tx.group} }

// Opened are the revisions that a reader was given, each once.
func (tx *Tx) Opened() []Opened {
	if tx.sight == nil {
		return nil
	}
	type key struct {
		id       record.ID
		channel  record.ChannelID
		revision int
	}
	seen := map[key]bool{}
	var each []Opened
	for _, o := range tx.sight.opened {
		if k := (key{o.Record, o.Channel, o.Revision}); !seen[k] {
			seen[k] = true
			each = append(each, o)
		}
	}
	return each
}

func (tx *Tx) noteOpened(r Revision) {
	if tx.sight != nil {
		tx.sight.opened = append(tx.sight.opened, Opened{r.Channel, r.ID, r.Revision, r.Label})
	}
}

// seesAll reports whether nothing is hidden from whom this transaction is for.
func (tx *Tx) seesAll() bool { return tx.sight == nil || tx.sight.whole }

// The tables whose rows stand for records. Every query that reads one names it
// by from.
const (
	records    = "record"
	revisions  = "revision"
	waitings   = "waiting"
	references = "reference"
	externals  = "external_id"
	sortKeys   = "sort_key"
	facets     = "facet"
)

// from is a table of records as the reader sees it. This is the one predicate
// that lists, counts, searches, pages and programs share.
func (tx *Tx) from(table string) string {
	if tx.seesAll() {
		return table
	}
	seen := `class IN (` + tx.sight.within + `)`
	switch table {
	case records, revisions, waitings:
		return `(SELECT * FROM ` + table + ` WHERE ` + seen + `)`
	case references, externals:
		return `(SELECT t.* FROM ` + table + ` t JOIN record h ON h.channel = t.channel AND h.id = t.id WHERE h.` + seen + `)`
	}
	return `(SELECT t.* FROM ` + table + ` t JOIN record h ON h.arrived = t.arrived WHERE h.` + seen + `)`
}

// seesChannel reports whether a channel is known to the reader at all.
func (tx *Tx) seesChannel(c Channel) bool { return tx.sight == nil || tx.sight.SeesChannel(c) }

// seesEntry reports whether the reader may see an entry that was read from its
// ledger. Label and header are always in the clear here.
func (tx *Tx) seesEntry(channel record.ChannelID, e record.Entry) bool {
	if tx.sight == nil {
		return true
	}
	header, present := e.Content(record.HeaderPart)
	if !present {
		return false
	}
	h, err := record.DecodeHeader(header)
	if err != nil {
		return false
	}
	label, _ := e.Content(record.LabelPart)
	if !tx.sight.SeesClass(Class{channel, h.Kind, label}) {
		return false
	}
	tx.sight.opened = append(tx.sight.opened, Opened{channel, h.ID, h.Revision, bytes.Clone(label)})
	return true
}

// seesRecord reports whether the reader sees the record of an id.
func (tx *Tx) seesRecord(channel record.ChannelID, id record.ID) (bool, error) {
	if tx.seesAll() {
		return true, nil
	}
	_, err := one(tx, scan[int64], `SELECT 1 FROM `+tx.from(records)+` r WHERE r.channel = $1 AND r.id = $2`, channel[:], id[:])
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
