package store

import "entente/record"

// A Class is the records of one channel, kind and label. Who may read one record
// of a class may read all of them, so that a reader's rights are decided a
// hundred times and not once a record.
type Class struct {
	Channel record.ChannelID
	Kind    string
	Label   []byte // its XML; nil where an entry has none that can be read
}

// A Sight says what a reader may see. It is asked for every class of the store
// before the first record is read, and of no other.
type Sight interface {
	SeesChannel(Channel) bool
	SeesClass(Class) bool
}

// className is a class with its label by the key of the label's row.
type className struct {
	channel record.ChannelID
	kind    string
	label   int64
}

// classNumber is the number of a class, made on first use.
func (tx *Tx) classNumber(c className) (int64, error) {
	if n, known := tx.classes[c]; known {
		return n, nil
	}
	n, err := tx.knownClass(c)
	if err == ErrNotFound {
		if _, err = tx.exec(`INSERT INTO class (channel, kind, label) VALUES ($1, $2, $3)`, c.channel[:], c.kind, c.label); err == nil {
			n, err = tx.knownClass(c)
		}
	}
	if err == nil {
		tx.classes[c] = n
	}
	return n, err
}

func (tx *Tx) knownClass(c className) (int64, error) {
	return one(tx, scan[int64], `SELECT n FROM class WHERE channel = $1 AND kind = $2 AND label = $3`, c.channel[:], c.kind, c.label)
}

type numberedClass struct {
	Class
	n     int64
	label int64
}

// everyClass reads all classes of the store: some tens, since labels repeat.
func (tx *Tx) everyClass() ([]numberedClass, error) {
	all, err := list(tx, func(r row) (c numberedClass, err error) {
		err = r.Scan(&c.n, fixed(c.Channel[:]), &c.Kind, &c.label)
		return c, err
	}, `SELECT n, channel, kind, label FROM class ORDER BY n`)
	for i := range all {
		if err == nil && all[i].label != 0 {
			all[i].Label, err = tx.labelText(all[i].label)
		}
	}
	return all, err
}
