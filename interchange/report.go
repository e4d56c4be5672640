package interchange

import "entente/record"

// An Action is what an import does, or would do, with one row.
type Action string

// The actions.
const (
	Create Action = "create"
	Change Action = "change"
	Same   Action = "same"
	Refuse Action = "refuse"
)

// MostRows is how many rows a report lists of those that go well, and again of
// those that are refused. All are counted.
const MostRows = 100_000

// A Row says what became of one row of the file.
type Row struct {
	Line     int             `json:"line"`
	Key      string          `json:"key"`
	Action   Action          `json:"action"`
	ID       record.ID       `json:"id,omitzero"`
	Title    record.Text     `json:"-"` // content: for a page, never for a log
	Changes  []string        `json:"changes,omitempty"`
	Problems record.Problems `json:"problems,omitempty"`
}

// A Report says what an import did or, of a dry run, would do.
type Report struct {
	Created   int   `json:"created"`
	Changed   int   `json:"changed"`
	Unchanged int   `json:"unchanged"`
	Refused   int   `json:"refused"`
	Written   int   `json:"written"` // rows that are in the ledger now
	Rows      []Row `json:"rows,omitempty"`
	Unlisted  int   `json:"unlisted,omitzero"` // rows beyond MostRows
}

// note counts a row and lists it if there is room; at is where, or -1.
func (r *Report) note(row Row) (at int32) {
	*r.counter(row.Action)++
	well := len(r.Rows) - min(r.Refused, MostRows)
	if row.Action == Refuse && r.Refused > MostRows || row.Action != Refuse && well >= MostRows {
		r.Unlisted++
		return -1
	}
	r.Rows = append(r.Rows, row)
	return int32(len(r.Rows) - 1)
}

func (r *Report) counter(a Action) *int {
	switch a {
	case Create:
		return &r.Created
	case Change:
		return &r.Changed
	case Same:
		return &r.Unchanged
	}
	return &r.Refused
}
