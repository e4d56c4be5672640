package record

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Limits on a CSV file.
const (
	MaxCSVLine    = 1 << 20 // bytes of one row, however many lines it has
	MaxCSVColumns = 1000
	MaxCSVRows    = 1_000_000
	maxKey        = 200
)

// A CSVError ends the reading of a file: it cannot be said what the rest means.
type CSVError struct {
	Line    int
	Problem Problem // for a person, in their language
	Reason  string  // for whoever reads errors
}

func (e *CSVError) Error() string { return fmt.Sprintf("record: csv line %d: %s", e.Line, e.Reason) }

// A Row of a CSV file: the author's key for it and its cells, or what is wrong
// with the row itself.
type Row struct {
	Line     int // where it begins
	Key      string
	Cells    []Cell
	Problems Problems

	kind *Kind
}

// Over lays the row over a value (a pointer, as from New or Decode), as Overlay
// does, and names it by the row's key. A row with problems of its own changes
// nothing.
func (r Row) Over(base any, resolve Resolve) (any, Problems) {
	if len(r.Problems) > 0 {
		return base, r.Problems
	}
	value, problems := r.kind.Overlay(base, r.Cells, resolve)
	basics := value.(based).basics()
	if basics.Key() != r.Key {
		basics.External = slices.DeleteFunc(slices.Clone(basics.External), func(id ExternalID) bool { return id.Scheme == KeyScheme })
		basics.External = append(basics.External, ExternalID{KeyScheme, r.Key})
	}
	return value, problems
}

// A CSVReader reads the rows of one kind, one at a time: RFC 4180 in UTF-8 with
// commas, the first line naming the columns, the first column the key.
type CSVReader struct {
	kind    *Kind
	scan    *csvScanner
	columns []Column
	rows    int
	keys    map[[16]byte]int // of a key's hash: the line where it stood
}

// ReadCSV reads the header. Its error says what to change: columns that the
// kind does not have, and those that it has.
func ReadCSV(kind *Kind, from io.Reader) (*CSVReader, error) {
	r := &CSVReader{kind: kind, scan: newCSVScanner(from), keys: map[[16]byte]int{}}
	line, names, err := r.scan.next()
	if errors.Is(err, io.EOF) {
		return nil, &CSVError{1, Problem{Code: ProblemNoHeader}, "the file is empty; its first line names the columns: " + r.known()}
	}
	if errors.Is(err, errCSVQuotes) {
		return nil, &CSVError{line, Problem{Code: ProblemQuotes}, "a quotation mark is not closed or stands inside a cell"}
	}
	if err != nil {
		return nil, err
	}
	if err := r.readHeader(line, names); err != nil {
		return nil, err
	}
	return r, nil
}

// Columns are those of the file, without the key.
func (r *CSVReader) Columns() []Column { return slices.Clone(r.columns) }

func (r *CSVReader) known() string {
	names := []string{KeyScheme}
	for _, c := range r.kind.columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

func (r *CSVReader) readHeader(line int, names []string) error {
	wrong := func(code string, args map[string]string, reason string) error {
		return &CSVError{line, Problem{Code: code, Args: args}, reason}
	}
	switch {
	case len(names) > MaxCSVColumns:
		return wrong(ProblemColumns, map[string]string{"found": strconv.Itoa(len(names)), "max": strconv.Itoa(MaxCSVColumns)}, fmt.Sprintf("%d columns, the limit is %d", len(names), MaxCSVColumns))
	case len(names) == 1 && strings.ContainsAny(names[0], ";\t"):
		return wrong(ProblemCommas, nil, "columns must be separated by commas; save the file as CSV UTF-8 (comma delimited)")
	case names[0] != KeyScheme:
		return wrong(ProblemFirstColumn, map[string]string{"name": strconv.Quote(shortened(names[0]))}, fmt.Sprintf("the first column must be %q, a name of the row that never changes; it is %.60q", KeyScheme, names[0]))
	}
	var unknown []string
	seen := map[string]bool{KeyScheme: true}
	for _, name := range names[1:] {
		column, known := r.kind.Column(name)
		switch {
		case !known:
			unknown = append(unknown, strconv.Quote(shortened(name)))
			continue
		case seen[name]:
			return wrong(ProblemColumnTwice, map[string]string{"name": strconv.Quote(name)}, fmt.Sprintf("column %q stands twice", name))
		}
		seen[name] = true
		r.columns = append(r.columns, column)
	}
	if len(unknown) > 0 {
		names := strings.Join(unknown[:min(len(unknown), 10)], ", ")
		return wrong(ProblemNoColumn, map[string]string{"names": names, "columns": r.known()}, fmt.Sprintf("%s has no column %s; its columns are %s", r.kind.name, names, r.known()))
	}
	for _, c := range r.columns {
		if list, _, numbered := strings.Cut(c.Name, "."); numbered && c.Name == c.slot && seen[list] {
			return wrong(ProblemListTwice, map[string]string{"list": strconv.Quote(list), "name": strconv.Quote(c.Name)}, fmt.Sprintf("columns %q and %q speak of the same list; keep one form", list, c.Name))
		}
	}
	return nil
}

// shortened is the name of a column, which may be of any length.
func shortened(name string) string {
	runes := []rune(name)
	return string(runes[:min(len(runes), 60)])
}

// Next returns the next row, good or bad, and io.EOF after the last. A
// *CSVError ends the file; so does an error of the reader that it came from.
func (r *CSVReader) Next() (Row, error) {
	for {
		line, cells, err := r.scan.next()
		row := Row{Line: line, kind: r.kind}
		switch {
		case errors.Is(err, errCSVQuotes):
			row.Problems = Problems{{Code: ProblemQuotes}}
		case err != nil:
			return Row{}, err
		case !slices.ContainsFunc(cells, func(cell string) bool { return cell != "" }):
			continue // spreadsheets leave such lines at the end
		default:
			r.fill(&row, cells)
		}
		if r.rows++; r.rows > MaxCSVRows {
			return Row{}, &CSVError{line, Problem{Code: ProblemRows, Args: map[string]string{"max": strconv.Itoa(MaxCSVRows)}}, fmt.Sprintf("more than %d rows; split the file", MaxCSVRows)}
		}
		return row, nil
	}
}

func (r *CSVReader) fill(row *Row, cells []string) {
	row.Key = unguard(cells[0])
	if len(cells) != len(r.columns)+1 {
		row.Problems = Problems{{Code: ProblemCells, Args: map[string]string{
			"found": strconv.Itoa(len(cells)), "expected": strconv.Itoa(len(r.columns) + 1)}}}
		return
	}
	if row.Key == "" || len([]rune(row.Key)) > maxKey || !isPlain(row.Key) || strings.ContainsAny(row.Key, "\n\t") {
		row.Key, row.Problems = "", Problems{{Path: KeyScheme, Code: ProblemKey}}
		return
	}
	sum := sha256.Sum256([]byte(row.Key))
	hash := [16]byte(sum[:16])
	if first, twice := r.keys[hash]; twice {
		row.Problems = Problems{{Path: KeyScheme, Code: ProblemSecondKey, Args: map[string]string{"line": strconv.Itoa(first)}}}
		return
	}
	r.keys[hash] = row.Line
	row.Cells = make([]Cell, len(r.columns))
	for i, c := range r.columns {
		text := cells[i+1]
		if !c.isFigure() {
			text = unguard(text)
		}
		row.Cells[i] = Cell{c, text}
	}
}
