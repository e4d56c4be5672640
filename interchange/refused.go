package interchange

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"entente/record"
)

// WriteRefused writes the rows of a file that a report refuses, as they came,
// each with where it stood and why it was refused. Who has corrected them takes
// those last two columns away and imports the file again.
func WriteRefused(kind *record.Kind, source io.Reader, report Report, why func(record.Problem) string, to io.Writer) error {
	refused := map[int]Row{}
	for _, row := range report.Rows {
		if row.Action == Refuse {
			refused[row.Line] = row
		}
	}
	from, err := record.ReadCSV(kind, source)
	if err != nil {
		return fmt.Errorf("interchange: write refused rows of %s: %w", kind.Name(), err)
	}
	header := []string{record.KeyScheme}
	at := map[string]int{}
	for _, column := range from.Columns() {
		at[column.Name] = len(header)
		header = append(header, column.Name)
	}
	if _, err := io.WriteString(to, record.ByteOrderMark); err != nil {
		return fmt.Errorf("interchange: write refused rows of %s: %w", kind.Name(), err)
	}
	w := csv.NewWriter(to)
	if err := w.Write(append(header, "line", "problems")); err != nil {
		return err
	}
	for {
		row, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("interchange: write refused rows of %s: %w", kind.Name(), err)
		}
		judged, found := refused[row.Line]
		if !found {
			continue
		}
		cells := make([]string, len(header), len(header)+2)
		cells[0] = record.GuardCSV(row.Key)
		for _, cell := range row.Cells {
			if i, known := at[cell.Column.Name]; known {
				cells[i] = record.GuardCSV(cell.Text)
			}
		}
		var reasons []string
		for _, problem := range judged.Problems {
			reasons = append(reasons, why(problem))
		}
		if err := w.Write(append(cells, strconv.Itoa(row.Line), record.GuardCSV(strings.Join(reasons, " ")))); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
