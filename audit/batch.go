package audit

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of one batch, well below those of a body.
const (
	MostLines     = 500
	maxBatchBytes = 512 << 10
)

// A Batch is the body of an entry of the audit ledger: lines of the spool, whole,
// one after the other.
type Batch struct {
	First  int64 `json:"first"`
	Last   int64 `json:"last"`
	Before Link  `json:"before"` // of the first line
	Link   Link  `json:"link"`   // hash of the last line
	Lines  []struct {
		Event jsontext.Value `json:"event"`
		MAC   []byte         `json:"mac"`
	} `json:"lines"`
}

// NewBatch takes as many lines as follow each other and fit into one entry, and
// says how many.
func NewBatch(lines []Line) (body []byte, taken int, err error) {
	if len(lines) == 0 {
		return nil, 0, fmt.Errorf("audit: make a batch: %w", ErrLine)
	}
	b := Batch{First: lines[0].Number, Before: lines[0].Before}
	size, at := 0, Place{lines[0].Number - 1, lines[0].Before}
	for _, l := range lines {
		size += len(l.json) + 100
		if taken > 0 && (size > maxBatchBytes || taken == MostLines || l.Number != at.Number+1 || l.Before != at.Link) {
			break
		}
		b.Lines = append(b.Lines, struct {
			Event jsontext.Value `json:"event"`
			MAC   []byte         `json:"mac"`
		}{l.json, l.mac})
		at, taken = l.Place(), taken+1
	}
	b.Last, b.Link = at.Number, at.Link
	body, err = json.Marshal(b, json.Deterministic(true))
	return body, taken, err
}

// OpenBatch reads the body of an entry and follows its chain. Whether a key wrote
// the lines is asked of each (Line.Holds): an auditor has none.
func OpenBatch(body []byte) (Batch, []Line, error) {
	var b Batch
	if err := json.Unmarshal(body, &b, json.RejectUnknownMembers(true)); err != nil {
		return b, nil, fmt.Errorf("audit: open a batch: %w: %w", ErrLine, err)
	}
	if len(b.Lines) == 0 || len(b.Lines) > MostLines {
		return b, nil, fmt.Errorf("audit: open a batch of %d lines: %w", len(b.Lines), ErrLine)
	}
	at := Place{b.First - 1, b.Before}
	lines := make([]Line, 0, len(b.Lines))
	for i, one := range b.Lines {
		l := Line{Before: at.Link, json: bytes.Clone(one.Event), mac: one.MAC}
		if err := l.read(); err != nil {
			return b, nil, fmt.Errorf("audit: open a batch, line %d: %w", i+1, err)
		}
		if l.Number != at.Number+1 {
			return b, nil, fmt.Errorf("audit: open a batch: line %d follows line %d: %w", l.Number, at.Number, ErrLine)
		}
		at = l.Place()
		lines = append(lines, l)
	}
	if at != (Place{b.Last, b.Link}) {
		return b, nil, fmt.Errorf("audit: open a batch: its lines %d to %d do not end in its link: %w", b.First, b.Last, ErrLine)
	}
	return b, lines, nil
}
