package node_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"entente/node"
)

// BenchmarkWrite acknowledges entries one by one: validated, sealed, committed,
// marked, signed with both algorithms, stored and folded. Beside it, in the same
// run, bare SQLite commits one row at a time with the same durability; the
// ratio is ours to theirs.
func BenchmarkWrite(b *testing.B) {
	for _, writers := range []int{1, 32} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			n, private := alone(b, "AAA", false)
			began := time.Now()
			var wait sync.WaitGroup
			for w := range writers {
				wait.Go(func() {
					for i := w; i < b.N; i += writers {
						_, err := n.Write(b.Context(), private, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: body("an entry of usual length")})
						if err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wait.Wait()
			ours := float64(b.N) / time.Since(began).Seconds()
			b.StopTimer()
			theirs := commitOneByOne(b, min(b.N, 2000))
			b.ReportMetric(ours, "entries/s")
			b.ReportMetric(ours/theirs, "of-bare-commits")
		})
	}
}

// commitOneByOne is how many rows a second a bare table takes, one fsync each.
func commitOneByOne(b *testing.B, rows int) float64 {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE entry (place INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT`); err != nil {
		b.Fatal(err)
	}
	content := make([]byte, 600)
	began := time.Now()
	for range rows {
		if _, err := db.Exec(`INSERT INTO entry (content) VALUES (?)`, content); err != nil {
			b.Fatal(err)
		}
	}
	return float64(rows) / time.Since(began).Seconds()
}
