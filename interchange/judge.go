package interchange

import (
	"bytes"
	"slices"

	"entente/node"
	"entente/record"
	"entente/store"
)

// Sentences of what only an import can find wrong; words.csv has no others.
const (
	refusedNewer     = "The record was written by a newer version of the program, which must also revise it."
	refusedWithdrawn = "The text of the record was withdrawn."
	refusedSensitive = "This field must stay in the private channel."
)

// judge decides on every row.
func (im *importing) judge(first int, rows []record.Row) error {
	defer im.advance(len(rows))
	return im.node.ViewBy(im.ctx, im.Author, func(tx *store.Tx) error {
		for i, row := range rows {
			at := first + i
			j, err := im.judgeRow(tx, at, row)
			if err != nil {
				return err
			}
			im.noteNeeds(at, j.refers, j.draft.Body)
			im.rows[at].action = j.Action
			im.rows[at].listed = im.report.note(j.Row)
		}
		return nil
	})
}

// A judgement is a row and, unless it is refused, the draft of it.
type judgement struct {
	Row
	draft  node.Draft
	refers []string // keys of rows of the file that it refers to
}

// judgeRow lays a row over its record. Its error is of the store only.
func (im *importing) judgeRow(tx *store.Tx, at int, row record.Row) (judgement, error) {
	j := judgement{Row: Row{Line: row.Line, Key: row.Key, Action: Refuse, Problems: row.Problems}}
	if len(row.Problems) > 0 {
		return j, nil
	}
	plan := im.rows[at]
	if plan.double {
		j.Problems = record.Problems{{Path: record.KeyScheme, Code: record.ProblemDuplicate}}
		return j, nil
	}
	j.ID = plan.id
	before, err := im.before(tx, plan)
	if err != nil {
		return j, err
	}
	if j.Problems = before.problems; len(j.Problems) > 0 {
		return j, nil
	}
	value, problems := im.lay(row, before, im.noting(im.resolver(tx), &j.refers))
	if im.failed != nil {
		return j, im.failed
	}
	problems = problems.And(im.kind.ValidateValue(value, before.value))
	if j.Problems = problems; len(problems) > 0 {
		return j, nil
	}
	return j, im.draft(&j, before, value)
}

// draft writes a value that is valid and says what it changes.
func (im *importing) draft(j *judgement, before before, value any) error {
	body, personal, err := im.kind.Encode(value)
	if err != nil {
		return err
	}
	if im.shared {
		for _, path := range im.kind.SensitivePaths(body) {
			j.Problems = append(j.Problems, record.Wrong(path, refusedSensitive))
		}
		j.Problems = j.Problems.And(im.others.Named(im.kind, body))
		if len(j.Problems) > 0 {
			return nil
		}
	}
	j.Title = im.kind.TitleOf(body)
	j.draft = node.Draft{Kind: im.kind.Name(), ID: j.ID, After: before.revision, Body: body, Personal: personal, Label: before.label}
	switch {
	case before.value == nil:
		j.Action = Create
	case bytes.Equal(body, before.body) && slices.EqualFunc(personal, before.personal, bytes.Equal):
		j.Action = Same
	default:
		j.Action, j.Changes = Change, changes(im.kind, before.value, value)
	}
	return nil
}

// lay lays a row over a value. A row whose key is the id of a record without a
// key leaves it without one: that is how such records are exported.
func (im *importing) lay(row record.Row, before before, resolve record.Resolve) (any, record.Problems) {
	base := before.value
	if base == nil {
		base = im.kind.New()
	}
	if before.keyless && row.Key == before.id.String() {
		return im.kind.Overlay(base, row.Cells, resolve)
	}
	return row.Over(base, resolve)
}

// noting keeps which rows of the file were referred to.
func (im *importing) noting(resolve record.Resolve, refers *[]string) record.Resolve {
	return func(kind, key string) (record.Ref, error) {
		if _, here := im.byKey[key]; here && kind == im.kind.Name() && !slices.Contains(*refers, key) {
			*refers = append(*refers, key)
		}
		return resolve(kind, key)
	}
}

// changes names the columns in which two values differ.
func changes(kind *record.Kind, before, after any) []string {
	var names []string
	for _, column := range kind.ColumnsFor(before, after) {
		if column.Text(before) != column.Text(after) {
			names = append(names, column.Name)
		}
	}
	return names
}
