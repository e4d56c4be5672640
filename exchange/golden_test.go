package exchange_test

import (
	"bytes"
	"flag"
	"os"
	"testing"
	"time"

	"entente/exchange"
	"entente/keys"
)

var update = flag.Bool("update", false, "write the golden files again; never for one that was released")

// What the first version wrote must verify for ever: these files are never
// written again, a later form gets files of its own.
const (
	firstArchive = "testdata/first.ledger"
	firstProof   = "testdata/first.tlog-proof"
)

func TestWhatTheFirstVersionExportedStillVerifies(t *testing.T) {
	if *update {
		_, _, _, archive, proof := exported(t)
		for path, content := range map[string][]byte{firstArchive: archive, firstProof: proof} {
			if err := os.WriteFile(path, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	latest := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	archive, err := os.ReadFile(firstArchive)
	if err != nil {
		t.Fatal(err)
	}
	found, err := exchange.VerifyArchive(bytes.NewReader(archive), latest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found.Audited.Entries != 6 || len(found.Audited.Receipts) == 0 || len(found.Founding) != 2 {
		t.Errorf("the archive holds %d entries with receipts of %d partners", found.Audited.Entries, len(found.Audited.Receipts))
	}
	proof, err := os.ReadFile(firstProof)
	if err != nil {
		t.Fatal(err)
	}
	proven, err := exchange.VerifyProof(proof, latest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if proven.Entry.Index != 5 || len(proven.Cosignatures) != 1 {
		t.Errorf("the proof shows entry %d with %d receipts", proven.Entry.Index, len(proven.Cosignatures))
	}
	for _, founding := range found.Founding {
		if len(keys.Fingerprint(founding)) != 47 {
			t.Errorf("a founding manifest has the fingerprint %q", keys.Fingerprint(founding))
		}
	}
}
