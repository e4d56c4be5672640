package keys

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"

	cosignature "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

// Types of keys under a note: C2SP signed-note and tlog-cosignature.
const (
	noteEd25519 = 1
	noteMLDSA44 = 6
)

// maxNoteName is what a length of one byte in a cosigned message can hold; the
// library would cut the length of a longer name silently.
const maxNoteName = 255

// CosignerName is the name under which a partner cosigns. The suffix is
// reserved, so that it can never be taken for an address. RFC 6761.
func CosignerName(id PartnerID) string { return "partner.entente.invalid/" + id.String() }

// SignCheckpointBody makes the two lines of the writer under a checkpoint of its
// own: Ed25519 over the body, and ML-DSA-44 over origin, size, root and time.
// The second covers no further line, so the body must have none.
func (k NodeKeys) SignCheckpointBody(origin string, body []byte, size int64, root [32]byte, at time.Time) ([]byte, error) {
	if want := fmt.Appendf(nil, "%s\n%d\n%s\n", origin, size, encode64(root[:])); !bytes.Equal(body, want) {
		return nil, fmt.Errorf("keys: sign checkpoint of %s at size %d: the body says something else", origin, size)
	}
	quantum, err := cosign(k.LedgerPQ, origin, origin, size, root, at)
	if err != nil {
		return nil, fmt.Errorf("keys: sign checkpoint of %s at size %d: %w", origin, size, err)
	}
	sig, err := k.Ledger.Sign(body)
	if err != nil {
		return nil, fmt.Errorf("keys: sign checkpoint of %s at size %d: %w", origin, size, err)
	}
	return append(noteLine(origin, noteEd25519, k.Ledger.Public(), sig), quantum...), nil
}

// Cosign makes a partner's line under somebody's checkpoint: at this time of our
// clock we hold every leaf below size.
func (k NodeKeys) Cosign(self PartnerID, origin string, size int64, root [32]byte, at time.Time) ([]byte, error) {
	line, err := cosign(k.Mirror, CosignerName(self), origin, size, root, at)
	if err != nil {
		return nil, fmt.Errorf("keys: cosign %s at size %d: %w", origin, size, err)
	}
	return line, nil
}

// cosign goes through SignSubtree because the library's signers of whole notes
// take the time from the system's clock.
func cosign(key Private, name, origin string, size int64, root [32]byte, at time.Time) ([]byte, error) {
	if !noteName(name) || !noteName(origin) {
		return nil, fmt.Errorf("%.80q or %.80q cannot be a name under a note", name, origin)
	}
	if size < 0 || at.Unix() <= 0 || at.Year() > 9999 {
		return nil, fmt.Errorf("size %d or time %v is out of range", size, at)
	}
	if key.Public().Algorithm() != MLDSA44 {
		return nil, fmt.Errorf("a %s key cannot cosign", key.Public().Algorithm())
	}
	secret := append([]byte{noteMLDSA44}, key.seed[:]...)
	id := noteKeyID(name, noteMLDSA44, key.Public())
	signer, err := cosignature.NewMLDSASigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, id, encode64(secret)))
	if err != nil {
		return nil, err
	}
	sig, err := signer.SignSubtree(uint64(at.Unix()), origin, 0, uint64(size), root[:])
	if err != nil {
		return nil, err
	}
	return noteLine(name, noteMLDSA44, key.Public(), sig), nil
}

func noteLine(name string, kind byte, key Public, sig []byte) []byte {
	signed := binary.BigEndian.AppendUint32(nil, noteKeyID(name, kind, key))
	return fmt.Appendf(nil, "— %s %s\n", name, base64.StdEncoding.EncodeToString(append(signed, sig...)))
}

func noteKeyID(name string, kind byte, key Public) uint32 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%c%s", name, kind, key.Bytes()))
	return binary.BigEndian.Uint32(sum[:4])
}

// NoteKey is the text in which other tools take the key of a writer or cosigner:
// a vkey of C2SP signed-note.
func NoteKey(name string, key Public) (string, error) {
	kind := byte(noteEd25519)
	switch {
	case !noteName(name):
		return "", fmt.Errorf("keys: note key: %.80q cannot be a name under a note: %w", name, ErrMalformed)
	case key.Algorithm() == MLDSA44:
		kind = noteMLDSA44
	case key.Algorithm() != Ed25519:
		return "", fmt.Errorf("keys: note key %s: no note is signed with %.20q", name, key.Algorithm())
	}
	encoded := append([]byte{kind}, key.Bytes()...)
	return fmt.Sprintf("%s+%08x+%s", name, noteKeyID(name, kind, key), encode64(encoded)), nil
}

// NoteVerifier verifies the lines of one name and key: plain Ed25519, or
// ML-DSA-44 cosignatures, whose time the caller must judge.
func NoteVerifier(name string, key Public) (note.Verifier, error) {
	text, err := NoteKey(name, key)
	if err != nil {
		return nil, err
	}
	var verifier note.Verifier
	if key.Algorithm() == MLDSA44 {
		verifier, err = cosignature.NewMLDSAVerifier(text)
	} else {
		verifier, err = note.NewVerifier(text)
	}
	if err != nil {
		return nil, fmt.Errorf("keys: note verifier %s: %w", name, err)
	}
	return verifier, nil
}

func noteName(name string) bool {
	if name == "" || len(name) > maxNoteName {
		return false
	}
	for _, c := range []byte(name) {
		if c <= ' ' || c >= 0x7f || c == '+' {
			return false
		}
	}
	return true
}
