package house

import (
	"slices"
	"strings"
	"testing"
)

// Where a decoder of hostile input stands, with the bounds that it has; any other
// package that unpacks, decodes an image or reads XML is found here.
var decoders = map[string][]string{
	// Strict XML: no DTD, no entity, no instruction, bounded in size, depth and
	// elements (TestXMLWithDeclarationsOrEntitiesIsRefused).
	"encoding/xml": {"label/xml.go", "label/write.go"},
	// zstd between nodes and in archives of ours: the window, the memory and what
	// comes out of it are bounded.
	"github.com/klauspost/compress/zstd": {"exchange/client.go", "exchange/entries.go", "exchange/archive.go"},
}

// Files are recognised by how they begin and never opened: an archive cannot
// unpack to more than it is, and no image meets a decoder.
func TestNothingThatIsSentIsUnpackedOrDecoded(t *testing.T) {
	for _, file := range sources(t) {
		if file.test || strings.HasPrefix(file.folder, "internal/") {
			continue
		}
		for _, imported := range file.imports() {
			allowed, named := decoders[imported]
			refused := strings.HasPrefix(imported, "archive/") || strings.HasPrefix(imported, "compress/") ||
				imported == "image" || strings.HasPrefix(imported, "image/") || strings.HasPrefix(imported, "golang.org/x/image") ||
				strings.HasPrefix(imported, "github.com/klauspost/compress") || imported == "encoding/gob"
			if (refused || named) && !slices.Contains(allowed, file.path) {
				t.Errorf("%s imports %s: say in this test how its input is bounded", file.path, imported)
			}
		}
	}
}
