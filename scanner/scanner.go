package scanner

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
)

// A Scanner reads a content to its end and returns nil if it is clean, a *Found
// if it is not, and another error if it cannot say.
type Scanner interface {
	Scan(ctx context.Context, content io.Reader) error
}

// Found says that a content holds malware, and which, as the scanner calls it.
type Found struct{ Name string }

func (e *Found) Error() string { return fmt.Sprintf("the scanner found %s", e.Name) }

// New makes the scanner that an operator names: tcp://HOST:PORT or unix:///PATH of
// a clamd, or the path of a program.
func New(named string) (Scanner, error) {
	if address, ok := strings.CutPrefix(named, "tcp://"); ok {
		host, port, err := net.SplitHostPort(address)
		if err != nil || host == "" || port == "" {
			return nil, fmt.Errorf("scanner: %.80q is not tcp://HOST:PORT", named)
		}
		return Clamd{Network: "tcp", Address: address}, nil
	}
	if path, ok := strings.CutPrefix(named, "unix://"); ok && filepath.IsAbs(path) {
		return Clamd{Network: "unix", Address: path}, nil
	}
	if filepath.IsAbs(named) {
		return Program{Path: named}, nil
	}
	return nil, fmt.Errorf("scanner: %.80q is neither tcp://HOST:PORT nor unix:///PATH of a clamd, nor the whole path of a program", named)
}

// maxName bounds what a scanner may call what it found.
const maxName = 120

// nameOf is a scanner's word, safe to show and to log.
func nameOf(said string) string {
	said = strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f {
			return '_'
		}
		return r
	}, strings.TrimSpace(said))
	if said == "" {
		return "malware"
	}
	return said[:min(len(said), maxName)]
}
