package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// Patterns of values. An id of a channel or partner is 16 bytes in base32.
const (
	shortID     = "^[0-9a-hjkmnp-tv-z]{26}$"
	recordID    = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
	partialDate = "^[1-9][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$"
)

// Examples of ids.
const (
	exampleChannel = "04hmasr9nf6y2k7b1c3d5e8g0j"
	exampleRecord  = "0190f5fe-7c00-7a00-8abc-0123456789ab"
)

// object is JSON: a schema, or an example.
type object = map[string]any

// raw is a schema as it is written: huma would otherwise derive one from a Go
// type, and records have their own.
func raw(schema object) *huma.Schema { return &huma.Schema{Extensions: schema} }

// reference is a schema that stands among the components.
func reference(name string) *huma.Schema { return raw(object{"$ref": "#/components/schemas/" + name}) }

func channelParameter() *huma.Param {
	return &huma.Param{Name: "channel", In: "path", Required: true, Description: "Id of the channel.",
		Schema: raw(object{"type": "string", "pattern": shortID}), Example: exampleChannel}
}

func idParameter() *huma.Param {
	return &huma.Param{Name: "id", In: "path", Required: true, Description: "Id of the record.",
		Schema: raw(object{"type": "string", "pattern": recordID}), Example: exampleRecord}
}

func integerParameter(name, description string, least, most int) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: description, Schema: raw(object{"type": "integer", "minimum": least, "maximum": most})}
}

// textParameter is a text of the query that meets a schema.
func textParameter(name, description string, schema object) *huma.Param {
	schema["type"] = "string"
	return &huma.Param{Name: name, In: "query", Description: description, Schema: raw(schema)}
}

func choiceParameter(name, description string, values []string) *huma.Param {
	var all []any
	for _, value := range values {
		all = append(all, value)
	}
	return &huma.Param{Name: name, In: "query", Description: description, Schema: raw(object{"type": "string", "enum": all})}
}

// A header is one that an answer carries.
type header struct{ name, description string }

func etagHeader() header     { return header{"ETag", "Names this revision."} }
func locationHeader() header { return header{"Location", "The address of the new record."} }
func linkHeader() header {
	return header{"Link", "The address of the next page, with rel=\"next\", if there is one."}
}

// succeeds is the answer of an operation when it is done.
func succeeds(status int, description string, schema *huma.Schema, headers ...header) map[string]*huma.Response {
	return map[string]*huma.Response{strconv.Itoa(max(status, http.StatusOK)): jsonResponse(description, schema, headers...)}
}

func jsonResponse(description string, schema *huma.Schema, headers ...header) *huma.Response {
	response := &huma.Response{Description: description, Content: map[string]*huma.MediaType{mediaJSON: {Schema: schema}}}
	for _, h := range headers {
		if response.Headers == nil {
			response.Headers = map[string]*huma.Param{}
		}
		response.Headers[h.name] = &huma.Param{Description: h.description, Schema: raw(object{"type": "string"})}
	}
	return response
}
