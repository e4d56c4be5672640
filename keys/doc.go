// Package keys is all the cryptography of a node, so that a national algorithm
// or a validated build touches one place. It knows no store, clock or network:
// times and randomness are passed in.
//
// # Who holds what
//
// A partner is founded by a [Root]: a few keys of its custodians, kept offline,
// of which a threshold must sign. The hash of that first root is the partner's
// [PartnerID], so nobody can claim another's id and no registry is needed. The
// root signs a [Manifest]: which keys the partner's node uses at present. Each
// new manifest names the hash of the one before and is signed by the root that
// the one before named; whoever has verified version 1 can follow the chain
// for ever ([OpenChain]). Two persons compare the [Fingerprint] of a manifest
// aloud before they trust a [Card] that arrived by mail.
//
// A node holds [NodeKeys]. They sign its ledgers and its cosignatures, open its
// TLS connections and encrypt its content at rest. They can never bind the
// partner to anything: that needs a mandate of the root and the key of a person
// (package access).
//
// # How the pieces fit
//
//	public.go private.go    keys and signatures: Ed25519, ML-DSA-44, ML-DSA-87
//	commit.go               commitments that hide what they commit to
//	envelope.go             signed statements: DSSE v1
//	manifest.go chain.go    a partner's manifest and its successors; stored.go
//	card.go fingerprint.go  how two partners meet
//	nodekeys.go             a node's keys; files: keyfile.go nodefile.go personfile.go
//	note.go                 the lines under a checkpoint: C2SP signed-note, tlog-cosignature
//	seal.go                 content at rest
//	tls.go                  connections between nodes, by pinned keys
//
// Classical and post-quantum algorithms stand side by side where a forgery
// years from now would still do harm: roots sign with Ed25519 and ML-DSA-87,
// checkpoints with Ed25519 and ML-DSA-44, TLS agrees on its secret with a hybrid
// with ML-KEM-768, and bundles are encrypted with the same hybrid. Every exact
// byte stands in docs/formats/keys.md, with vectors in testdata.
package keys
