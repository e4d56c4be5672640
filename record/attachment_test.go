package record_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"entente/keys"
	"entente/record"
)

func described(t testing.TB) []byte {
	t.Helper()
	content, err := record.Attachment{Name: "회의록.pdf", MediaType: "application/pdf", Size: record.ChunkBytes + 1, Chunks: make([]keys.Commitment, 2)}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestADescriptionOfAFileThatBreaksARuleIsRefused(t *testing.T) {
	good := string(described(t))
	for name, change := range map[string][2]string{
		"another chunk size": {"1048576,", "1048575,"},
		"a chunk missing":    {`"size":1048577`, `"size":2097153`},
		"a chunk too many":   {`"size":1048577`, `"size":1048576`},
		"nothing":            {`"size":1048577`, `"size":0`},
		"below nothing":      {`"size":1048577`, `"size":-1`},
		"more than there is": {`"size":1048577`, `"size":9000000000000000000`},
		"a folder":           {"회의록.pdf", "../회의록.pdf"},
		"a type with more":   {"application/pdf", "application/pdf; charset=x"},
		"no type":            {"application/pdf", "pdf"},
		"two sizes":          {`"size":1048577`, `"size":1048577,"size":1`},
		"a short commitment": {"AAAA=", "AAA="},
		"no JSON":            {"{", ""},
	} {
		changed := strings.Replace(good, change[0], change[1], 1)
		if changed == good {
			t.Fatalf("%s changes nothing", name)
		}
		if a, err := record.DecodeAttachment([]byte(changed)); !errors.Is(err, record.ErrAttachment) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

func FuzzADescriptionOfAFileIsReadAsItIsWritten(f *testing.F) {
	f.Add(described(f))
	f.Add([]byte(`{"name":"a","mediaType":"text/plain","size":1,"chunk":1048576,"chunks":[]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		a, err := record.DecodeAttachment(content)
		if err != nil {
			return
		}
		again, err := a.Encode()
		if err != nil {
			t.Fatalf("%+v: %v", a, err)
		}
		b, err := record.DecodeAttachment(again)
		if err != nil || b.Name != a.Name || b.Size != a.Size || len(b.Chunks) != len(a.Chunks) || !bytes.Equal(again, mustEncode(t, b)) {
			t.Fatalf("%+v became %+v: %v", a, b, err)
		}
	})
}

func mustEncode(t *testing.T, a record.Attachment) []byte {
	t.Helper()
	content, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestANameOfAFileLooksTheSameToEverybody(t *testing.T) {
	for given, want := range map[string]string{
		"minutes.pdf":               "minutes.pdf",
		`C:\Users\desk\minutes.pdf`: "minutes.pdf",
		"/etc/passwd":               "passwd",
		"  e\u0301tat.pdf ":         "état.pdf",
		"\u1112\u116c.pdf":          "회.pdf",
	} {
		if got := record.FileName(given); got != want || record.CheckFileName(got) != record.NameGood {
			t.Errorf("%q became %q: %q", given, got, record.CheckFileName(got))
		}
	}
	for name, want := range map[string]record.NameProblem{
		"":                       record.NameEmpty,
		"a/b":                    record.NameCharacters,
		"a\x00b":                 record.NameCharacters,
		"a\nb":                   record.NameCharacters,
		"invoice\u202efdp.exe":   record.NameCharacters,
		"a\u200bb":               record.NameCharacters,
		"a\u2028b":               record.NameCharacters,
		"e\u0301":                record.NameCharacters,
		"\xff":                   record.NameCharacters,
		".hidden":                record.NameDots,
		"con":                    record.NameDevice,
		"NUL.pdf":                record.NameDevice,
		"aux .tar.gz":            record.NameDevice,
		"Com1.txt":               record.NameDevice,
		"lpt³":                   record.NameDevice,
		"console.log":            record.NameGood,
		"com10.txt":              record.NameGood,
		"com.txt":                record.NameGood,
		"end.":                   record.NameDots,
		strings.Repeat("가", 201): record.NameLong,
		strings.Repeat("가", 200): record.NameGood,
		"👩\u200d🚀.png":           record.NameGood,
	} {
		if got := record.CheckFileName(name); got != want {
			t.Errorf("%.40q: %q, want %q", name, got, want)
		}
	}
}
