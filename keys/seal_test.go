package keys

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSealedContentOpensOnlyWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SliceOfN(rapid.Byte(), 0, 300)
		plain, place := piece.Draw(t, "plain"), piece.Draw(t, "place")
		key := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key"))
		ciphertext, wrapped, err := SealPart(dice(rapid.Byte().Draw(t, "dice")), key, place, plain)
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := OpenPart(key, place, ciphertext, wrapped); err != nil || !bytes.Equal(opened, plain) {
			t.Fatalf("opened as %x, %v", opened, err)
		}
		flipped := func(b []byte) []byte {
			b = slices.Clone(b)
			b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1
			return b
		}
		var damage error
		switch rapid.IntRange(0, 4).Draw(t, "damage") {
		case 0:
			_, damage = OpenPart(key, place, flipped(ciphertext), wrapped)
		case 1:
			_, damage = OpenPart(key, place, ciphertext, flipped(wrapped))
		case 2:
			_, damage = OpenPart(key, append(place, 0), ciphertext, wrapped)
		case 3:
			_, damage = OpenPart([32]byte(flipped(key[:])), place, ciphertext, wrapped)
		case 4:
			_, damage = OpenPart(key, place, ciphertext, wrapped[:rapid.IntRange(0, len(wrapped)-1).Draw(t, "cut")])
		}
		if !errors.Is(damage, ErrSealed) {
			t.Fatalf("damaged content: %v", damage)
		}
	})
}

func TestEachPartHasAKeyOfItsOwn(t *testing.T) {
	random := dice(1)
	a, wrappedA, err := SealPart(random, [32]byte{1}, nil, []byte("same"))
	b, wrappedB, err2 := SealPart(random, [32]byte{1}, nil, []byte("same"))
	if err != nil || err2 != nil || bytes.Equal(a, b) || bytes.Equal(wrappedA, wrappedB) {
		t.Error("the same content was sealed in the same way twice")
	}
	if _, err := OpenPart([32]byte{1}, nil, a, wrappedB); !errors.Is(err, ErrSealed) {
		t.Errorf("one part's key opens another: %v", err)
	}
	if _, _, err := SealPart(strings.NewReader("short"), [32]byte{1}, nil, nil); err == nil {
		t.Error("sealed without randomness")
	}
}
