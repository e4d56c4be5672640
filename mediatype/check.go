package mediatype

import (
	"fmt"
	"mime"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Unknown is the type of what nothing is known of.
const Unknown = "application/octet-stream"

// A Mismatch says that a file is not what it claims to be.
type Mismatch struct {
	Claim string // the ending of its name, ".pdf", or the declared type
	Looks string // media type of what it looks like, Unknown for nothing known
}

func (e *Mismatch) Error() string {
	if e.Looks == Unknown {
		return fmt.Sprintf("the file claims to be %s, and is not", e.Claim)
	}
	return fmt.Sprintf("the file claims to be %s, and looks like %s", e.Claim, e.Looks)
}

// Check says what a file is by how it begins, and refuses with a *Mismatch what
// its name or its declared type claims wrongly. declared may be empty. The
// answer is one media type without parameters.
func Check(name, declared string, beginning []byte) (string, error) {
	looks := mimetype.Detect(beginning)
	found, _, _ := strings.Cut(looks.String(), ";")
	named, claims := byExtension[strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))]
	if claims && !named.holds(looks, beginning) {
		return "", &Mismatch{strings.ToLower(path.Ext(name)), found}
	}
	stated, _, _ := mime.ParseMediaType(declared)
	if f, known := byMediaType[stated]; known && !f.holds(looks, beginning) {
		return "", &Mismatch{stated, found}
	}
	if claims {
		return named.mediaType, nil
	}
	return found, nil
}

// holds reports whether content that was recognised may be of this format. A
// container is recognised as what is in it: as itself or as this, not as another;
// an archive of which nothing more is known has to hold what marks the format.
func (f format) holds(looks *mimetype.MIME, beginning []byte) bool {
	if looks.Is(f.mediaType) {
		return true
	}
	if marker, marked := markers[f.mediaType]; marked && looks.Is(archive) && !hasEntry(beginning, marker) {
		return false
	}
	for _, container := range f.recognised {
		if looks.Is(container) {
			return true
		}
	}
	// Text has no beginning of its own: whatever derives from it is text, and
	// only a text may claim so.
	if f.isText() {
		for at := looks; at != nil; at = at.Parent() {
			if at.Is(text) {
				return true
			}
		}
	}
	// A format that says nothing narrower may hold what derives from it.
	for at := looks.Parent(); at != nil && f.mediaType == archive; at = at.Parent() {
		if at.Is(archive) {
			return true
		}
	}
	return false
}

func (f format) isText() bool {
	if f.mediaType == text {
		return true
	}
	for _, container := range f.recognised {
		if container == text {
			return true
		}
	}
	return false
}
