package keys

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/note"
)

// vectors is testdata/vectors.json: for readers in other languages. Bytes are
// hexadecimal where the formats do not say otherwise. ML-DSA signatures here are
// the deterministic ones of FIPS 204, but any that verifies is right.
type vectors struct {
	Keys         []keyVector        `json:"keys"`
	Commitments  []commitmentVector `json:"commitments"`
	Recipient    recipientVector    `json:"recipient"`
	FoundingRoot Root               `json:"foundingRoot"`
	Partner      PartnerID          `json:"partner"`
	Manifests    []manifestVector   `json:"manifests"` // a chain, oldest first
	Card         string             `json:"card"`      // exact text
	Checkpoint   noteVector         `json:"checkpoint"`
	Seal         sealVector         `json:"seal"`
}

type keyVector struct {
	Algorithm Algorithm `json:"algorithm"`
	Seed      string    `json:"seed"`
	Public    Public    `json:"public"`
	KeyID     string    `json:"keyid"`
	Message   string    `json:"message"`
	Signature string    `json:"signature"` // base64
}

type commitmentVector struct {
	Salt       string `json:"salt"`
	Domain     string `json:"domain"`
	Message    string `json:"message"`
	Commitment string `json:"commitment"`
}

type recipientVector struct {
	Seed      string `json:"seed"`
	Identity  string `json:"identity"`
	Recipient string `json:"recipient"`
}

type manifestVector struct {
	Envelope    Envelope `json:"envelope"`
	Signed      string   `json:"signed"` // the pre-authentication encoding
	Hash        string   `json:"hash"`
	Fingerprint string   `json:"fingerprint"`
}

type noteVector struct {
	Origin     string `json:"origin"`
	Size       int64  `json:"size"`
	Root       string `json:"root"`
	Time       int64  `json:"time"`
	Body       string `json:"body"`
	Ed25519Key string `json:"ed25519Key"` // vkeys of C2SP signed-note
	MLDSA44Key string `json:"mldsa44Key"`
	MirrorKey  string `json:"mirrorKey"`
	Lines      string `json:"lines"`
	Cosigned   string `json:"cosigned"`
}

type sealVector struct {
	ContentKey string `json:"contentKey"`
	AAD        string `json:"aad"`
	Plaintext  string `json:"plaintext"`
	PartKey    string `json:"partKey"`
	Nonce      string `json:"nonce"`
	Ciphertext string `json:"ciphertext"`
	Wrapped    string `json:"wrapped"`
}

// steadily signs so that the file is the same each time it is written.
func steadily(t testing.TB, e Envelope, signers ...Private) Envelope {
	t.Helper()
	e.Signatures = nil
	for _, signer := range signers {
		e.Signatures = append(e.Signatures, Signature{signer.Public().KeyID(), steady(t, signer, e.message())})
	}
	return e
}

func steady(t testing.TB, key Private, message []byte) []byte {
	t.Helper()
	if key.quantum != nil {
		return must[[]byte](t)(key.quantum.SignDeterministic(message, nil))
	}
	return must[[]byte](t)(key.Sign(message))
}

