package access

import (
	"strings"

	"github.com/cedar-policy/cedar-go"
	"slices"
)

var (
	person  = cedar.NewEntityUID("Person", "reader")
	records = cedar.NewEntityUID("Records", "class")
)

// ask puts a question to Cedar. Person and records are what their attributes
// are: which of them it is plays no part.
func ask(r Rights, action Action, on Resource) (cedar.EntityMap, cedar.Request) {
	var roles []cedar.Value
	for _, role := range r.In(on.Channel) {
		roles = append(roles, cedar.String(role))
	}
	family, _, _ := strings.Cut(on.Kind, "/")
	entities := cedar.EntityMap{
		person: {UID: person, Attributes: cedar.NewRecord(cedar.RecordMap{
			"roles":       cedar.NewSet(roles...),
			"needsToKnow": cedar.Boolean(slices.Contains(r.NeedToKnow, on.Channel)),
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
