package web

import (
	"reflect"
	"strconv"
	"strings"

	"entente/record"
)

// Answers are what a form holds: the text of every input by its name. The name
// is the path of the leaf ("title.ko", "owners.2.office"); a date stands in
// three ("starts.day").
type answers map[string]string

// A question is one value of a kind at its place in a record.
type question struct {
	record.Outline
	Path string
}

var (
	textType  = reflect.TypeFor[record.Text]()
	dateType  = reflect.TypeFor[record.Date]()
	moneyType = reflect.TypeFor[record.Money]()
	refType   = reflect.TypeFor[record.Ref]()
	urlType   = reflect.TypeFor[record.URL]()
)

// names are those of the question's inputs.
func (q question) names() []string {
	var suffixes []string
	switch q.Type {
	case textType:
		suffixes = []string{".en", ".fr", ".ko"}
	case dateType:
		suffixes = []string{".day", ".month", ".year"}
	case moneyType:
		suffixes = []string{".amount", ".currency"}
	default:
		return []string{q.Path}
	}
	names := make([]string, len(suffixes))
	for i, suffix := range suffixes {
		names[i] = q.Path + suffix
	}
	return names
}

// questions lists the values below outlines; items says how many items a list
// is asked for.
func questions(outlines []record.Outline, prefix string, items func(path string) int) []question {
	var all []question
	for _, o := range outlines {
		path := inside(prefix, o.Name)
		switch {
		case o.Members != nil:
			all = append(all, questions(o.Members, path, items)...)
		case o.Item != nil && !o.Single:
			for n := range items(path) {
				item := *o.Item
				item.Name = strconv.Itoa(n + 1)
				all = append(all, questions([]record.Outline{item}, path, items)...)
			}
		default:
			all = append(all, question{o, path})
		}
	}
	return all
}

// answersOf are those that a form of a stored value holds.
func answersOf(kind *record.Kind, value any) answers {
	stored := answers{}
	items := func(path string) int { return kind.Items(value, path) }
	for _, q := range questions(kind.Outline(), "", items) {
		if q.Type == dateType {
			stored.putDate(q.Path, text(kind, value, q.Path))
			continue
		}
		for _, name := range q.names() {
			stored[name] = text(kind, value, name)
		}
	}
	return stored
}

func text(kind *record.Kind, value any, name string) string {
	column, known := kind.Column(name)
	if !known {
		return ""
	}
	return column.Text(value)
}

func (a answers) putDate(path, date string) {
	parts := strings.SplitN(date, "-", 3)
	for i, suffix := range []string{".year", ".month", ".day"} {
		a[path+suffix] = ""
		if i < len(parts) {
			a[path+suffix] = strings.TrimPrefix(parts[i], "0")
		}
	}
}

// date is the text of a date as its parts say it: of 2005, 3 and nothing
// 2005-03. Parts that make no date make a text that is none.
func (a answers) date(path string) string {
	part := func(suffix string, width int) string {
		text := strings.TrimSpace(a[path+suffix])
		if text != "" && strings.Trim(text, "0123456789") == "" && len(text) < width {
			text = strings.Repeat("0", width-len(text)) + text
		}
		return text
	}
	year, month, day := part(".year", 1), part(".month", 2), part(".day", 2)
	switch {
	case day != "":
		return year + "-" + month + "-" + day
	case month != "":
		return year + "-" + month
	}
	return year
}

// has reports that the form held an input of the question.
func (a answers) has(q question) bool {
	for _, name := range q.names() {
		if _, held := a[name]; held {
			return true
		}
	}
	return false
}

// items is the number of the last item of a list that the form holds.
func (a answers) items(path string) int {
	last := 0
	for name := range a {
		rest, below := strings.CutPrefix(name, path+".")
		if !below {
			continue
		}
		number, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(number); err == nil && n <= mostItems && strconv.Itoa(n) == number {
			last = max(last, n)
		}
	}
	return last
}

// mostItems is how many items a form asks for at most; package record bounds
// lists alike.
const mostItems = 1000
