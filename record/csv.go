package record

import "io"

// A Row of a CSV file: the author's key for it and its cells, or what is wrong
// with the row itself.
type Row struct {
	Line     int // where it begins
	Key      string
	Cells    []Cell
	Problems Problems
}

// A CSVReader reads the rows of one kind.
type CSVReader struct{}

// ReadCSV reads the header.
func ReadCSV(kind *Kind, from io.Reader) (*CSVReader, error) { return nil, errNotYet }

// Next returns the next row, good or bad, and io.EOF after the last. Any other
// error ends the file.
func (r *CSVReader) Next() (Row, error) { return Row{}, io.EOF }

// A CSVWriter writes rows that ReadCSV reads back exactly.
type CSVWriter struct{}

// WriteCSV writes the header. The columns are the kind's if none are given.
func WriteCSV(kind *Kind, to io.Writer, columns ...Column) (*CSVWriter, error) { return nil, errNotYet }

// Write writes one record.
func (w *CSVWriter) Write(value any) error { return errNotYet }

// Flush writes what is buffered.
func (w *CSVWriter) Flush() error { return errNotYet }
