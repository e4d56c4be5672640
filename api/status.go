package api

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"

	"entente/store"
)

// A status is what a program checks before it begins.
type status struct {
	Software   string    `json:"software"`
	Time       time.Time `json:"time"`
	Partner    partner   `json:"partner"`
	Writes     bool      `json:"writes"`     // whether the node takes changes at the moment
	Rebuilding bool      `json:"rebuilding"` // lists and searches are not complete yet
	Office     string    `json:"office"`     // for which the token acts
	Scope      string    `json:"scope"`
}

func statusOperation() operation {
	return operation{answer: (*call).status, Operation: huma.Operation{
		Method: http.MethodGet, Path: "/status", OperationID: "readStatus", Tags: []string{"node"},
		Summary: "The node and your token", Description: "Whose node this is, whether it takes changes at the moment, and what the token may do.",
		Responses: succeeds(http.StatusOK, "The node's state.", reference("Status")),
	}}.complete()
}

func (c *call) status() (answer, error) {
	rebuilding := c.node.Rebuilding()
	s := status{
		Software: c.Software, Time: c.node.Now().UTC(), Rebuilding: rebuilding, Writes: !rebuilding && c.node.Gate() == nil,
		Office: c.person.Office.Code, Scope: string(c.scope),
	}
	err := c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		self, err := tx.Partner(c.node.Self())
		s.Partner = partnerOf(self)
		return err
	})
	return answer{value: s}, err
}

func descriptionOperation() operation {
	return operation{answer: (*call).describe, Operation: huma.Operation{
		Method: http.MethodGet, Path: "/openapi.json", OperationID: "readDescription", Tags: []string{"node"},
		Summary: "This description", Description: "What \"entente api\" prints.",
		Responses: succeeds(http.StatusOK, "OpenAPI 3.1.", raw(object{"type": "object"})),
	}}.complete()
}

func (c *call) describe() (answer, error) {
	return answer{value: jsontext.Value(c.description)}, nil
}
