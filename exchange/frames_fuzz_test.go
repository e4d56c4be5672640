package exchange

import (
	"bytes"
	"testing"

	"entente/ledger"
	"entente/record"
)

// FuzzReadFrames reads the frames of a page as a partner's node may send them.
func FuzzReadFrames(f *testing.F) {
	var page bytes.Buffer
	frames := ledger.NewFrameWriter(&page)
	for _, write := range []struct {
		kind    ledger.FrameType
		payload []byte
	}{
		{ledger.CheckpointFrame, []byte("ledger.entente.invalid/x\n1\n")},
		{ledger.EntryFrame, record.AppendEntry(nil, record.Unreadable(0, record.Leaf{1}, ""))},
		{ledger.ProofFrame, make([]byte, 64)},
	} {
		if err := frames.Write(write.kind, write.payload); err != nil {
			f.Fatal(err)
		}
	}
	if err := frames.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(page.Bytes())
	f.Add(page.Bytes()[:20])
	f.Fuzz(func(t *testing.T, sent []byte) {
		p, err := readFrames(ledger.NewFrameReader(bytes.NewReader(sent), maxPageBytes))
		if err != nil {
			return
		}
		for _, e := range p.entries {
			if len(e.Parts) < 3 {
				t.Errorf("an entry of %d parts was taken", len(e.Parts))
			}
		}
	})
}
