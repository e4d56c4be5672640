package access

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/keys"
)

// vectors is testdata/vectors.json: for readers in other languages. Bytes are
// hexadecimal where the formats do not say otherwise.
type vectors struct {
	Custodians []string       `json:"custodians"` // seeds, Ed25519
	Holder     string         `json:"holder"`     // seed, Ed25519
	Manifest   keys.Envelope  `json:"manifest"`
	Mandate    keys.Envelope  `json:"mandate"`
	Hash       string         `json:"hash"` // of the mandate
	Leaf       string         `json:"leaf"`
	Channel    string         `json:"channel"`
	Random     string         `json:"random"`
	Message    string         `json:"message"` // what the holder signs
	Act        jsontext.Value `json:"act"`
	Times      []timeVector   `json:"times"`
}

type timeVector struct {
	At    time.Time `json:"at"`
	Holds bool      `json:"holds"`
}

func TestGoldenVectors(t *testing.T) {
	path := filepath.Join("testdata", "vectors.json")
	h := newHouse(t, 1, 2, 3)
	seed := func(b byte) string { s := [32]byte{b}; return hex.EncodeToString(s[:]) }
	made := vectors{
		Custodians: []string{seed(1), seed(2), seed(3)}, Holder: seed(200),
		Manifest: must[keys.Envelope](t)(h.manifest.Sign(h.custodians[:2]...)), Mandate: h.envelope, Hash: h.envelope.HashText(),
		Leaf: hex.EncodeToString(h.act.Leaf[:]), Channel: keys.EncodeID(channel), Random: hex.EncodeToString(h.act.Random[:]),
		Message: hex.EncodeToString(h.act.Message()), Act: h.act.Encode(),
		Times: []timeVector{{noon.Add(-time.Second), false}, {noon, true}, {h.mandate.NotAfter, true}, {h.mandate.NotAfter.Add(time.Second), false}},
	}
	text := must[[]byte](t)(json.Marshal(made, json.Deterministic(true), jsontext.WithIndent("  ")))
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden := must[[]byte](t)(os.ReadFile(path))
	if !bytes.Equal(golden, text) {
		t.Fatalf("this mandate and act make other bytes than %s: a format has changed\n%s", path, text)
	}
	var read vectors
	if err := json.Unmarshal(golden, &read); err != nil {
		t.Fatal(err)
	}
	manifest := must[keys.Manifest](t)(keys.OpenManifest(read.Manifest))
	act := must[Act](t)(ParseAct(read.Act))
	for _, moment := range read.Times {
		h.claim.At = moment.At
		if _, err := Verify(act, read.Mandate, manifest, h.claim); (err == nil) != moment.Holds {
			t.Errorf("at %v: %v, holds should be %v", moment.At, err, moment.Holds)
		}
	}
}
