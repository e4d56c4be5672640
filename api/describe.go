package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/record"
)

// Describe is the OpenAPI 3.1 description of what a node with these kinds
// answers, the same bytes for the same program.
func Describe(kinds *record.Kinds, software string) ([]byte, error) {
	return describe(kinds, software, operations(kinds))
}

const about = "Records that sovereign partners keep together, as programs read and write them.\n\n" +
	"Bodies are the same texts that people see on the pages; personal values stand in their place. " +
	"A revision is written with the ETag that was read, so that nobody's change is lost. " +
	"Release, adoption, keys and mandates are acts of a person: no operation and no token does them."

func describe(kinds *record.Kinds, software string, all []operation) ([]byte, error) {
	document := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Entente", Version: version(software), Description: about,
			License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
		},
		Servers:    []*huma.Server{{URL: Root, Description: "This node"}},
		Security:   []map[string][]string{{"token": {}}},
		Components: components(kinds),
		Tags:       tags(kinds),
	}
	for _, op := range all {
		document.AddOperation(&op.Operation)
	}
	text, err := json.Marshal(document, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("api: write the description: %w", err)
	}
	return append(text, '\n'), nil
}

// version is "0.1" of "Entente 0.1".
func version(software string) string {
	_, number, _ := strings.Cut(software, " ")
	return number
}

func tags(kinds *record.Kinds) []*huma.Tag {
	all := []*huma.Tag{
		{Name: "node", Description: "The node, its partners and its channels"},
		{Name: "records", Description: "Records of all kinds"},
	}
	told := map[string]bool{}
	for _, kind := range kinds.All() {
		if name := tagOf(kind); !told[name] {
			told[name] = true
			all = append(all, &huma.Tag{Name: name, Description: "Kinds of the feature " + name})
		}
	}
	return all
}

func components(kinds *record.Kinds) *huma.Components {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	for name, schema := range commonSchemas() {
		schemas.Map()[name] = raw(schema)
	}
	for _, kind := range kinds.All() {
		for name, schema := range kindSchemas(kind) {
			schemas.Map()[name] = raw(schema)
		}
	}
	return &huma.Components{
		Schemas: schemas, Responses: refusals(),
		SecuritySchemes: map[string]*huma.SecurityScheme{"token": {
			Type: "http", Scheme: "bearer", Description: "A bearer token that you made on the page of your account. It ends on the day that you chose, and reads only unless you said otherwise.",
		}},
	}
}

// refusals are the answers that many operations share.
func refusals() map[string]*huma.Response {
	all := map[string]*huma.Response{}
	for status, description := range map[int]string{
		http.StatusBadRequest:            "A parameter is not what it has to be, or the request is not JSON.",
		http.StatusUnauthorized:          "No token, or one that does not count.",
		http.StatusForbidden:             "The token may only read.",
		http.StatusNotFound:              "Nothing that this token may see is there.",
		http.StatusNotAcceptable:         "The answer is of another type than the one accepted.",
		http.StatusConflict:              "Another partner holds the pen, or a part of the record is not here.",
		http.StatusPreconditionFailed:    "The record was changed meanwhile, or there is such a record already.",
		http.StatusRequestEntityTooLarge: "More than is taken.",
		http.StatusUnsupportedMediaType:  "Not application/json.",
		http.StatusMisdirectedRequest:    "This node does not answer to that name.",
		http.StatusUnprocessableEntity:   "The text is not what its kind requires; errors says where.",
		http.StatusPreconditionRequired:  "A revision without If-Match.",
		http.StatusTooManyRequests:       "Too many requests; Retry-After says when to go on.",
		http.StatusInternalServerError:   "A mistake of the node.",
		http.StatusServiceUnavailable:    "The node takes no changes at the moment.",
	} {
		response := &huma.Response{Description: description, Content: map[string]*huma.MediaType{mediaProblem: {Schema: reference("Problem")}}}
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			response.Headers = map[string]*huma.Param{"Retry-After": {Description: "Seconds to wait.", Schema: raw(object{"type": "integer"})}}
		}
		all[refusalName(status)] = response
	}
	return all
}

func refusalName(status int) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(http.StatusText(status))
}
