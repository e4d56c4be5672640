package record

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// errCSVQuotes says that one row cannot be read; the next one can.
var errCSVQuotes = errors.New("quotation marks")

// A csvScanner splits a file into rows of cells. encoding/csv reads a line of
// any length into memory, and after a wrong quotation mark nobody can tell from
// outside where it goes on; so this one counts bytes and goes on with the next
// line.
type csvScanner struct {
	from *bufio.Reader
	line int
	left int // bytes that the current row may still have
}

func newCSVScanner(from io.Reader) *csvScanner {
	buffered := bufio.NewReaderSize(from, 64<<10)
	if mark, _ := buffered.Peek(len(ByteOrderMark)); string(mark) == ByteOrderMark {
		buffered.Discard(len(ByteOrderMark))
	}
	return &csvScanner{from: buffered}
}

// ByteOrderMark is what spreadsheets write before UTF-8, and need before they
// read it as such.
const ByteOrderMark = "\ufeff"

// next returns the cells of the next row that is not blank, and the line where
// it begins.
func (s *csvScanner) next() (line int, cells []string, err error) {
	s.left = MaxCSVLine
	for {
		text, err := s.readLine()
		if err != nil {
			return s.line, nil, err
		}
		if text != "\n" {
			line = s.line
			cells, err = s.split(text)
			var fatal *CSVError
			if errors.As(err, &fatal) {
				fatal.Line = line
			}
			return line, cells, err
		}
		s.left = MaxCSVLine
	}
}

// readLine returns one line that ends in "\n", whatever it ended in.
func (s *csvScanner) readLine() (string, error) {
	var text []byte
	for {
		piece, err := s.from.ReadSlice('\n')
		if s.left -= len(piece); s.left < 0 {
			return "", &CSVError{s.line + 1, Problem{Code: ProblemRowSize, Args: map[string]string{"max": strconv.Itoa(MaxCSVLine)}}, fmt.Sprintf("longer than %d bytes; a quotation mark may not be closed", MaxCSVLine)}
		}
		text = append(text, piece...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(text) == 0:
			return "", io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return "", fmt.Errorf("record: read csv after line %d: %w", s.line, err)
		}
		break
	}
	s.line++
	if !utf8.Valid(text) {
		return "", &CSVError{s.line, Problem{Code: ProblemEncoding}, "not UTF-8; save the file as CSV UTF-8"}
	}
	text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
	return string(text) + "\n", nil
}

// split reads the cells of a row that begins with this line.
func (s *csvScanner) split(text string) ([]string, error) {
	var cells []string
	for {
		cell, rest, err := "", "", error(nil)
		if strings.HasPrefix(text, `"`) {
			cell, rest, err = s.quoted(text[1:])
		} else {
			end := strings.IndexAny(text, ",\n")
			cell, rest = text[:end], text[end:]
			if strings.Contains(cell, `"`) {
				err = errCSVQuotes
			}
		}
		if err != nil {
			return nil, err
		}
		cells = append(cells, cell)
		if rest == "\n" {
			return cells, nil
		}
		text = rest[1:]
	}
}

// quoted reads a cell after its opening quotation mark, over as many lines as
// it has. What is left begins with a comma or is the end of the line.
func (s *csvScanner) quoted(text string) (cell, rest string, err error) {
	var content strings.Builder
	for {
		before, after, found := strings.Cut(text, `"`)
		content.WriteString(before)
		switch {
		case !found:
			if text, err = s.readLine(); errors.Is(err, io.EOF) {
				return "", "", errCSVQuotes
			} else if err != nil {
				return "", "", err
			}
		case strings.HasPrefix(after, `"`):
			content.WriteByte('"')
			text = after[1:]
		case strings.HasPrefix(after, ",") || after == "\n":
			return content.String(), after, nil
		default:
			return "", "", errCSVQuotes
		}
	}
}
