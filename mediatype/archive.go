package mediatype

import (
	"bytes"
	"encoding/binary"
)

// Where the length of a name and the name stand in the headers of an archive's
// entries (APPNOTE 4.3.7 and 4.3.12).
var entryHeaders = []struct {
	signature        string
	lengthAt, nameAt int
}{
	{"PK\x03\x04", 26, 30},
	{"PK\x01\x02", 28, 46},
}

// hasEntry reports whether an archive names an entry in what is here of it.
// Nothing is unpacked: programs that stream write no sizes to walk by, so each
// place that reads like the name is held against the header before it.
func hasEntry(beginning []byte, name string) bool {
	for from := 0; ; from++ {
		found := bytes.Index(beginning[from:], []byte(name))
		if found < 0 {
			return false
		}
		from += found
		for _, h := range entryHeaders {
			if from < h.nameAt {
				continue
			}
			header := beginning[from-h.nameAt:]
			if bytes.HasPrefix(header, []byte(h.signature)) && int(binary.LittleEndian.Uint16(header[h.lengthAt:])) == len(name) {
				return true
			}
		}
	}
}
