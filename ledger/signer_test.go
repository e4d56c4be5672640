package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"filippo.io/mldsa"
	formats "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// signer makes lines that our own code would refuse to make: with any time, and
// any size and root. It uses the library's signers, as a foreign partner would.
type signer struct {
	ed         ed25519.PrivateKey
	pq, mirror *mldsa.PrivateKey
	public     keys.LedgerKey
}

func newSigner(t testing.TB, name string) signer {
	t.Helper()
	seed := func(use string) []byte {
		sum := sha256.Sum256([]byte("test key, not secret: " + name + " " + use))
		return sum[:]
	}
	s := signer{ed: ed25519.NewKeyFromSeed(seed("ed25519"))}
	var err error
	if s.pq, err = mldsa.NewPrivateKey(mldsa.MLDSA44(), seed("ml-dsa-44")); err != nil {
		t.Fatal(err)
	}
	if s.mirror, err = mldsa.NewPrivateKey(mldsa.MLDSA44(), seed("mirror")); err != nil {
		t.Fatal(err)
	}
	s.public.Ed25519 = public(t, "ed25519", s.ed.Public().(ed25519.PublicKey))
	s.public.MLDSA44 = public(t, "ml-dsa-44", s.pq.PublicKey().Bytes())
	s.public.Mirror = public(t, "ml-dsa-44", s.mirror.PublicKey().Bytes())
	return s
}

func public(t testing.TB, algorithm string, raw []byte) keys.Public {
	t.Helper()
	p, err := keys.ParsePublic(algorithm + ":" + base64.StdEncoding.EncodeToString(raw))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (s signer) keys() []keys.LedgerKey { return []keys.LedgerKey{s.public} }

// edKey and pqKey are vkeys, C2SP signed-note.
func (s signer) edKey(name string) string {
	return vkey(name, 1, s.ed.Public().(ed25519.PublicKey))
}

func pqKey(name string, key *mldsa.PrivateKey) string {
	return vkey(name, 6, key.PublicKey().Bytes())
}

func vkey(name string, algorithm byte, key []byte) string {
	typed := append([]byte{algorithm}, key...)
	return fmt.Sprintf("%s+%08x+%s", name, keyHash(name, algorithm, key), base64.StdEncoding.EncodeToString(typed))
}

func keyHash(name string, algorithm byte, key []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"+string(algorithm)), key...))
	return binary.BigEndian.Uint32(sum[:])
}

func line(name string, hash uint32, signature []byte) []byte {
	raw := append(binary.BigEndian.AppendUint32(nil, hash), signature...)
	return fmt.Appendf(nil, "— %s %s\n", name, base64.StdEncoding.EncodeToString(raw))
}

func (s signer) edLine(name string, text []byte) []byte {
	return line(name, keyHash(name, 1, s.ed.Public().(ed25519.PublicKey)), ed25519.Sign(s.ed, text))
}

// pqLine signs any claim with any time.
func pqLine(t testing.TB, key *mldsa.PrivateKey, name string, seconds uint64, origin string, size int64, root record.Hash) []byte {
	t.Helper()
	typed := append([]byte{6}, key.Bytes()...)
	signer, err := formats.NewMLDSASigner(fmt.Sprintf("PRIVATE+KEY+%s+00000000+%s", name, base64.StdEncoding.EncodeToString(typed)))
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signer.SignSubtree(seconds, origin, 0, uint64(size), root[:])
	if err != nil {
		t.Fatal(err)
	}
	return line(name, signer.KeyHash(), signature)
}

// note signs a checkpoint with both keys.
func (s signer) note(t testing.TB, origin string, size int64, root record.Hash, at time.Time) []byte {
	t.Helper()
	text := body(origin, size, root)
	return signedNote(text, s.edLine(origin, text), pqLine(t, s.pq, origin, uint64(at.Unix()), origin, size, root))
}

func (s signer) checkpoint(t testing.TB, origin string, size int64, root record.Hash, at time.Time) ledger.Checkpoint {
	t.Helper()
	c, err := ledger.OpenCheckpoint(s.note(t, origin, size, root, at), origin, s.keys(), at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s signer) cosign(t testing.TB, partner keys.PartnerID, c ledger.Checkpoint, seconds uint64) []byte {
	t.Helper()
	return pqLine(t, s.mirror, keys.CosignerName(partner), seconds, c.Origin, c.Size, c.Root)
}

func body(origin string, size any, root record.Hash) []byte {
	return fmt.Appendf(nil, "%s\n%v\n%s\n", origin, size, root)
}

func signedNote(text []byte, lines ...[]byte) []byte {
	return append(append(bytes.Clone(text), '\n'), bytes.Join(lines, nil)...)
}

// libraryVerifiers is what a reader would configure for these keys.
func (s signer) libraryVerifiers(t testing.TB, origin string) (ed, pq note.Verifier) {
	t.Helper()
	ed, err := note.NewVerifier(s.edKey(origin))
	if err != nil {
		t.Fatal(err)
	}
	pq, err = formats.NewMLDSAVerifier(pqKey(origin, s.pq))
	if err != nil {
		t.Fatal(err)
	}
	return ed, pq
}
