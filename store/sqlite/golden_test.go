package sqlite_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/store/storetest"
)

var renew = flag.Bool("update", false, "write the golden database of this schema version anew; only before its first release")

const golden = "testdata/schema1"

// A database that an earlier version wrote opens, and reads the same, for ever.
func TestADatabaseOfSchema1ReadsTheSame(t *testing.T) {
	if *renew {
		writeGolden(t)
	}
	path := filepath.Join(t.TempDir(), "node.db")
	write(t, path, unpacked(t, golden+".db.gz"))
	got := describe(t, opened(t, path))
	if *renew {
		write(t, golden+".txt", got)
	}
	if want := read(t, golden+".txt"); !bytes.Equal(got, want) {
		t.Errorf("it reads\n%s, expected\n%s", got, want)
	}
}

func writeGolden(t *testing.T) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "golden.db")
	s := opened(t, path)
	ids, random := &record.IDs{}, storetest.Random(1)
	update(t, s, storetest.Create)
	update(t, s, func(tx *store.Tx) error {
		facts := []storetest.Fact{storetest.NewFact(ids, "대한민국 Activity"), storetest.NewFact(ids, "Withdrawn"), storetest.NewFact(ids, "Third")}
		if err := storetest.WriteFacts(tx, random, facts...); err != nil {
			return err
		}
		if err := tx.PutPartner(store.Partner{ID: keys.PartnerID{1}, Code: "rok", Name: record.Text{KO: "대한민국"}, State: store.PartnerSelf}); err != nil {
			return err
		}
		return tx.PutChannel(store.Channel{ID: record.ChannelID{7}, State: store.ChannelActive, DefaultLabel: []byte(storetest.Label)})
	})
	update(t, s, func(tx *store.Tx) error {
		return tx.SetPart(storetest.Origin, 1, 2, record.Part{State: record.Withdrawn})
	})
	if done, err := s.Purge(context.Background()); !done || err != nil {
		t.Fatalf("purge: %v, %v", done, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(read(t, path)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, golden+".db.gz", packed.Bytes())
}

func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(read(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// describe writes down what a store answers.
func describe(t *testing.T, s store.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	err := s.View(context.Background(), func(tx *store.Tx) error {
		ledgers, err := tx.Ledgers()
		for _, l := range ledgers {
			fmt.Fprintf(&b, "%+v\n", l)
			err = tx.Entries(l.Origin, 0, l.Size, func(e record.Entry) error {
				for i, p := range e.Parts {
					fmt.Fprintf(&b, "%d.%d %s %s %q\n", e.Index, i, p.Type, p.State, p.Content)
				}
				return e.Verify()
			})
		}
		if err != nil {
			return err
		}
		partners, err := tx.Partners()
		fmt.Fprintf(&b, "%+v\n", partners)
		if err != nil {
			return err
		}
		channels, err := tx.Channels()
		fmt.Fprintf(&b, "%+v\n", channels)
		if err != nil {
			return err
		}
		records, err := tx.Records(store.RecordQuery{})
		for _, r := range records {
			fmt.Fprintf(&b, "%s %q %q %q\n", r.ID, r.Sort, r.Title.EN, r.Body)
		}
		hits, problem := tx.Search(store.SearchQuery{Text: "민국"})
		for _, h := range hits {
			fmt.Fprintf(&b, "found %s\n", h.ID)
		}
		if err == nil {
			err = problem
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
