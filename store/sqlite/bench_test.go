package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"entente/record"
	"entente/store"
	"entente/store/storetest"
)

// BenchmarkUpdate is one entry an update, as people write.
func BenchmarkUpdate(b *testing.B) {
	for _, writers := range []int{1, 32} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := opened(b, filepath.Join(b.TempDir(), "node.db"))
			update(b, s, storetest.Create)
			entries := benchEntries(1000)
			var wait sync.WaitGroup
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			for range writers {
				wait.Add(1)
				go func() {
					defer wait.Done()
					for left.Add(-1) >= 0 {
						if err := s.Update(context.Background(), func(tx *store.Tx) error {
							l, err := tx.Ledger(storetest.Origin)
							if err != nil {
								return err
							}
							e := entries[l.Size%1000]
							e.Index = l.Size
							_, err = tx.AppendEntries(storetest.Origin, []record.Entry{e})
							return err
						}); err != nil {
							b.Error(err)
						}
					}
				}()
			}
			wait.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

func benchEntries(n int) []record.Entry {
	random, ids := storetest.Random(1), &record.IDs{}
	entries := make([]record.Entry, n)
	for i := range entries {
		f := storetest.NewFact(ids, fmt.Sprintf("Activity %d of the cooperation programme, 국방협력 활동 %d, with a description of some length in two languages", i, i))
		entries[i] = f.Entry(random, int64(i))
	}
	return entries
}

const (
	pageOfArrival = 1000
	pages         = 100
)

// BenchmarkAppendEntries is 100,000 entries in pages of 1,000, as a partner's
// arrive, beside two tables without anything else: one with a row for each entry
// as it travels, one pair with exactly the rows that the store wrote.
func BenchmarkAppendEntries(b *testing.B) {
	entries := benchEntries(pageOfArrival * pages)
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "node.db")
		began := time.Now()
		s := opened(b, path)
		update(b, s, storetest.Create)
		for from := 0; from < len(entries); from += pageOfArrival {
			update(b, s, func(tx *store.Tx) error {
				_, err := tx.AppendEntries(storetest.Origin, entries[from:from+pageOfArrival])
				return err
			})
		}
		ours := time.Since(began)
		travelling := func(insert func(string, ...any), from, to int) {
			for _, e := range entries[from:to] {
				insert(`INSERT INTO one VALUES (?, ?, ?, ?, ?)`, e.Index, 1, e.Leaf[:], e.Salt[:], record.AppendEntry(nil, e))
			}
		}
		one := bareInserts(b, `CREATE TABLE one (idx INTEGER PRIMARY KEY, ledger INTEGER, leaf BLOB, salt BLOB, parts BLOB)`, travelling)
		rows, keys := rowsOf(b, path, `SELECT place, arrived, mark, leaf, salt, parts FROM entry`), rowsOf(b, path, `SELECT spot, wrapped FROM part_key`)
		same := bareInserts(b, `CREATE TABLE entry (a INTEGER PRIMARY KEY, b INTEGER, c INTEGER, d BLOB, e BLOB, f BLOB);
			CREATE TABLE part_key (a INTEGER PRIMARY KEY, b BLOB)`, func(insert func(string, ...any), from, to int) {
			for _, r := range rows[from:to] {
				insert(`INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)`, r...)
			}
			for _, k := range keys[from*len(keys)/len(rows) : to*len(keys)/len(rows)] {
				insert(`INSERT INTO part_key VALUES (?, ?)`, k...)
			}
		})
		b.ReportMetric(float64(len(entries))/ours.Seconds(), "entries/s")
		b.ReportMetric(one.Seconds()/ours.Seconds(), "of-one-bare-row")
		b.ReportMetric(same.Seconds()/ours.Seconds(), "of-same-bare-rows")
	}
}

// bareInserts is as fast as a program with prepared statements gets: no index,
// the same settings and transactions.
func bareInserts(b *testing.B, schema string, page func(insert func(string, ...any), from, to int)) time.Duration {
	began := time.Now()
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "bare.db")+
		"?_pragma=page_size(8192)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)&_pragma=cache_size(-32768)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	prepared := map[string]*sql.Stmt{}
	insert := func(query string, args ...any) {
		if prepared[query] == nil {
			if prepared[query], err = conn.PrepareContext(context.Background(), query); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := prepared[query].Exec(args...); err != nil {
			b.Fatal(err)
		}
	}
	run := func(query string) {
		if _, err := conn.ExecContext(context.Background(), query); err != nil {
			b.Fatal(err)
		}
	}
	run(schema)
	for from := 0; from < pageOfArrival*pages; from += pageOfArrival {
		run(`BEGIN`)
		page(insert, from, from+pageOfArrival)
		run(`COMMIT`)
	}
	return time.Since(began)
}

