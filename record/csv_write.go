package record

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A CSVWriter writes rows that ReadCSV reads back exactly.
type CSVWriter struct {
	to      *csv.Writer
	columns []Column
}

// WriteCSV writes the header. The columns are the kind's if none are given;
// ColumnsFor gives enough of them for long lists. The file begins with a byte
// order mark, without which spreadsheets show Korean as noise.
func WriteCSV(kind *Kind, to io.Writer, columns ...Column) (*CSVWriter, error) {
	if columns == nil {
		columns = kind.columns
	}
	if _, err := io.WriteString(to, ByteOrderMark); err != nil {
		return nil, fmt.Errorf("record: write csv of %s: %w", kind.name, err)
	}
	w := &CSVWriter{to: csv.NewWriter(to), columns: columns}
	header := []string{KeyScheme}
	for _, c := range columns {
		header = append(header, c.Name)
	}
	return w, w.to.Write(header)
}

// Write writes one record (a pointer, as from New or Decode). Its key is the
// one it was imported under; a record that has none gets fallback, its id say.
func (w *CSVWriter) Write(value any, fallback string) error {
	key := value.(based).basics().Key()
	if key == "" {
		key = fallback
	}
	cells := []string{guard(key)}
	for _, c := range w.columns {
		text := c.Text(value)
		if !c.isFigure() {
			text = guard(text)
		}
		cells = append(cells, text)
	}
	return w.to.Write(cells)
}

// Flush writes what is buffered.
func (w *CSVWriter) Flush() error {
	w.to.Flush()
	return w.to.Error()
}

// isFigure reports that a cell holds digits, sign and point only: a negative
// sum is a number to a spreadsheet and no formula.
func (c Column) isFigure() bool {
	return c.field.shape == leafShape && c.field.value.leaves[c.leaf].figure
}

// formulaStarts are the characters at which a spreadsheet begins to compute
// instead of to show (OWASP, CSV injection); those of East Asian spreadsheets are
// wide.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// guard puts an apostrophe before text that a spreadsheet would compute, and
// before text that looks as if guard had been there, so that unguard gives back
// exactly what was written.
func guard(text string) string {
	if startsFormula(text) {
		return "'" + text
	}
	return text
}

func unguard(text string) string {
	if rest, quoted := strings.CutPrefix(text, "'"); quoted && startsFormula(rest) {
		return rest
	}
	return text
}

func startsFormula(text string) bool {
	text = strings.TrimLeft(text, "'")
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune(formulaStarts, first)
}

// GuardCSV is text as a cell has it: one that a spreadsheet would compute gets
// an apostrophe, which ReadCSV takes away again.
func GuardCSV(text string) string { return guard(text) }
