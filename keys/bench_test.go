package keys

import "testing"

func BenchmarkSignCheckpoint(b *testing.B) {
	f, root := found(b, 1), [32]byte{7}
	body := checkpointBody(testOrigin, 42, root)
	for b.Loop() {
		if _, err := f.node.SignCheckpointBody(testOrigin, body, 42, root, noon); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyManifest(b *testing.B) {
	f := found(b, 1)
	for b.Loop() {
		if _, err := OpenManifest(f.envelope); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSealPart(b *testing.B) {
	random, plain := dice(1), make([]byte, 2048)
	for b.Loop() {
		if _, _, err := SealPart(random, [32]byte{1}, []byte("place"), plain); err != nil {
			b.Fatal(err)
		}
	}
}
