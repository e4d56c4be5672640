package mediatype_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"testing"

	"entente/mediatype"
)

var (
	pdf     = []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
	png     = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	program = append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), make([]byte, 300)...)
	elf     = append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 300)...)
	ole     = append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...)
)

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte("<x/>")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileIsWhatItClaimsOrIsRefused(t *testing.T) {
	word := zipped(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml")
	sheet := zipped(t, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
	for _, test := range []struct {
		name, declared string
		content        []byte
		want           string // "" for refused
	}{
		{"minutes.pdf", "application/pdf", pdf, "application/pdf"},
		{"MINUTES.PDF", "", pdf, "application/pdf"},
		{"minutes.pdf", "", program, ""},
		{"minutes.pdf", "", elf, ""},
		{"minutes.pdf", "", png, ""},
		{"minutes.pdf", "", []byte("not a pdf at all"), ""},
		{"minutes.docx", "", word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"minutes.docx", "", sheet, ""},
		{"minutes.docx", "", zipped(t, "anything.txt"), ""},
		{"minutes.docx", "", zipped(t, "docs/[Content_Types].xml"), ""},
		{"minutes.docx", "", zipped(t, "customXml/item1.xml", "[Content_Types].xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"budget.xlsx", "", zipped(t, "anything.txt"), ""},
		{"slides.pptx", "", zipped(t, "anything.txt"), ""},
		{"minutes.odt", "", zipped(t, "anything.txt"), ""},
		{"minutes.odt", "", zipped(t, "mimetype", "content.xml"), "application/vnd.oasis.opendocument.text"},
		{"minutes", "application/vnd.oasis.opendocument.text", zipped(t, "anything.txt"), ""},
		{"minutes.docx", "", pdf, ""},
		{"bundle.zip", "application/zip", word, "application/zip"},
		{"bundle.zip", "", program, ""},
		{"회의록.hwp", "", ole, "application/x-hwp"},
		{"회의록.hwpx", "", zipped(t, "mimetype", "Contents/section0.xml"), "application/hwp+zip"},
		{"old.doc", "application/msword", ole, "application/msword"},
		{"table.csv", "application/vnd.ms-excel", []byte("a,b\n1,2\n"), "text/csv"},
		{"table.csv", "", program, ""},
		{"note.txt", "text/plain", []byte("대한민국 – NATO\n"), "text/plain"},
		{"note.txt", "", []byte("<html><body>x</body></html>"), "text/plain"},
		{"note.txt", "", pdf, ""},
		{"data.json", "", []byte(`{"a":1}`), "application/json"},
		{"image.png", "image/png", png, "image/png"},
		{"image.jpg", "", png, ""},
		{"image", "image/jpeg", png, ""},
		{"tool.exe", "", program, "application/vnd.microsoft.portable-executable"},
		{"unknown.xyz", "", []byte{0, 1, 2, 3}, "application/octet-stream"},
		{"unknown.xyz", "application/x-unheard-of", pdf, "application/pdf"},
		{"", "", nil, "text/plain"},
	} {
		got, err := mediatype.Check(test.name, test.declared, test.content)
		var mismatch *mediatype.Mismatch
		if got != test.want || (test.want == "") != errors.As(err, &mismatch) {
			t.Errorf("%s declared %q: %q, %v; expected %q", test.name, test.declared, got, err, test.want)
		}
	}
}
