package keys

import (
	"flag"
	"io"
	"math/rand/v2"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write golden files anew")

// dice is a random source that gives the same bytes in every run.
func dice(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func must[T any](t testing.TB) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func privateOf(t testing.TB, algorithm Algorithm, seed byte) Private {
	t.Helper()
	return must[Private](t)(FromSeed(algorithm, [32]byte{seed}))
}

// A founder is a partner with its secrets.
type founder struct {
	root     []Private
	node     NodeKeys
	manifest Manifest
	envelope Envelope
}

func found(t testing.TB, seed byte) founder {
	t.Helper()
	random := dice(seed)
	root, public, err := GenerateRoot(random)
	if err != nil {
		t.Fatal(err)
	}
	f := founder{root: root, node: must[NodeKeys](t)(GenerateNode(random, noon))}
	f.manifest = NewManifest(public, noon)
	f.manifest.Code = "rok"
	f.manifest.Name = map[string]string{"en": "Republic of Korea", "fr": "République de Corée", "ko": "대한민국"}
	f.manifest.Ledger = []LedgerKey{f.node.LedgerKey(noon)}
	f.manifest.TLS = []string{f.node.TLSPin()}
	f.manifest.Recipients = []string{f.node.RecipientText()}
	f.manifest.LeastSoftware = "0.1.0"
	f.envelope = must[Envelope](t)(f.manifest.Sign(root...))
	return f
}
