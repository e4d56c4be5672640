package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
)

//go:embed style/*.css script/*.js
var assetFiles embed.FS

// An Asset is what every page links to: one file under a name that changes with
// its content, so that browsers may keep it for ever.
type Asset struct {
	Path    string // "/style-0123456789abcdef.css"
	Type    string // its media type
	Content []byte
}

// Script is what makes pages quick: htmx, unchanged (https://htmx.org, 0BSD), and
// the little that is ours. Every page works without it.
func Script() (Asset, error) {
	joined, err := joinedFiles("script/*.js")
	if err != nil {
		return Asset{}, fmt.Errorf("ui: join the script: %w", err)
	}
	return newAsset("script", "js", "text/javascript; charset=utf-8", joined.Bytes()), nil
}

// NewStylesheet joins the files of this package with the colours of the
// markings that may appear.
func NewStylesheet(markings ...Colours) (Asset, error) {
	joined, err := joinedFiles("style/*.css")
	if err != nil {
		return Asset{}, fmt.Errorf("ui: join the stylesheet: %w", err)
	}
	seen := map[string]bool{}
	for _, c := range markings {
		if class := c.class(); class != "" && !seen[class] {
			seen[class] = true
			fmt.Fprintf(joined, ".%s { background: %s; color: %s; border-color: %s; }\n", class, c.Ground, c.Text, c.Text)
		}
	}
	return newAsset("style", "css", "text/css; charset=utf-8", joined.Bytes()), nil
}

func newAsset(name, ending, mediaType string, content []byte) Asset {
	sum := sha256.Sum256(content)
	return Asset{"/" + name + "-" + hex.EncodeToString(sum[:8]) + "." + ending, mediaType, content}
}

// joinedFiles are files one after the other, in the order of their names.
func joinedFiles(pattern string) (*bytes.Buffer, error) {
	names, err := fs.Glob(assetFiles, pattern)
	if err != nil {
		return nil, err
	}
	joined := &bytes.Buffer{}
	for _, name := range names {
		content, err := assetFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		joined.Write(content)
		joined.WriteByte('\n')
	}
	return joined, nil
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
