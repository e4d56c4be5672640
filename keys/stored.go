package keys

import (
	"fmt"
	"slices"
)

// ReadManifest reads a manifest whose signatures were verified when it was
// stored. Of anything that comes from outside, OpenChain verifies them.
func ReadManifest(e Envelope) (Manifest, error) {
	m, err := readManifest(e)
	if err != nil {
		return Manifest{}, fmt.Errorf("keys: read manifest: %w", err)
	}
	return m, nil
}

// LedgerKeys lists every key with which the partner of a verified chain of
// manifests may ever have signed: what was signed before a rotation stays
// verifiable after it.
func LedgerKeys(chain ...Envelope) ([]LedgerKey, error) {
	var all []LedgerKey
	for _, envelope := range chain {
		m, err := ReadManifest(envelope)
		if err != nil {
			return nil, err
		}
		for _, key := range m.Ledger {
			if !slices.Contains(all, key) {
				all = append(all, key)
			}
		}
	}
	return all, nil
}