// makeVectors computes everything but the lines of notes, whose ML-DSA
// signatures differ from call to call.
func makeVectors(t testing.TB) (v vectors, f founder) {
	for i, algorithm := range algorithms {
		key := privateOf(t, algorithm, byte(i+1))
		message := []byte("a message to sign\n")
		v.Keys = append(v.Keys, keyVector{algorithm, hex.EncodeToString(key.seed[:]), key.Public(), key.Public().KeyID(),
			hex.EncodeToString(message), encode64(steady(t, key, message))})
	}
	for _, message := range []string{"", "hello", "한국어"} {
		salt := Salt{1, 2, 3}
		c := Commit(salt, "entente test 1\n", []byte(message))
		v.Commitments = append(v.Commitments, commitmentVector{hex.EncodeToString(salt[:]), "entente test 1\n", hex.EncodeToString([]byte(message)), hex.EncodeToString(c[:])})
	}
	f = found(t, 1)
	second := f.manifest.Successor(f.envelope)
	second.Code = "kor"
	chain := []Envelope{steadily(t, f.envelope, f.root...), steadily(t, must[Envelope](t)(second.Sign(f.root...)), f.root...)}
	for _, e := range chain {
		v.Manifests = append(v.Manifests, manifestVector{e, hex.EncodeToString(e.message()), e.HashText(), Fingerprint(e)})
	}
	v.FoundingRoot, v.Partner = f.manifest.Root, FoundingID(f.manifest.Root)
	v.Card = string(must[Card](t)(NewCard("https://rok.localhost:8443", chain...)).Encode())

	seed := [32]byte{9}
	identity := must[NodeKeys](t)(GenerateNode(bytes.NewReader(append(make([]byte, 128), append(seed[:], make([]byte, 96)...)...)), noon)).Recipient
	v.Recipient = recipientVector{hex.EncodeToString(seed[:]), identity.String(), identity.Recipient().String()}

	drawn := bytes.Repeat([]byte{5}, 44)
	ciphertext, wrapped, err := SealPart(bytes.NewReader(drawn), [32]byte{4}, []byte("place"), []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	key := [32]byte{4}
	v.Seal = sealVector{hex.EncodeToString(key[:]), hex.EncodeToString([]byte("place")), hex.EncodeToString([]byte("plain")),
		hex.EncodeToString(drawn[:32]), hex.EncodeToString(drawn[32:]), hex.EncodeToString(ciphertext), hex.EncodeToString(wrapped)}

	root := [32]byte{7}
	v.Checkpoint = noteVector{Origin: testOrigin, Size: 42, Root: hex.EncodeToString(root[:]), Time: noon.Unix(), Body: string(checkpointBody(testOrigin, 42, root))}
	v.Checkpoint.Ed25519Key = must[string](t)(NoteKey(testOrigin, f.node.Ledger.Public()))
	v.Checkpoint.MLDSA44Key = must[string](t)(NoteKey(testOrigin, f.node.LedgerPQ.Public()))
	v.Checkpoint.MirrorKey = must[string](t)(NoteKey(CosignerName(v.Partner), f.node.Mirror.Public()))
	return v, f
}

func TestGoldenVectors(t *testing.T) {
	path := filepath.Join("testdata", "vectors.json")
	made, f := makeVectors(t)
	if *update {
		root := [32]byte{7}
		made.Checkpoint.Lines = string(must[[]byte](t)(f.node.SignCheckpointBody(testOrigin, []byte(made.Checkpoint.Body), 42, root, noon)))
		made.Checkpoint.Cosigned = string(must[[]byte](t)(f.node.Cosign(made.Partner, testOrigin, 42, root, noon)))
		text := must[[]byte](t)(json.Marshal(made, json.Deterministic(true), jsontext.WithIndent("  ")))
		if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var golden vectors
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile(path)), &golden); err != nil {
		t.Fatal(err)
	}
	made.Checkpoint.Lines, made.Checkpoint.Cosigned = golden.Checkpoint.Lines, golden.Checkpoint.Cosigned
	if a, b := must[[]byte](t)(json.Marshal(made, json.Deterministic(true))), must[[]byte](t)(json.Marshal(golden, json.Deterministic(true))); !bytes.Equal(a, b) {
		t.Errorf("these keys make other bytes than %s: a format has changed\n%s", path, a)
	}
	for _, k := range golden.Keys {
		message, sig := must[[]byte](t)(hex.DecodeString(k.Message)), must[[]byte](t)(decode64(k.Signature))
		if !k.Public.Verify(message, sig) {
			t.Errorf("%s: the signature does not verify", k.Algorithm)
		}
	}
	m := must[Manifest](t)(must[Card](t)(ParseCard([]byte(golden.Card))).Open())
	if m.Partner != golden.Partner || m.Version != len(golden.Manifests) {
		t.Errorf("the card is of %s, version %d", m.Partner, m.Version)
	}
	c := golden.Checkpoint
	var verifiers []note.Verifier
	for name, key := range map[string]Public{c.Ed25519Key: m.Ledger[0].Ed25519, c.MLDSA44Key: m.Ledger[0].MLDSA44} {
		if must[string](t)(NoteKey(c.Origin, key)) != name {
			t.Errorf("the manifest names another key than %.80s", name)
		}
		verifiers = append(verifiers, must[note.Verifier](t)(NoteVerifier(c.Origin, key)))
	}
	verifiers = append(verifiers, must[note.Verifier](t)(NoteVerifier(CosignerName(m.Partner), m.Ledger[0].Mirror)))
	opened := must[*note.Note](t)(note.Open([]byte(c.Body+"\n"+c.Lines+c.Cosigned), note.VerifierList(verifiers...)))
	if len(opened.Sigs) != 3 {
		t.Errorf("%d lines of the checkpoint verify, expected 3", len(opened.Sigs))
	}
}
