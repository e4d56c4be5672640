package access

import (
	"flag"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"entente/keys"
)

var update = flag.Bool("update", false, "write golden files anew")

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// dice is a random source that gives the same bytes in every run.
func dice(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

func must[T any](t testing.TB) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func key(t testing.TB, seed byte) keys.Private {
	t.Helper()
	return must[keys.Private](t)(keys.FromSeed(keys.Ed25519, [32]byte{seed}))
}

// A house is a partner with custodians, and a mandate under which its holder
// has acted.
type house struct {
	custodians []keys.Private
	node       keys.NodeKeys
	manifest   keys.Manifest
	holder     keys.Private
	deputy     keys.Private
	mandate    Mandate
	envelope   keys.Envelope
	act        Act
	claim      Claim
}

var channel = [16]byte{1, 2, 3}

// newHouse has as many custodians as signs, of whom threshold must sign a
// manifest.
func newHouse(t testing.TB, seed byte, threshold, custodians int) house {
	t.Helper()
	h := house{holder: key(t, 200), deputy: key(t, 201)}
	var root keys.Root
	root.Threshold = threshold
	for i := range custodians {
		h.custodians = append(h.custodians, key(t, seed+byte(i)))
		root.Keys = append(root.Keys, h.custodians[i].Public())
	}
	h.node = must[keys.NodeKeys](t)(keys.GenerateNode(dice(seed), noon))
	h.manifest = keys.NewManifest(root, noon)
	h.manifest.Code, h.manifest.Name = "rok", map[string]string{"en": "Republic of Korea"}
	h.manifest.Ledger = []keys.LedgerKey{h.node.LedgerKey(noon)}
	h.manifest.TLS = []string{h.node.TLSPin()}
	envelope := must[keys.Envelope](t)(h.manifest.Sign(h.custodians[:threshold]...))
	h.manifest = must[keys.Manifest](t)(keys.OpenManifest(envelope))

	h.mandate = Mandate{
		Format: mandateFormat, Partner: h.manifest.Partner, Channel: keys.EncodeID(channel), Holder: "desk-7", Key: h.holder.Public(),
		Acts: []Verb{Release, Response}, NotBefore: noon, NotAfter: noon.Add(24 * time.Hour),
		Deputies: []Deputy{{Holder: "desk-8", Key: h.deputy.Public()}},
	}
	h.envelope = must[keys.Envelope](t)(h.mandate.Sign(h.custodians[:min(threshold, 2)]...))
	h.claim = Claim{Verb: Release, Leaf: [33]byte{1, 42}, Channel: channel, At: noon.Add(time.Hour)}
	h.act = must[Act](t)(Sign(dice(7), h.holder, h.claim.Verb, h.claim.Leaf, h.envelope))
	return h
}
