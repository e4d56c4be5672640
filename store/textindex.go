package store

import (
	"context"
	"encoding/hex"
	"strconv"

	"entente/record"
)

// A TextIndex is where databases differ: how they find words. Everything else is
// plain SQL in the methods of Tx.
type TextIndex interface {
	// Replace puts documents in the place of those of the same number. A document
	// without text leaves nothing behind, not even terms.
	Replace(ctx context.Context, s Session, documents []Document) error
	// Find returns the numbers of documents in which all phrases stand, and one of
	// the scopes of every set of scopes, from the largest number below a bound
	// downwards.
	Find(ctx context.Context, s Session, q TextQuery) ([]int64, error)
	// Within is Find as a SELECT of a column "arrived", to stand inside another
	// query; argument takes a value and returns what stands for it.
	Within(q TextQuery, argument func(any) string) string
	// Drop empties the index.
	Drop(ctx context.Context, s Session) error
}

// A Document is what can be found of one record. Its number is that of the
// arrival of the record's newest entry, so the newest is found first and a
// rebuild changes no order.
type Document struct {
	Arrived int64
	Text    string // words in the order of the text, separated by spaces
	Scope   string // words that are no text: the record's channel, kind and class
}

// A TextQuery asks for documents.
type TextQuery struct {
	Phrases []Phrase
	Scopes  [][]string
	Below   int64
	Limit   int
}

// A Phrase is words that stand side by side. Of an open one the last word may go
// on.
type Phrase struct {
	Words []string
	Open  bool
}

// scopeOf makes words of a channel, a kind and a class that every tokeniser keeps whole.
func scopeOf(channel record.ChannelID, kind string, class int64) string {
	return channelScope(channel) + " " + kindScope(kind) + " " + classScope(class)
}

func channelScope(channel record.ChannelID) string { return "c" + hex.EncodeToString(channel[:]) }

func classScope(class int64) string { return "s" + strconv.FormatInt(class, 10) }

func kindScope(kind string) string { return "k" + hex.EncodeToString([]byte(kind)) }

// maxPending bounds how many documents wait for the end of a transaction.
const maxPending = 4096

// note puts a document down to be indexed at the end of the transaction: FTS5
// writes a segment at every savepoint, which made a record cost 130 instead of
// 50 µs.
func (tx *Tx) note(d Document) error {
	tx.pending = append(tx.pending, d)
	if len(tx.pending)-tx.applied < maxPending {
		return nil
	}
	return tx.index()
}

// index applies what waits. The documents stay noted: if the savepoint that this
// happens in is rolled back, Back lets them wait again.
func (tx *Tx) index() error {
	if tx.applied == len(tx.pending) {
		return nil
	}
	newest := map[int64]int{}
	for i, d := range tx.pending[tx.applied:] {
		newest[d.Arrived] = tx.applied + i
	}
	documents := make([]Document, 0, len(newest))
	for i, d := range tx.pending[tx.applied:] {
		if newest[d.Arrived] == tx.applied+i {
			documents = append(documents, d)
		}
	}
	if err := tx.Text.Replace(context.WithoutCancel(tx.ctx), tx.Session, documents); err != nil {
		return failed(err, "index %d texts", len(documents))
	}
	tx.applied = len(tx.pending)
	return nil
}

func (tx *Tx) dropIndex() error {
	if tx.ReadOnly {
		return ErrReadOnly
	}
	if err := tx.usable(); err != nil {
		return err
	}
	// What waited for the index must not come back into it afterwards.
	for i := tx.applied; i < len(tx.pending); i++ {
		tx.pending[i].Text = ""
	}
	return tx.Text.Drop(tx.ctx, tx.Session)
}
