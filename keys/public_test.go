package keys

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var algorithms = []Algorithm{Ed25519, MLDSA44, MLDSA87}

func TestAKeyVerifiesOnlyWhatItSigned(t *testing.T) {
	for i, algorithm := range algorithms {
		t.Run(string(algorithm), func(t *testing.T) {
			key, other := privateOf(t, algorithm, byte(i)), privateOf(t, algorithm, byte(i+100))
			sig := must[[]byte](t)(key.Sign([]byte("message")))
			if !key.Public().Verify([]byte("message"), sig) {
				t.Fatal("its own signature does not verify")
			}
			if key.Public().Verify([]byte("messagf"), sig) || other.Public().Verify([]byte("message"), sig) {
				t.Error("it verifies another message or under another key")
			}
			if (Public{}).Verify([]byte("message"), sig) || key.Public().Verify([]byte("message"), nil) {
				t.Error("no key, or no signature, verifies")
			}
			for _, cut := range []int{1, len(sig) / 2, len(sig) - 1} {
				if key.Public().Verify([]byte("message"), sig[:cut]) {
					t.Errorf("a signature cut to %d bytes verifies", cut)
				}
			}
		})
	}
}

func TestAKeyHasExactlyOneText(t *testing.T) {
	for _, algorithm := range algorithms {
		key := privateOf(t, algorithm, 1).Public()
		again := must[Public](t)(ParsePublic(key.String()))
		if again != key || again.KeyID() != key.KeyID() || again.Algorithm() != algorithm {
			t.Errorf("%s: not the same key after it was read", algorithm)
		}
	}
	text := privateOf(t, Ed25519, 1).Public().String()
	for name, wrong := range map[string]string{
		"empty":               "",
		"no algorithm":        strings.TrimPrefix(text, "ed25519:"),
		"unknown algorithm":   strings.Replace(text, "ed25519", "ml-dsa-65", 1),
		"upper case":          strings.ToUpper(text[:7]) + text[7:],
		"line break":          text[:20] + "\n" + text[20:],
		"no padding":          strings.TrimRight(text, "="),
		"more":                text + "AAAA",
		"bits after the last": text[:len(text)-2] + string(text[len(text)-2]+1) + "=",
		"another algorithm":   strings.Replace(text, "ed25519", "ml-dsa-44", 1),
	} {
		if key, err := ParsePublic(wrong); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: read as %v, %v", name, key, err)
		}
	}
}

func TestPointsOfSmallOrderAreNoKeys(t *testing.T) {
	for _, point := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000080",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	} {
		raw, _ := hex.DecodeString(point)
		if _, err := ParsePublic(newPublic(Ed25519, raw).String()); !errors.Is(err, ErrMalformed) {
			t.Errorf("point %s was taken for a key: %v", point, err)
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	node := found(t, 1).node
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		for _, secret := range []any{node, &node, node.Ledger, &node.Mirror, []Private{node.LedgerPQ}} {
			text := fmt.Sprintf(verb, secret)
			if len(text) > 200 || !strings.Contains(text, "key") {
				t.Errorf("%s of %T prints %.200s", verb, secret, text)
			}
		}
	}
}

func TestTheSameRandomnessMakesTheSameKeys(t *testing.T) {
	a, b, c := found(t, 1), found(t, 1), found(t, 2)
	if a.envelope.Hash() != b.envelope.Hash() || a.node.TLSPin() != b.node.TLSPin() || a.node.Recipient.String() != b.node.Recipient.String() {
		t.Error("a run cannot be replayed")
	}
	if a.envelope.Hash() == c.envelope.Hash() || a.node.Content == c.node.Content {
		t.Error("other randomness makes the same keys")
	}
	if _, err := GenerateNode(strings.NewReader("too short"), noon); err == nil {
		t.Error("keys from a source that ran dry")
	}
}

func TestCommitmentsDependOnEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		salt := Salt(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "salt"))
		message := rapid.SliceOfN(rapid.Byte(), 1, 100).Draw(t, "message")
		c := Commit(salt, "domain", message)
		at := rapid.IntRange(0, len(message)-1).Draw(t, "at")
		if !c.Equal(Commit(salt, "domai", []byte("n"), message[:at], message[at:])) {
			t.Fatal("pieces must be joined: callers delimit them")
		}
		other := append([]byte{}, message...)
		other[at] ^= 1
		salt2 := salt
		salt2[at%32] ^= 1
		if c.Equal(Commit(salt, "domain", other)) || c.Equal(Commit(salt2, "domain", message)) {
			t.Fatal("two openings of one commitment")
		}
	})
}
