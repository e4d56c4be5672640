package audit

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"entente/record"
)

// A Key authenticates lines. It is derived from a node's keys.
type Key [32]byte

// A Link is SHA-256 of a line, without its end; the zero link is before the first.
type Link = record.Hash

// A Place is how far a chain came: the number of its newest line, and its hash.
type Place struct {
	Number int64 `json:"number"`
	Link   Link  `json:"link"`
}

// A Line is an event where it stands in the chain.
type Line struct {
	Number int64
	Before Link // hash of the line before
	Event  Event

	json []byte // the event as it was written
	mac  []byte
}

// ErrLine says that bytes are not a line of this chain.
var ErrLine = errors.New("no line of this chain")

// MaxLine bounds a line in bytes.
const MaxLine = 64 << 10

const lineDomain = "entente audit line 1\n"

type numbered struct {
	Number int64 `json:"n"`
	Event  `json:",inline"`
}

// newLine writes an event after what stands before it.
func newLine(key Key, before Place, e Event) (Line, error) {
	if err := e.Check(); err != nil {
		return Line{}, err
	}
	text, err := json.Marshal(numbered{before.Number + 1, e}, json.Deterministic(true))
	if err != nil {
		return Line{}, fmt.Errorf("audit: write a line: %w", err)
	}
	line := Line{Number: before.Number + 1, Before: before.Link, Event: e, json: text}
	line.mac = line.authenticate(key)
	return line, nil
}

func (l Line) authenticate(key Key) []byte {
	mac := hmac.New(sha256.New, key[:])
	mac.Write([]byte(lineDomain))
	mac.Write(l.json)
	mac.Write([]byte{' '})
	mac.Write([]byte(l.Before.String()))
	return mac.Sum(nil)
}

// bytes are the line as it stands in the spool: the event, the hash of the line
// before and the HMAC over both, with one space between.
func (l Line) bytes() []byte {
	b := make([]byte, 0, len(l.json)+92)
	b = append(append(b, l.json...), ' ')
	b = append(append(b, l.Before.String()...), ' ')
	return base64.StdEncoding.AppendEncode(b, l.mac)
}

// Text is the line as it stands in the spool, without its end.
func (l Line) Text() []byte { return l.bytes() }

// Place is where the chain stands after this line.
func (l Line) Place() Place { return Place{l.Number, sha256.Sum256(l.bytes())} }

// Holds reports whether the line was written with this key.
func (l Line) Holds(key Key) bool { return hmac.Equal(l.mac, l.authenticate(key)) }

// parseLine reads a line and proves it; nobody else's is one.
func parseLine(key Key, text []byte) (Line, error) {
	rest, mac, _ := cutLast(text)
	event, before, found := cutLast(rest)
	if !found || len(text) > MaxLine {
		return Line{}, ErrLine
	}
	var l Line
	if err := l.Before.UnmarshalText(before); err != nil {
		return Line{}, ErrLine
	}
	var err error
	if l.mac, err = base64.StdEncoding.Strict().DecodeString(string(mac)); err != nil {
		return Line{}, ErrLine
	}
	l.json = bytes.Clone(event)
	if !l.Holds(key) {
		return Line{}, ErrLine
	}
	return l, l.read()
}

// read reads the event of a line.
func (l *Line) read() error {
	var n numbered
	if err := json.Unmarshal(l.json, &n, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("audit: read a line: %w: %w", ErrLine, err)
	}
	l.Number, l.Event = n.Number, n.Event
	if n.Number < 1 {
		return fmt.Errorf("audit: read a line: number %d: %w", n.Number, ErrLine)
	}
	return n.Event.Check()
}

func cutLast(text []byte) (before, after []byte, found bool) {
	if i := bytes.LastIndexByte(text, ' '); i >= 0 {
		return text[:i], text[i+1:], true
	}
	return text, nil, false
}
