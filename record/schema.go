package record

import (
	"fmt"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaDialect = "https://json-schema.org/draft/2020-12/schema"

// Formats of our own. A pattern cannot say that 2005-02-29 is no day; a reader
// in another language checks them as docs/formats/records.md says.
const (
	dateFormat    = "partial-date"
	decimalFormat = "exact-decimal"
	urlFormat     = "web-address"
)

// schema is JSON Schema 2020-12 for what a field holds: on the wire open and
// with personal values named by part, for people closed and with all in place.
func (f *field) schema(closed bool) object {
	switch f.shape {
	case groupShape:
		return f.groupSchema(closed)
	case listShape:
		list := object{"type": "array", "maxItems": maxListItems, "items": f.inner.schema(closed)}
		if f.required {
			list["minItems"] = 1
		}
		return list
	case personalShape:
		if !closed {
			return personalSchema()
		}
		return f.inner.schema(closed)
	}
	return f.value.schema(f, closed)
}

func (f *field) groupSchema(closed bool) object {
	properties, required := object{}, []any{}
	for _, m := range f.members {
		properties[m.name] = m.schema(closed)
		if m.required {
			required = append(required, m.name)
		}
	}
	schema := closeIf(closed, object{"type": "object", "properties": properties})
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

// firstPersonalPart is the index of the first part that may be personal: after
// label, header and body.
const firstPersonalPart = 3

func personalSchema() object {
	return object{
		"type": "object",
		"properties": object{
			"part":      object{"type": "integer", "minimum": firstPersonalPart, "maximum": MaxParts - 1},
			"withdrawn": object{"const": true},
		},
		"oneOf": []any{
			object{"required": []any{"part"}},
			object{"required": []any{"withdrawn"}},
		},
	}
}

// A compiledSchema is compiled when it is first used: that takes about a
// millisecond, declaring a kind a few microseconds.
type compiledSchema struct {
	id     string
	field  *field
	closed bool
	once   sync.Once
	ready  *jsonschema.Schema
	err    error
}

func newSchema(id string, f *field, closed bool) *compiledSchema {
	return &compiledSchema{id: id, field: f, closed: closed}
}

// text is the schema as it is published.
func (c *compiledSchema) text() []byte {
	schema := c.field.schema(c.closed)
	schema["$schema"], schema["$id"] = schemaDialect, c.id
	text, err := json.Marshal(schema, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		panic(fmt.Sprintf("record: schema %s: %v", c.id, err))
	}
	return append(text, '\n')
}

func (c *compiledSchema) compile() (*jsonschema.Schema, error) {
	c.once.Do(func() {
		var tree any
		if tree, c.err = readTree(c.text(), maxSchemaDepth); c.err != nil {
			return
		}
		compiler := jsonschema.NewCompiler()
		compiler.AssertFormat()
		for name, check := range map[string]func(string) error{
			dateFormat:    func(s string) error { _, err := ParseDate(s); return err },
			decimalFormat: func(s string) error { _, err := ParseDecimal(s); return err },
			urlFormat:     func(s string) error { _, err := ParseURL(s); return err },
		} {
			compiler.RegisterFormat(stringFormat(name, check))
		}
		if c.err = compiler.AddResource(c.id, tree); c.err == nil {
			c.ready, c.err = compiler.Compile(c.id)
		}
	})
	return c.ready, c.err
}

func stringFormat(name string, check func(string) error) *jsonschema.Format {
	return &jsonschema.Format{Name: name, Validate: func(v any) error {
		if s, ok := v.(string); ok {
			return check(s)
		}
		return nil // a wrong type is told by "type"
	}}
}
