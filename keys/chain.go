package keys

import "fmt"

// Successor begins the next version of a manifest: the caller changes what is
// to change and signs with the keys of the root of m, and with those of the new
// root if that changes.
func (m Manifest) Successor(envelope Envelope) Manifest {
	m.Version++
	m.Previous = envelope.HashText()
	m.Revoked = nil // what was revoked stays so without being said again
	return m
}

// OpenSuccessor verifies the manifest after one that was verified. Whoever
// could sign the old one hands over: the threshold of the old root must sign,
// and that of the new root too, so that nobody is made a custodian unawares.
func OpenSuccessor(previous Manifest, previousEnvelope Envelope, next Envelope) (Manifest, error) {
	m, err := readManifest(next)
	if err != nil {
		return Manifest{}, fmt.Errorf("keys: open manifest after version %d of %s: %w", previous.Version, previous.Partner, err)
	}
	before, err := readManifest(previousEnvelope)
	if err != nil || before.Partner != previous.Partner || before.Version != previous.Version || !before.Root.Equal(previous.Root) {
		return Manifest{}, fmt.Errorf("keys: open manifest after version %d of %s: the envelope before it holds another manifest", previous.Version, previous.Partner)
	}
	refused := func(reason error) (Manifest, error) {
		return Manifest{}, fmt.Errorf("keys: open manifest %d of %s after version %d: %w", m.Version, m.Partner, previous.Version, reason)
	}
	switch {
	case m.Partner != previous.Partner:
		return refused(fmt.Errorf("it is of another partner than %s: %w", previous.Partner, ErrChain))
	case m.Version != previous.Version+1:
		return refused(ErrChain)
	case m.Previous != previousEnvelope.HashText():
		return refused(fmt.Errorf("it names another manifest before it: %w", ErrChain))
	case m.Issued.Before(previous.Issued):
		return refused(fmt.Errorf("it was issued before it: %w", ErrChain))
	case m.Demo != previous.Demo:
		return refused(fmt.Errorf("a partner of a demonstration stays one: %w", ErrChain))
	case !previous.Root.Signed(next):
		return refused(fmt.Errorf("by the root before it: %w", ErrUnsigned))
	case !m.Root.Signed(next):
		return refused(fmt.Errorf("by the new root: %w", ErrUnsigned))
	}
	return m, nil
}

// MaxChain bounds how many manifests a partner may have behind it in a card.
const MaxChain = 64

// OpenChain verifies all manifests of a partner, oldest first, and returns the
// newest.
func OpenChain(chain ...Envelope) (Manifest, error) {
	if len(chain) == 0 {
		return Manifest{}, fmt.Errorf("keys: open chain of manifests: there is none: %w", ErrChain)
	}
	m, err := OpenManifest(chain[0])
	for i := 1; i < len(chain) && err == nil; i++ {
		m, err = OpenSuccessor(m, chain[i-1], chain[i])
	}
	if err != nil {
		return Manifest{}, err
	}
	return m, nil
}