func rowsOf(b *testing.B, path, query string) (all [][]any) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	for rows.Next() {
		r, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range r {
			into[i] = &r[i]
		}
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// BenchmarkEntries reads 10,000 entries and opens their parts.
func BenchmarkEntries(b *testing.B) {
	s := opened(b, filepath.Join(b.TempDir(), "node.db"))
	entries := benchEntries(10_000)
	update(b, s, storetest.Create)
	update(b, s, func(tx *store.Tx) error {
		_, err := tx.AppendEntries(storetest.Origin, entries)
		return err
	})
	for b.Loop() {
		err := s.View(context.Background(), func(tx *store.Tx) error {
			return tx.Entries(storetest.Origin, 0, int64(len(entries)), func(record.Entry) error { return nil })
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(entries)*b.N)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkPutRecord projects 500 records an update, with their texts.
func BenchmarkPutRecord(b *testing.B) {
	s := opened(b, filepath.Join(b.TempDir(), "node.db"))
	update(b, s, storetest.Create)
	random, ids, n := storetest.Random(1), &record.IDs{}, 0
	for b.Loop() {
		facts := make([]storetest.Fact, 500)
		for i := range facts {
			facts[i] = storetest.NewFact(ids, fmt.Sprintf("Activity %d of the cooperation programme, 국방협력 활동", n))
			n++
		}
		update(b, s, func(tx *store.Tx) error { return storetest.WriteFacts(tx, random, facts...) })
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkAsk puts the questions of pages to 50,000 records.
func BenchmarkAsk(b *testing.B) {
	const records = 50_000
	s := opened(b, filepath.Join(b.TempDir(), "node.db"))
	update(b, s, storetest.Create)
	random, ids := storetest.Random(1), &record.IDs{}
	var one storetest.Fact
	for n := 0; n < records; n += 1000 {
		facts := make([]storetest.Fact, 1000)
		for i := range facts {
			facts[i] = storetest.NewFact(ids, fmt.Sprintf("%05d Activity of the cooperation programme, 국방협력 활동 %d", (n+i)*7919%records, (n+i)%97))
			facts[i].Kind = []string{"programme/activity", "programme/area"}[i%10/9]
		}
		one = facts[500]
		update(b, s, func(tx *store.Tx) error { return storetest.WriteFacts(tx, random, facts...) })
	}
	channel := one.Channel
	middle := store.Cursor{Sort: "25000", Channel: channel}
	for name, ask := range map[string]func(tx *store.Tx) (int, error){
		"kind": func(tx *store.Tx) (int, error) {
			return size(tx.Records(store.RecordQuery{Kind: one.Kind, After: middle}))
		},
		"kind-channel": func(tx *store.Tx) (int, error) {
			return size(tx.Records(store.RecordQuery{Kind: one.Kind, Channel: &channel, After: middle, Descending: true}))
		},
		"count-to-1000": func(tx *store.Tx) (int, error) {
			n, err := tx.CountRecords(store.RecordQuery{Kind: one.Kind, Limit: 1000})
			return int(n), err
		},
		"history": func(tx *store.Tx) (int, error) { return size(tx.Revisions(channel, one.ID)) },
		"search-common": func(tx *store.Tx) (int, error) {
			return size(tx.Search(store.SearchQuery{Text: "협력", Channels: []record.ChannelID{channel}}))
		},
		"search-rare": func(tx *store.Tx) (int, error) {
			return size(tx.Search(store.SearchQuery{Text: "25000", Kinds: []string{one.Kind}}))
		},
		"refers": func(tx *store.Tx) (int, error) {
			return size(tx.Records(store.RecordQuery{RefersTo: &one.ID, Limit: 1}))
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				err := s.View(context.Background(), func(tx *store.Tx) error {
					_, err := ask(tx)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func size[T any](all []T, err error) (int, error) { return len(all), err }
