package ledger_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/transparency-dev/formats/proof"
	"pgregory.net/rapid"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// ledgerOf holds real entries.
func ledgerOf(t testing.TB, size int64, bodyBytes int) (*memory, []record.Entry) {
	t.Helper()
	m := newMemory()
	var entries []record.Entry
	for n := range size {
		e, err := record.Seal(rand.Reader, []record.Part{
			{Type: record.LabelPart, Content: []byte("<label/>")},
			{Type: record.HeaderPart, Content: fmt.Appendf(nil, "header %d", n)},
			{Type: record.BodyPart, Content: bytes.Repeat([]byte("b"), bodyBytes)},
		})
		if err != nil {
			t.Fatal(err)
		}
		e.Index = n
		m.append(e.Leaf)
		entries = append(entries, e)
	}
	return m, entries
}

// proofOf proves one entry of a ledger, with two cosignatures and one line that
// nobody can verify.
func proofOf(t testing.TB, size, index int64) (ledger.Proof, ledger.Trust) {
	t.Helper()
	return proofOfBody(t, size, index, 50)
}

func proofOfBody(t testing.TB, size, index int64, bodyBytes int) (ledger.Proof, ledger.Trust) {
	t.Helper()
	writer, mirror := newSigner(t, "writer"), newSigner(t, "mirror")
	m, entries := ledgerOf(t, size, bodyBytes)
	c := writer.checkpoint(t, origin, size, m.tree.Root(), noon)
	hashes, err := ledger.ProveInclusion(index, size, c.Root, m)
	if err != nil {
		t.Fatal(err)
	}
	root, err := keys.Generate(rand.Reader, keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := keys.SignStatement("application/vnd.entente.manifest+json", []byte(`{"format":"entente manifest 1"}`), root)
	if err != nil {
		t.Fatal(err)
	}
	p := ledger.Proof{
		Index:  index,
		Hashes: hashes,
		Entry:  entries[index],
		Checkpoint: c.AddLines(
			mirror.cosign(t, partner, c, uint64(later.Unix())),
			[]byte("— somebody AAAAAAAA\n"),
			mirror.cosign(t, partner, c, uint64(noon.Unix())),
			mirror.cosign(t, partner, c, 0),
		),
		Manifests: []keys.Envelope{manifest, manifest},
		Charters:  []keys.Envelope{manifest},
	}
	return p, ledger.Trust{
		Origin: origin,
		Writer: writer.keys(),
		Mirror: func(id keys.PartnerID) []keys.LedgerKey {
			if id == partner {
				return mirror.keys()
			}
			return nil
		},
		Latest: later,
	}
}

func marshal(t testing.TB, p ledger.Proof) []byte {
	t.Helper()
	file, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAProofFileShowsItsEntryToAStranger(t *testing.T) {
	for _, c := range []struct{ size, index int64 }{{1, 0}, {2, 1}, {300, 0}, {300, 255}, {300, 299}} {
		p, trust := proofOf(t, c.size, c.index)
		read, err := ledger.ParseProof(marshal(t, p))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := ledger.VerifyProof(read, trust)
		if err != nil {
			t.Fatal(err)
		}
		if shown.Entry.Leaf != p.Entry.Leaf || shown.Checkpoint.Size != c.size || len(read.Manifests) != 2 || len(read.Charters) != 1 {
			t.Errorf("entry %d of %d: shown %+v", c.index, c.size, shown)
		}
		if len(shown.Cosignatures) != 2 || !shown.Cosignatures[0].Time.Equal(later) || !shown.Cosignatures[1].Time.Equal(noon) {
			t.Errorf("entry %d of %d: cosignatures %+v", c.index, c.size, shown.Cosignatures)
		}
		if claimed, err := ledger.ClaimedOrigin(read.Checkpoint); err != nil || claimed != origin {
			t.Errorf("claimed origin %q, %v", claimed, err)
		}
	}
}

func TestTheLibraryReadsOurSmallProofsAndNotOurLargeOnes(t *testing.T) {
	p, _ := proofOf(t, 300, 255)
	file := marshal(t, p)
	var theirs proof.TLogProof
	if err := theirs.Unmarshal(file); err != nil {
		t.Fatal(err)
	}
	if int64(theirs.Index) != p.Index || len(theirs.Hashes) != len(p.Hashes) || !bytes.Equal(theirs.Checkpoint, p.Checkpoint) {
		t.Errorf("the library reads %+v", theirs)
	}
	if again := theirs.Marshal(); !bytes.Equal(again, file) {
		t.Errorf("the library writes %q, we %q", again, file)
	}

	large, trust := proofOfBody(t, 3, 1, 100_000)
	file = marshal(t, large)
	if err := theirs.Unmarshal(file); err == nil {
		t.Error("the library now reads lines above 64 KiB")
	}
	read, err := ledger.ParseProof(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.VerifyProof(read, trust); err != nil {
		t.Error(err)
	}
}

func TestAProofHoldsWithoutWhatWasWithdrawn(t *testing.T) {
	p, trust := proofOf(t, 3, 1)
	body := &p.Entry.Parts[2]
	body.State, body.Content, body.Salt = record.Withdrawn, nil, keys.Salt{}
	read, err := ledger.ParseProof(marshal(t, p))
	if err != nil {
		t.Fatal(err)
	}
	shown, err := ledger.VerifyProof(read, trust)
	if err != nil || shown.Entry.Part(record.BodyPart).State != record.Withdrawn {
		t.Errorf("shown %+v, %v", shown.Entry, err)
	}
}

func TestAChangedProofIsRefused(t *testing.T) {
	p, trust := proofOf(t, 5, 3)
	p.Checkpoint = p.Checkpoint[:bytes.Index(p.Checkpoint, []byte("— partner"))] // the rest decides nothing
	p.Manifests, p.Charters = nil, nil                                           // nor do these, here
	good := marshal(t, p)
	rapid.Check(t, func(rt *rapid.T) {
		changed := bytes.Clone(good)
		changed[rapid.IntRange(0, len(changed)-1).Draw(rt, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		read, err := ledger.ParseProof(changed)
		if err == nil {
			_, err = ledger.VerifyProof(read, trust)
		}
		if err == nil {
			rt.Fatalf("%q was verified", changed)
		}
	})
}

func TestAProofOfSomethingElseIsRefused(t *testing.T) {
	p, trust := proofOf(t, 5, 3)
	q, _ := proofOf(t, 5, 2)
	for _, c := range []struct {
		name   string
		change func(*ledger.Proof, *ledger.Trust)
		want   error
	}{
		{"another entry", func(p *ledger.Proof, _ *ledger.Trust) { p.Entry = q.Entry; p.Entry.Index = 3 }, ledger.ErrUnproven},
		{"an entry of another index", func(p *ledger.Proof, _ *ledger.Trust) { p.Entry.Index = 2 }, ledger.ErrMalformed},
		{"parts that do not open the leaf", func(p *ledger.Proof, _ *ledger.Trust) { p.Entry.Salt[0]++ }, record.ErrMalformedEntry},
		{"another ledger", func(_ *ledger.Proof, t *ledger.Trust) { t.Origin = "example.com/log" }, ledger.ErrMalformed},
		{"another writer", func(_ *ledger.Proof, t *ledger.Trust) { t.Writer = t.Mirror(partner) }, nil},
		{"no writer", func(_ *ledger.Proof, t *ledger.Trust) { t.Writer = nil }, ledger.ErrUnsigned},
		{"a clock that is behind", func(_ *ledger.Proof, t *ledger.Trust) { t.Latest = noon.AddDate(0, 0, -1) }, ledger.ErrSignedTime},
	} {
		p, trust := p, trust
		c.change(&p, &trust)
		if _, err := ledger.VerifyProof(p, trust); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	p.Entry.Index = 4
	if _, err := p.Marshal(); !errors.Is(err, ledger.ErrMalformed) {
		t.Errorf("a proof of entry 3 that holds entry 4 was written: %v", err)
	}
}

func TestAProofNeedsNoCosigner(t *testing.T) {
	p, trust := proofOf(t, 5, 3)
	trust.Mirror = nil
	shown, err := ledger.VerifyProof(p, trust)
	if err != nil || shown.Cosignatures != nil {
		t.Errorf("%v, %v", shown.Cosignatures, err)
	}
}

func TestProofFilesThatAreNotAsAgreedAreRefused(t *testing.T) {
	p, _ := proofOf(t, 5, 3)
	entry := record.AppendEntry(nil, p.Entry)
	withExtra := func(frames []byte) string {
		file := proof.TLogProof{Index: 3, Checkpoint: p.Checkpoint, ExtraData: frames}
		for _, h := range p.Hashes {
			file.Hashes = append(file.Hashes, h)
		}
		return string(file.Marshal())
	}
	good := string(marshal(t, p))
	for _, c := range []struct{ name, file string }{
		{"nothing", ""},
		{"another version", strings.Replace(good, "@v1", "@v2", 1)},
		{"no extra", strings.Replace(good, "extra ", "extras ", 1)},
		{"an extra that is no base 64", strings.Replace(good, "extra ", "extra !", 1)},
		{"an extra that is cut", good[:strings.Index(good, "\nindex")-4] + good[strings.Index(good, "\nindex"):]},
		{"no index", strings.Replace(good, "\nindex 3", "", 1)},
		{"a negative index", strings.Replace(good, "\nindex 3", "\nindex -3", 1)},
		{"an index of 2^64", strings.Replace(good, "\nindex 3", "\nindex 18446744073709551616", 1)},
		{"another index", strings.Replace(good, "\nindex 3", "\nindex 2", 1)},
		{"a hash that is none", strings.Replace(good, "\nindex 3\n", "\nindex 3\nhello\n", 1)},
		{"too many hashes", strings.Replace(good, "\nindex 3\n", "\nindex 3\n"+strings.Repeat(record.Hash{}.String()+"\n", 64), 1)},
		{"a checkpoint above its limit", good + strings.Repeat("x", ledger.MaxNoteBytes)},
		{"no entry", withExtra(writeFrames(t, nil))},
		{"two entries", withExtra(writeFrames(t, []frame{{ledger.EntryFrame, entry}, {ledger.EntryFrame, entry}}))},
		{"an entry that is none", withExtra(writeFrames(t, []frame{{ledger.EntryFrame, []byte("x")}}))},
		{"a manifest that is none", withExtra(writeFrames(t, []frame{{ledger.ManifestFrame, []byte("{")}, {ledger.EntryFrame, entry}}))},
		{"a note among the frames", withExtra(writeFrames(t, []frame{{ledger.CheckpointFrame, p.Checkpoint}, {ledger.EntryFrame, entry}}))},
		{"carriage returns", strings.ReplaceAll(good, "\n", "\r\n")},
		{"a line break in the extra", strings.Replace(good, "extra ", "extra \r", 1)},
	} {
		if _, err := ledger.ParseProof([]byte(c.file)); err == nil {
			t.Errorf("%s: read", c.name)
		}
	}
	if _, err := ledger.ParseProof(make([]byte, ledger.MaxProofBytes+1)); !errors.Is(err, ledger.ErrMalformed) {
		t.Errorf("too many bytes: %v", err)
	}
}

func FuzzProofFile(f *testing.F) {
	good := kept(f, "entry.tlog-proof")
	p, err := ledger.ParseProof(good)
	if err != nil {
		f.Fatal(err)
	}
	trust := ledger.Trust{Origin: origin, Writer: newSigner(f, "golden").keys(), Latest: later}
	f.Add(good)
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra " + base64.StdEncoding.EncodeToString(writeFrames(f, nil)) + "\nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		read, err := ledger.ParseProof(file)
		if err != nil {
			return
		}
		if shown, err := ledger.VerifyProof(read, trust); err == nil && shown.Entry.Leaf != p.Entry.Leaf {
			t.Errorf("%q was verified, and nobody made it", file)
		}
		if again, err := ledger.ParseProof(marshal(t, read)); err != nil || fmt.Sprint(again) != fmt.Sprint(read) {
			t.Errorf("a proof changes when it is written again: %v", err)
		}
	})
}
