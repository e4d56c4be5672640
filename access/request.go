package access

import (
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
)

var (
	person  = cedar.NewEntityUID("Person", "reader")
	records = cedar.NewEntityUID("Records", "class")
)

// ask puts a question to Cedar.
func (d *Decider) ask(r Rights, action Action, on Resource) (cedar.Decision, cedar.Diagnostic) {
	entities, request := requestOf(r, action, on)
	return cedar.Authorize(d.rules, entities, request)
}

// requestOf describes a person and records by their attributes: which of them it
// is plays no part.
func requestOf(r Rights, action Action, on Resource) (cedar.EntityMap, cedar.Request) {
	family, _, _ := strings.Cut(on.Kind, "/")
	entities := cedar.EntityMap{
		person: {UID: person, Attributes: cedar.NewRecord(cedar.RecordMap{
			"roles":         texts(r.In(on.Channel)),
			"nationalities": texts(r.Nationalities),
			"needsToKnow":   cedar.Boolean(slices.Contains(r.NeedToKnow, on.Channel)),
		})},
		records: {UID: records, Attributes: cedar.NewRecord(cedar.RecordMap{
			"kind":    cedar.String(on.Kind),
			"family":  cedar.String(family),
			"private": cedar.Boolean(on.Private),
			"closed":  cedar.Boolean(on.Closed),
		})},
	}
	return entities, cedar.Request{
		Principal: person, Action: cedar.NewEntityUID("Action", cedar.String(action)), Resource: records,
		Context: cedar.NewRecord(nil),
	}
}

func texts[T ~string](all []T) cedar.Set {
	values := make([]cedar.Value, len(all))
	for i, text := range all {
		values[i] = cedar.String(text)
	}
	return cedar.NewSet(values...)
}
