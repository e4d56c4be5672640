package api

import (
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"

	"entente/record"
	"entente/store"
)

// bodyName and readName are the components of a kind: what is written, and what
// is read. The second is wider: a partner's newer version may have written
// choices that this one does not know, and what is not held here is left out.
func bodyName(kind *record.Kind) string { return identifierOf(kind) }
func readName(kind *record.Kind) string { return identifierOf(kind) + "Read" }

func kindSchemas(kind *record.Kind) map[string]object {
	one, _ := kind.Title()
	written, read := peopleSchema(kind), widen(peopleSchema(kind)).(object)
	written["title"], written["description"] = one, "The text of a record, as it is written."
	read["title"], read["description"] = one, "The text of a record, as it is read."
	written["examples"] = []any{exampleOf(written)}
	schemas := map[string]object{readName(kind): read, identifierOf(kind) + "Record": recordObject(readName(kind))}
	if kind.Writable() {
		schemas[bodyName(kind)] = written
		schemas[identifierOf(kind)+"Sent"] = closedObject([]string{"body"}, object{
			"body":  object{"$ref": "#/components/schemas/" + bodyName(kind)},
			"label": object{"type": "string", "maxLength": record.MaxLabelBytes, "description": "Confidentiality label (STANAG 4774), XML; without it the label before, or the channel's usual one."},
		})
	}
	return schemas
}

func peopleSchema(kind *record.Kind) object {
	var schema object
	if err := json.Unmarshal(kind.PeopleSchema(), &schema); err != nil {
		panic("api: schema of " + kind.Name() + ", which is part of the program: " + err.Error())
	}
	delete(schema, "$schema")
	delete(schema, "$id")
	return schema
}

// widen is a schema that also takes what this version would not write.
func widen(schema any) any {
	switch s := schema.(type) {
	case object:
		wide := object{}
		for name, value := range s {
			switch name {
			case "required", "minProperties", "minItems", "minLength":
				if _, isBound := value.(object); !isBound { // not a member of that name
					continue
				}
			case "enum":
				if values, isChoice := value.([]any); isChoice {
					wide["examples"] = values
					continue
				}
			}
			wide[name] = widen(value)
		}
		return wide
	case []any:
		all := make([]any, len(s))
		for i, value := range s {
			all[i] = widen(value)
		}
		return all
	}
	return schema
}

// recordSchema is a revision of a record of this kind.
func recordSchema(kind *record.Kind) *huma.Schema { return reference(identifierOf(kind) + "Record") }

func recordBody(kind *record.Kind) *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{mediaJSON: {
		Schema: reference(identifierOf(kind) + "Sent"), Example: object{"body": exampleOf(peopleSchema(kind))},
	}}}
}

// pageSchema is a part of a list.
func pageSchema(item *huma.Schema) *huma.Schema {
	return raw(closedObject([]string{"items"}, object{
		"items": object{"type": "array", "items": item.Extensions},
		"next":  object{"type": "string", "description": "Address of the next page; absent on the last."},
	}))
}

func closedObject(required []string, properties object) object {
	schema := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		slices.Sort(required)
		schema["required"] = required
	}
	return schema
}

func text(description string) object { return object{"type": "string", "description": description} }
func count() object                  { return object{"type": "integer", "minimum": 0} }
func moment(description string) object {
	return object{"type": "string", "format": "date-time", "description": description}
}
func identifier(pattern string) object { return object{"type": "string", "pattern": pattern} }

func recordObject(body string) object {
	return closedObject([]string{"id", "channel", "kind", "revision", "etag", "leaf", "partner", "office", "at", "label"}, object{
		"id": identifier(recordID), "channel": identifier(shortID), "kind": text("Name of the kind."),
		"revision": object{"type": "integer", "minimum": 1},
		"etag":     text("What If-Match has to name to revise it."),
		"leaf":     text("Hash of its entry in the writer's ledger."),
		"partner":  identifier(shortID),
		"office":   text("For whom it was written."),
		"at":       moment("When its writer wrote it."),
		"label":    text("Confidentiality label (STANAG 4774), XML."),
		"body": object{"$ref": "#/components/schemas/" + body,
			"description": "Absent where the text was withdrawn, has not arrived, or is of a newer version."},
	})
}

