package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
)

//go:embed style/*.css
var styleFiles embed.FS

// A Stylesheet is what every page links to: one file under a name that changes
// with its content, so that browsers may keep it for ever.
type Stylesheet struct {
	Path    string // "/style-0123456789abcdef.css"
	Content []byte
}

// NewStylesheet joins the files of this package with the colours of the
// markings that may appear.
func NewStylesheet(markings ...Colours) (Stylesheet, error) {
	names, err := fs.Glob(styleFiles, "style/*.css")
	if err != nil {
		return Stylesheet{}, fmt.Errorf("ui: join the stylesheet: %w", err)
	}
	var joined bytes.Buffer
	for _, name := range names {
		content, err := styleFiles.ReadFile(name)
		if err != nil {
			return Stylesheet{}, fmt.Errorf("ui: join the stylesheet: %w", err)
		}
		joined.Write(content)
	}
	seen := map[string]bool{}
	for _, c := range markings {
		if class := c.class(); class != "" && !seen[class] {
			seen[class] = true
			fmt.Fprintf(&joined, ".%s { background: %s; color: %s; border-color: %s; }\n", class, c.Ground, c.Text, c.Ground)
		}
	}
	sum := sha256.Sum256(joined.Bytes())
	return Stylesheet{Path: "/style-" + hex.EncodeToString(sum[:8]) + ".css", Content: joined.Bytes()}, nil
}

// Colours are those of a marking, as its policy gives them: "#1f5a3a".
type Colours struct {
	Ground, Text string
}

// class names the rule that NewStylesheet wrote for these colours. What is not
// a colour has none: a policy file comes from outside and must not steer a page.
func (c Colours) class() string {
	if !isColour(c.Ground) || !isColour(c.Text) {
		return ""
	}
	return "marking-" + c.Ground[1:] + "-" + c.Text[1:]
}

func isColour(text string) bool {
	if len(text) != 7 || text[0] != '#' {
		return false
	}
	for _, c := range text[1:] {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}
