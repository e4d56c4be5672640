package ledger_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"entente/ledger"
)

type frame struct {
	t       ledger.FrameType
	payload []byte
}

var frameTypes = []ledger.FrameType{ledger.ManifestFrame, ledger.CharterFrame, ledger.EntryFrame, ledger.CheckpointFrame, ledger.ProofFrame}

func writeFrames(t testing.TB, frames []frame) []byte {
	t.Helper()
	var b bytes.Buffer
	w := ledger.NewFrameWriter(&b)
	for _, f := range frames {
		if err := w.Write(f.t, f.payload); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readFrames(r io.Reader, budget int64) (frames []frame, err error) {
	reader := ledger.NewFrameReader(r, budget)
	for {
		t, payload, err := reader.Next()
		if err == io.EOF {
			return frames, nil
		}
		if err != nil {
			return frames, err
		}
		frames = append(frames, frame{t, payload})
	}
}

func TestFramesArriveAsTheyWereSent(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var sent []frame
		for range rapid.IntRange(0, 5).Draw(rt, "frames") {
			payload := bytes.Repeat([]byte{'x'}, rapid.SampledFrom([]int{0, 1, 100, 32 << 10, 32<<10 + 1, 100_000}).Draw(rt, "size"))
			kind := rapid.SampledFrom(frameTypes).Draw(rt, "type")
			sent = append(sent, frame{kind, payload[:min(len(payload), kind.MaxPayloadBytes())]})
		}
		stream := writeFrames(t, sent)
		got, err := readFrames(iotest.HalfReader(bytes.NewReader(stream)), int64(len(stream)))
		if err != nil || len(got) != len(sent) {
			rt.Fatalf("%d of %d frames arrived: %v", len(got), len(sent), err)
		}
		for i := range got {
			if got[i].t != sent[i].t || !bytes.Equal(got[i].payload, sent[i].payload) {
				rt.Fatalf("frame %d differs", i)
			}
		}
		if _, err := readFrames(bytes.NewReader(stream), int64(len(stream)-1)); !errors.Is(err, ledger.ErrBudget) {
			rt.Fatalf("one byte above the budget: %v", err)
		}
	})
}

func TestASequenceThatWasCutIsNeverTakenForWhole(t *testing.T) {
	stream := writeFrames(t, []frame{{ledger.EntryFrame, []byte("first")}, {ledger.CheckpointFrame, []byte("second")}})
	for end := range stream {
		if _, err := readFrames(bytes.NewReader(stream[:end]), 1<<20); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut at byte %d of %d: %v", end, len(stream), err)
		}
	}
}

func TestFramesThatAreNotAsAgreedAreRefused(t *testing.T) {
	header := func(t byte, length uint32) []byte {
		return binary.BigEndian.AppendUint32([]byte{t}, length)
	}
	whole := writeFrames(t, []frame{{ledger.EntryFrame, []byte("entry")}})
	for _, c := range []struct {
		name   string
		stream []byte
	}{
		{"a type that is not known", append(header('Q', 0), whole...)},
		{"a length of four gigabytes", header('E', 1<<32-1)},
		{"a manifest above its limit", header('M', 1<<20+1)},
		{"a note above its limit", header('K', ledger.MaxNoteBytes+1)},
		{"an end that counts too many", append(header('Z', 8), 0, 0, 0, 0, 0, 0, 0, 1)},
		{"an end that counts nothing", header('Z', 0)},
		{"something after the end", append(whole, 0)},
		{"a second sequence", append(whole, whole...)},
	} {
		_, err := readFrames(bytes.NewReader(c.stream), 1<<30)
		if !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("%s: got %v, expected ErrMalformed", c.name, err)
		}
	}
}

func TestAFrameReaderStaysBroken(t *testing.T) {
	r := ledger.NewFrameReader(bytes.NewReader(append([]byte("Q\x00\x00\x00\x00"), writeFrames(t, nil)...)), 1<<20)
	_, _, first := r.Next()
	_, _, second := r.Next()
	if first == nil || first != second {
		t.Errorf("after %v came %v", first, second)
	}
}

func TestALengthIsNotMemory(t *testing.T) {
	claim := binary.BigEndian.AppendUint32([]byte{'E'}, 4<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	readFrames(bytes.NewReader(claim), 1<<30)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("a claim of 4 MiB without content took %d bytes", took)
	}
}

func TestAWriterRefusesWhatNoReaderWouldTake(t *testing.T) {
	w := ledger.NewFrameWriter(io.Discard)
	for _, f := range []frame{{'Q', nil}, {'Z', nil}, {ledger.ManifestFrame, make([]byte, 1<<20+1)}} {
		if err := w.Write(f.t, f.payload); !errors.Is(err, ledger.ErrMalformed) {
			t.Errorf("frame %q of %d bytes: %v", f.t, len(f.payload), err)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add(writeFrames(f, nil))
	f.Add(writeFrames(f, []frame{{ledger.ManifestFrame, []byte("{}")}, {ledger.EntryFrame, nil}}))
	f.Add([]byte("E\xff\xff\xff\xff"))
	f.Add([]byte("Z\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		frames, err := readFrames(bytes.NewReader(stream), 1<<20)
		if err != nil {
			return
		}
		if again := writeFrames(t, frames); !bytes.Equal(again, stream) {
			t.Errorf("%x was read, and written as %x", stream, again)
		}
	})
}
