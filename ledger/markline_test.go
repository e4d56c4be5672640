package ledger

import (
	"bytes"
	"testing"

	"entente/record"
)

// FuzzMarks reads the text of a marks file without the file.
func FuzzMarks(f *testing.F) {
	key := [32]byte{1}
	line := Mark{Origin: "ledger.entente.invalid/a", Size: 12, Root: record.Hash{1}}.appendLine(nil, key)
	f.Add(line)
	f.Add(Mark{Origin: "ledger.entente.invalid/a", Size: 13}.appendLine(line, key))
	f.Add(line[:len(line)-3])
	f.Add([]byte("a 1 b c\n"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		marks, lines, torn, err := parseMarks(text, key)
		if err != nil {
			return
		}
		if whole := bytes.HasSuffix(text, []byte("\n")) || len(text) == 0; torn == whole || lines != bytes.Count(text, []byte("\n")) || len(marks) > lines {
			t.Errorf("%q has %d marks in %d lines, torn %v", text, len(marks), lines, torn)
		}
		for origin, mark := range marks {
			if origin != mark.Origin || !bytes.Contains(text, mark.appendLine(nil, key)) {
				t.Errorf("%q holds no %+v", text, mark)
			}
		}
	})
}
