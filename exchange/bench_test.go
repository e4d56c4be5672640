package exchange_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"entente/exchange"
	"entente/node"
	"entente/record"
	"entente/store"
)

// BenchmarkVerifiedReplication pulls a ledger of 100,000 entries into an empty
// node over TLS on loopback, verified, stored and cosigned, and then inserts the
// same bytes into a bare SQLite table with the same durability. It prints the
// ratio of the two rates; the aim is 0.5 or more.
func BenchmarkVerifiedReplication(b *testing.B) {
	const entries = 100_000
	w := newWorld(b)
	from, to := w.found("AAA", declareNotes(1)), w.found("BBB", declareNotes(1))
	introduce(from, to)
	from.listen(to)
	to.listen(from)
	id := channelOf(from, to, "AMBER")
	empty := to.snapshot()
	var last node.Written
	for done := 0; done < entries; done += 1000 {
		drafts := make([]node.Draft, 1000)
		for i := range drafts {
			drafts[i] = node.Draft{Kind: "test/note", Body: body(fmt.Sprintf("activity %d of a programme, with a title of usual length", done+i))}
		}
		written, err := from.Write(b.Context(), id, node.Author{Office: "desk"}, drafts...)
		if err != nil {
			b.Fatal(err)
		}
		last = written[len(written)-1]
	}
	client := exchange.NewClient(from.address, to.Keys(), []string{from.Keys().TLSPin()}, here)
	defer client.Close()
	for b.Loop() {
		to.revert(empty)
		to.open()
		confirmed := &receiptWatch{}
		peer := &exchange.Peer{Node: to.Node, Partner: from.Self(), Client: client, Log: slog.New(confirmed)}
		began := time.Now()
		if err := peer.Pull(b.Context(), last.Origin); err != nil {
			b.Fatal(err)
		}
		folded := time.Since(began)
		replicated := confirmed.at.Sub(began)
		bare := insertBare(b, to, last.Origin)
		b.ReportMetric(entries/folded.Seconds(), "entries/s-shown")
		b.ReportMetric(entries/replicated.Seconds(), "entries/s")
		b.ReportMetric(entries/bare.Seconds(), "bare-rows/s")
		b.ReportMetric(bare.Seconds()/replicated.Seconds(), "ratio")
	}
}

// receiptWatch notes when a peer says that it handed a receipt back.
type receiptWatch struct {
	slog.Handler
	at time.Time
}

func (w *receiptWatch) Enabled(context.Context, slog.Level) bool { return true }
func (w *receiptWatch) Handle(_ context.Context, r slog.Record) error {
	if r.Message == "verified and confirmed" {
		w.at = time.Now()
	}
	return nil
}

// insertBare writes the same entries as plain rows, 1,000 a transaction.
func insertBare(b *testing.B, m *member, origin string) time.Duration {
	b.Helper()
	var rows [][]byte
	err := m.View(b.Context(), func(tx *store.Tx) error {
		l, err := tx.Ledger(origin)
		if err != nil {
			return err
		}
		return tx.Entries(origin, 0, l.Size, func(e record.Entry) error {
			rows = append(rows, record.AppendEntry(nil, e))
			return nil
		})
	})
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "bare.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=page_size(8192)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE entry (place INTEGER PRIMARY KEY, leaf BLOB NOT NULL, content BLOB NOT NULL) STRICT; CREATE INDEX entry_leaf ON entry (leaf)`); err != nil {
		b.Fatal(err)
	}
	leaf := make([]byte, 33)
	began := time.Now()
	for start := 0; start < len(rows); start += 1000 {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		insert, err := tx.Prepare(`INSERT INTO entry (leaf, content) VALUES (?, ?)`)
		if err != nil {
			b.Fatal(err)
		}
		for _, row := range rows[start:min(start+1000, len(rows))] {
			if _, err := rand.Read(leaf); err != nil {
				b.Fatal(err)
			}
			if _, err := insert.Exec(leaf, row); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}
