package web

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"entente/record"
)

// laid is what a form comes to over the stored value.
type laid struct {
	Value    any
	Problems record.Problems
}

// lay lays what was typed over the stored value (nil for a new record) and holds
// the result to its kind. What the form did not show survives. Known problems,
// found while the form was read, come first; a text that has one is left out.
func lay(kind *record.Kind, stored any, typed answers, known record.Problems) laid {
	base := stored
	if base == nil {
		base = kind.New()
	}
	before := answersOf(kind, base)
	asked := questions(kind.Outline(), "", typed.items)
	problems := known
	var cells []record.Cell
	for _, q := range asked {
		if !typed.has(q) {
			continue
		}
		for _, cell := range cellsOf(kind, q, typed, before) {
			if wrong := refusedText(q, cell, before); wrong != nil {
				problems = problems.And(record.Problems{*wrong})
			}
			if !hasProblem(problems, cell.Column.Name) {
				cells = append(cells, cell)
			}
		}
	}
	value, found := kind.Overlay(base, cells, nil)
	problems = problems.And(found)
	whole := kind.ValidateValue(value, stored)
	for _, p := range (removed{typed, problems}).paths(whole) {
		if p.Code != record.ProblemRequired || !hasProblemBelow(problems, p.Path) {
			problems = problems.And(record.Problems{p})
		}
	}
	return laid{value, inFormOrder(asked, inWords(problems, asked))}
}

// cellsOf are the cells that answer one question. A text that was not touched
// stays as it is, with the spaces that it has.
func cellsOf(kind *record.Kind, q question, typed, before answers) []record.Cell {
	names := q.names()
	if q.Type == dateType {
		column, known := kind.Column(q.Path)
		if !known {
			return nil
		}
		return []record.Cell{{Column: column, Text: typed.date(q.Path)}}
	}
	var cells []record.Cell
	for _, name := range names {
		answer, held := typed[name]
		column, known := kind.Column(name)
		if !held || !known {
			continue
		}
		if answer != before[name] {
			answer = strings.TrimSpace(answer)
		}
		cells = append(cells, record.Cell{Column: column, Text: answer})
	}
	return cells
}

// refusedText finds what is better said before a text is laid over a value.
func refusedText(q question, cell record.Cell, before answers) *record.Problem {
	name := cell.Column.Name
	if cell.Text == before[name] {
		return nil
	}
	switch {
	case !q.isWords():
		return nil
	case utf8.RuneCountInString(cell.Text) > q.Max:
		return &record.Problem{Path: name, Code: record.ProblemTooLong, Args: map[string]string{"max": strconv.Itoa(q.Max)}}
	case q.oneLine() && strings.ContainsAny(cell.Text, "\n\t") && !strings.ContainsAny(before[name], "\n\t"):
		wrong := record.Wrong(name, "This holds line ends or tabs, as cells of a spreadsheet do. Write one line.")
		return &wrong
	}
	return nil
}

// isWords reports that a question is answered with words.
func (q question) isWords() bool {
	return q.Type == textType || q.Type.String() == "string" && len(q.Options) == 0
}

// oneLine reports that a line is enough: what lists are sorted by, and every
// text that has no languages.
func (q question) oneLine() bool { return q.isWords() && (q.Type != textType || q.Sorted) }

func hasProblem(problems record.Problems, path string) bool {
	for _, p := range problems {
		if p.Path == path {
			return true
		}
	}
	return false
}

// hasProblemBelow reports a problem with a path or with a leaf below it.
func hasProblemBelow(problems record.Problems, path string) bool {
	for _, p := range problems {
		if p.Path == path || strings.HasPrefix(p.Path, path+".") {
			return true
		}
	}
	return false
}

// inWords says about the parts of a date what a form asks for.
func inWords(problems record.Problems, asked []question) record.Problems {
	for i, p := range problems {
		for _, q := range asked {
			if q.Type == dateType && q.Path == p.Path && p.Code == record.ProblemDate {
				problems[i] = record.Wrong(p.Path, "There is no such date. The day, or the day and the month, may stay empty.")
			}
		}
	}
	return problems
}

// inFormOrder sorts problems as the form asks; what belongs to no question
// stands first.
func inFormOrder(asked []question, problems record.Problems) record.Problems {
	var sorted record.Problems
	taken := make([]bool, len(problems))
	take := func(belongs func(path string) bool) {
		for i, p := range problems {
			if !taken[i] && belongs(p.Path) {
				sorted, taken[i] = append(sorted, p), true
			}
		}
	}
	for _, q := range asked {
		take(func(path string) bool {
			return path == q.Path || strings.HasPrefix(path, q.Path+".") || path != "" && strings.HasPrefix(q.Path, path+".")
		})
	}
	var rest record.Problems
	for i, p := range problems {
		if !taken[i] {
			rest = append(rest, p)
		}
	}
	return append(rest, sorted...)
}

// removed turns paths of the value, from which items without an answer were
// taken away, back into those of the form.
type removed struct {
	typed    answers
	problems record.Problems
}

func (r removed) paths(problems record.Problems) record.Problems {
	moved := make(record.Problems, len(problems))
	for i, p := range problems {
		moved[i] = p
		moved[i].Path = r.path(p.Path)
	}
	return moved
}

func (r removed) path(path string) string {
	segments := strings.Split(path, ".")
	at := ""
	for i, segment := range segments {
		n, err := strconv.Atoi(segment)
		if err != nil || i == 0 || r.typed.items(at) == 0 {
			at = inside(at, segment)
			continue
		}
		at = inside(at, strconv.Itoa(r.item(at, n)))
	}
	return at
}

// item is the number in the form of the nth item that is left.
func (r removed) item(list string, n int) int {
	last := r.typed.items(list)
	for i := 1; i <= last; i++ {
		path := inside(list, strconv.Itoa(i))
		if r.answered(path) {
			if n--; n == 0 {
				return i
			}
		}
	}
	return last + n
}

// answered reports that something below a path was typed and taken.
func (r removed) answered(path string) bool {
	for name, text := range r.typed {
		if (name == path || strings.HasPrefix(name, path+".")) && strings.TrimSpace(text) != "" && !r.refused(name) {
			return true
		}
	}
	return false
}

func (r removed) refused(name string) bool {
	for _, p := range r.problems {
		if p.Path == name || strings.HasPrefix(name, p.Path+".") && p.Path != "" {
			return true
		}
	}
	return false
}
