package record

import (
	"fmt"
	"strings"
)

// An Option is one value of a choice: what stands on the wire, and its English
// words, by which the feature's words.csv is keyed.
type Option struct {
	Value string
	Title string
}

// Choice is implemented by string types whose values are a list. On the wire
// the list is open, since partners upgrade on different days: a rule must never
// switch on a choice without a default.
type Choice interface {
	Options() []Option
}

const choicePattern = `^[a-z0-9][a-z0-9-]*$`

const maxChoice = 64

// OneOf reads "planned: Planned", the value and its English words. It panics on
// a mistake, since it is part of a declaration.
func OneOf(options ...string) []Option {
	list := make([]Option, 0, len(options))
	for _, text := range options {
		value, title, ok := strings.Cut(text, ": ")
		if !ok || !isChoice(value) || title == "" {
			panic(fmt.Sprintf(`record: option %q is not of the form "value: Words"`, text))
		}
		list = append(list, Option{value, title})
	}
	return list
}

func isChoice(value string) bool {
	if value == "" || len(value) > maxChoice || value[0] == '-' {
		return false
	}
	return strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