func commonSchemas() map[string]object {
	name := closedObject(nil, object{"en": text("English"), "fr": text("French"), "ko": text("Korean")})
	return map[string]object{
		"Name": name,
		"Problem": closedObject([]string{"type", "title", "status", "detail"}, object{
			"type": text("A name that stays the same: urn:entente:problem:stale."), "title": text("In your language."),
			"status": object{"type": "integer"}, "detail": text("What to do, in your language."),
			"errors": object{"type": "array", "items": closedObject([]string{"path", "code", "detail"}, object{
				"path":   text("Where: body.participants.1.office, elements counted from one."),
				"code":   text("A name that stays the same; rule for the rules of a kind."),
				"detail": text("In your language."),
			})},
		}),
		"Status": closedObject([]string{"software", "time", "partner", "writes", "rebuilding", "office", "scope"}, object{
			"software": text("Name and version."), "time": moment("Of the node's clock."), "partner": object{"$ref": "#/components/schemas/Partner"},
			"writes":     object{"type": "boolean", "description": "Whether the node takes changes at the moment."},
			"rebuilding": object{"type": "boolean", "description": "Whether lists and searches are not complete yet."},
			"office":     text("For which the token acts."), "scope": object{"type": "string", "enum": []any{"read", "write"}},
		}),
		"Partner": closedObject([]string{"id", "code", "name", "state"}, object{
			"id": identifier(shortID), "code": text("Short name."), "name": ref("Name"), "state": text("self, introduced, active or ended."),
			"lastExchange": moment("When the nodes last talked."),
		}),
		"Channel": closedObject([]string{"id", "name", "state", "private", "ledgers"}, object{
			"id": identifier(shortID), "name": ref("Name"), "state": text("proposed, invited, active or closed."), "private": object{"type": "boolean"},
			"ledgers": object{"type": "array", "items": closedObject([]string{"origin", "partner", "entries", "readable", "confirmed"}, object{
				"origin": text("Name of the ledger."), "partner": identifier(shortID), "entries": count(), "readable": count(),
				"confirmed": object{"type": "array", "items": closedObject([]string{"partner", "entries", "at"}, object{
					"partner": identifier(shortID), "entries": count(), "at": moment("When it confirmed."),
				})},
			})},
		}),
		"Summary": closedObject([]string{"id", "channel", "kind", "revision", "title", "partner", "at", "label"}, object{
			"id": identifier(recordID), "channel": identifier(shortID), "kind": text("Name of the kind: the address is /channels/{channel}/{kind}/{id}."),
			"revision": object{"type": "integer", "minimum": 1}, "title": ref("Name"), "partner": identifier(shortID),
			"at": moment("When its writer wrote the newest revision."), "label": text("Confidentiality label (STANAG 4774), XML."),
		}),
		"Accepted": closedObject([]string{"id", "channel", "revision"}, object{
			"id": identifier(recordID), "channel": identifier(shortID), "revision": object{"type": "integer", "minimum": 1},
		}),
		"Reserved": closedObject([]string{"id"}, object{"id": identifier(recordID)}),
		"Search": closedObject([]string{"text"}, object{
			"text":     object{"type": "string", "minLength": 1, "maxLength": longestSearch},
			"channels": object{"type": "array", "items": identifier(shortID), "maxItems": mostScopes},
			"kinds":    object{"type": "array", "items": object{"type": "string"}, "maxItems": mostScopes},
			"limit":    object{"type": "integer", "minimum": 1, "maximum": store.MaxLimit}, "before": object{"type": "string", "pattern": "^[1-9][0-9]{0,18}$"},
		}),
		"Found": closedObject([]string{"items"}, object{
			"items": object{"type": "array", "items": ref("Summary")}, "before": text("What to send to go on; absent at the end."),
		}),
	}
}

func ref(name string) object { return reference(name).Extensions }

// exampleOf is the least that a schema of a kind takes: what is required.
func exampleOf(schema object) any {
	if values, ok := schema["enum"].([]any); ok {
		return values[0]
	}
	switch schema["type"] {
	case "object":
		example := object{}
		properties, _ := schema["properties"].(object)
		required, _ := schema["required"].([]any)
		for _, name := range required {
			example[name.(string)] = exampleOf(properties[name.(string)].(object))
		}
		if en, ok := properties["en"].(object); ok && len(required) == 0 { // a text, of which one language has to be given
			example["en"] = exampleOf(en)
		}
		return example
	case "array":
		return []any{exampleOf(schema["items"].(object))}
	case "integer":
		return 2026 // kinds that ask for a number ask for a year
	case "boolean":
		return true
	}
	return exampleText(schema)
}

func exampleText(schema object) string {
	pattern, _ := schema["pattern"].(string)
	switch {
	case schema["format"] == "partial-date":
		return "2026-05"
	case schema["format"] == "exact-decimal":
		return "1.5"
	case schema["format"] == "web-address":
		return "https://www.example.org/"
	case strings.HasPrefix(pattern, "^[0-9a-f]{8}-"):
		return exampleRecord
	case pattern == "^[A-Z]{3}$":
		return "EUR"
	case strings.Contains(pattern, "/"):
		return "programme/activity"
	case strings.HasPrefix(pattern, "^[a-z0-9]"):
		return "example"
	case strings.HasPrefix(pattern, "^-?"):
		return "1.50"
	}
	return "Example"
}
