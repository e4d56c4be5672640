package keys

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	cosignature "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

const testOrigin = "ledger.entente.invalid/0123456789abcdefghjkmnpqrstvwxyz"

func checkpointBody(origin string, size int64, root [32]byte) []byte {
	return fmt.Appendf(nil, "%s\n%d\n%s\n", origin, size, base64.StdEncoding.EncodeToString(root[:]))
}

func TestACheckpointHasBothLinesOfItsWriterAtOurTime(t *testing.T) {
	f, root := found(t, 1), [32]byte{7}
	body := checkpointBody(testOrigin, 42, root)
	lines := must[[]byte](t)(f.node.SignCheckpointBody(testOrigin, body, 42, root, noon))
	signed := append(append(bytes.Clone(body), '\n'), lines...)

	classic := must[note.Verifier](t)(NoteVerifier(testOrigin, f.node.Ledger.Public()))
	quantum := must[note.Verifier](t)(NoteVerifier(testOrigin, f.node.LedgerPQ.Public()))
	opened := must[*note.Note](t)(note.Open(signed, note.VerifierList(classic, quantum)))
	if len(opened.Sigs) != 2 || len(opened.UnverifiedSigs) != 0 {
		t.Fatalf("%d lines verify, %d do not", len(opened.Sigs), len(opened.UnverifiedSigs))
	}
	if at := must[time.Time](t)(cosignature.CoSigV1Timestamp(opened.Sigs[1])); !at.Equal(noon) {
		t.Errorf("signed at %v, not at the time that was passed", at)
	}
	// The Ed25519 line is the one that x/mod itself would write.
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", testOrigin, classic.KeyHash(), encode64(append([]byte{noteEd25519}, f.node.Ledger.seed[:]...)))
	theirs := must[[]byte](t)(note.Sign(&note.Note{Text: string(body)}, must[note.Signer](t)(note.NewSigner(skey))))
	if !bytes.HasPrefix(signed, theirs) {
		t.Error("the library writes another Ed25519 line")
	}
	other := must[note.Verifier](t)(NoteVerifier(testOrigin+"x", f.node.LedgerPQ.Public()))
	if sig := must[[]byte](t)(base64.StdEncoding.DecodeString(opened.Sigs[1].Base64)); other.Verify(body, sig[4:]) {
		t.Error("a line verifies under another name")
	}
}

func TestACosignatureIsOfThePartnerAndTheCheckpoint(t *testing.T) {
	f, root := found(t, 1), [32]byte{7}
	self := f.manifest.Partner
	line := string(must[[]byte](t)(f.node.Cosign(self, testOrigin, 42, root, noon)))
	prefix := "— partner.entente.invalid/" + self.String() + " "
	if !strings.HasPrefix(line, prefix) || strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
		t.Fatalf("line %q", line)
	}
	sig := must[[]byte](t)(base64.StdEncoding.DecodeString(strings.TrimSpace(strings.TrimPrefix(line, prefix))))[4:]
	mirror := must[note.Verifier](t)(NoteVerifier(CosignerName(self), f.node.Mirror.Public()))
	if !mirror.Verify(checkpointBody(testOrigin, 42, root), sig) {
		t.Fatal("it does not verify")
	}
	for name, body := range map[string][]byte{
		"size":   checkpointBody(testOrigin, 43, root),
		"root":   checkpointBody(testOrigin, 42, [32]byte{8}),
		"origin": checkpointBody(testOrigin+"x", 42, root),
	} {
		if mirror.Verify(body, sig) {
			t.Errorf("it verifies with another %s", name)
		}
	}
	sig[7]++ // the last byte of the time
	if mirror.Verify(checkpointBody(testOrigin, 42, root), sig) {
		t.Error("its time can be changed")
	}
}

func TestNothingElseIsSigned(t *testing.T) {
	f, root := found(t, 1), [32]byte{7}
	body := checkpointBody(testOrigin, 42, root)
	long := strings.Repeat("a", 256)
	for name, sign := range map[string]func() ([]byte, error){
		"another size":   func() ([]byte, error) { return f.node.SignCheckpointBody(testOrigin, body, 43, root, noon) },
		"another root":   func() ([]byte, error) { return f.node.SignCheckpointBody(testOrigin, body, 42, [32]byte{}, noon) },
		"another origin": func() ([]byte, error) { return f.node.SignCheckpointBody("x", body, 42, root, noon) },
		"a further line": func() ([]byte, error) {
			return f.node.SignCheckpointBody(testOrigin, append(bytes.Clone(body), "x\n"...), 42, root, noon)
		},
		"time zero": func() ([]byte, error) {
			return f.node.SignCheckpointBody(testOrigin, body, 42, root, time.Unix(0, 0))
		},
		"no time":       func() ([]byte, error) { return f.node.Cosign(PartnerID{1}, testOrigin, 42, root, time.Time{}) },
		"year 36812":    func() ([]byte, error) { return f.node.Cosign(PartnerID{1}, testOrigin, 42, root, time.Unix(1<<40, 0)) },
		"negative size": func() ([]byte, error) { return f.node.Cosign(PartnerID{1}, testOrigin, -1, root, noon) },
		"no origin":     func() ([]byte, error) { return f.node.Cosign(PartnerID{1}, "", 1, root, noon) },
		"long origin":   func() ([]byte, error) { return f.node.Cosign(PartnerID{1}, long, 1, root, noon) },
		"line break":    func() ([]byte, error) { return f.node.Cosign(PartnerID{1}, "a\nb", 1, root, noon) },
		"no keys":       func() ([]byte, error) { return NodeKeys{}.Cosign(PartnerID{1}, testOrigin, 1, root, noon) },
	} {
		if line, err := sign(); err == nil {
			t.Errorf("%s: signed %.60q", name, line)
		}
	}
	for name, key := range map[string]Public{"ML-DSA-87": f.root[1].Public(), "no key": {}} {
		if _, err := NoteVerifier(testOrigin, key); err == nil {
			t.Errorf("%s verifies notes", name)
		}
	}
	if _, err := NoteVerifier("a b", f.node.Ledger.Public()); err == nil {
		t.Error("a name with a space")
	}
}
