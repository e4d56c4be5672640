package control

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A frame is one line in either direction. A call is a question, then input; an
// answer is output and progress in any order, then the answer or a problem.
type frame struct {
	Question jsontext.Value `json:"question,omitzero"`
	Data     []byte         `json:"data,omitempty"`
	Done     int64          `json:"done,omitzero"`
	Total    int64          `json:"total,omitzero"`
	Answer   jsontext.Value `json:"answer,omitzero"`
	Problem  string         `json:"problem,omitempty"`
	End      bool           `json:"end,omitzero"` // nothing follows; without it the call was cut
}

// Limits on what one side takes from the other.
const (
	maxCallLine   = 4 << 20   // a partner card is the longest question
	maxAnswerLine = 256 << 20 // the report of a large import is the longest answer
	maxInput      = 64 << 20  // of a call; it is kept in memory, so that content touches no disk
	dataChunk     = 64 << 10
)

var errCut = errors.New("the connection was cut")

func writeFrame(w io.Writer, f frame) error {
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// readFrame reads one line of at most limit bytes.
func readFrame(r *bufio.Reader, limit int) (f frame, err error) {
	var line []byte
	for {
		piece, err := r.ReadSlice('\n')
		if len(line)+len(piece) > limit {
			return f, fmt.Errorf("a line is longer than %d bytes", limit)
		}
		line = append(line, piece...)
		if err == nil {
			break
		}
		if errors.Is(err, io.EOF) {
			return f, errCut
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return f, err
		}
	}
	return f, json.Unmarshal(line, &f, json.RejectUnknownMembers(true))
}

// frameWriter sends what is written to it as lines.
type frameWriter struct{ send func(frame) error }

func (w frameWriter) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		chunk := p[:min(len(p), dataChunk)]
		if err := w.send(frame{Data: chunk}); err != nil {
			return n, err
		}
		n, p = n+len(chunk), p[len(chunk):]
	}
	return n, nil
}
