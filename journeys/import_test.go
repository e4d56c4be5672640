package journeys_test

import (
	"os"
	"path/filepath"
	"testing"

	"entente/internal/browser"
)

// Somebody tries a table: they are told what each row would do, and nothing is
// written before they say so.
func importTable(t *testing.T, s *stage) {
	tab := s.at(t, s.ROK, "rok")
	table := filepath.Join(t.TempDir(), "activities.csv")
	if err := os.WriteFile(table, []byte("key,title.en,type,starts\nnew-1,Liaison visit to Daejeon,visit,2027-03\nnew-2,No such type,feast,2027\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tab.Follow("Import")
	tab.Choose("What its rows are", "Activities")
	tab.Choose("Channel", "Republic of Korea – NATO")
	tab.Attach("CSV file", table)
	tab.Follow("Try the file")
	comes(t, tab, "tried, nothing written")
	tab.Sees("Liaison visit to Daejeon", "new-2")
	tab.Fill("Search records", "Liaison Daejeon")
	job := tab.Address()
	tab.Enter("Search records")
	tab.Sees("No record has these words.")
	tab.Go(job)
	tab.Follow("Write 1 good row")
	comes(t, tab, "1 row is written.")
	tab.Fill("Search records", "Liaison Daejeon")
	tab.Enter("Search records")
	tab.Sees("Liaison visit to Daejeon")
}

// comes waits for a page that comes again by itself.
func comes(t *testing.T, tab *browser.Tab, words string) {
	t.Helper()
	until(t, tab, tab.Address(), words)
}
