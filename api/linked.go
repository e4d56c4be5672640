package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/keys"
	"entente/record"
	"entente/store"
)

// A summary is a record of whatever kind, without its text.
type summary struct {
	ID       record.ID        `json:"id"`
	Channel  record.ChannelID `json:"channel"`
	Kind     string           `json:"kind"`
	Revision int              `json:"revision"`
	Title    record.Text      `json:"title"`
	Partner  keys.PartnerID   `json:"partner"`
	At       time.Time        `json:"at"`
	Label    string           `json:"label"`
}

func summaryOf(r store.Record) summary {
	return summary{ID: r.ID, Channel: r.Channel, Kind: r.Kind, Revision: r.Revision.Revision, Title: known(r.Title), Partner: r.Partner, At: r.At, Label: string(r.Label)}
}

// known is a text in the languages that are described.
func known(text record.Text) record.Text { return record.Text{EN: text.EN, FR: text.FR, KO: text.KO} }

func referencesOperation() operation {
	return operation{answer: (*call).readReferences, Operation: huma.Operation{
		Method: http.MethodGet, Path: "/channels/{channel}/records/{id}/references", OperationID: "listReferences", Tags: []string{"records"},
		Summary: "Records that refer to one", Description: "Of all kinds and in the same channel, by kind.",
		Parameters: []*huma.Param{channelParameter(), idParameter()},
		Responses:  succeeds(http.StatusOK, "Records that name this one.", pageSchema(reference("Summary"))),
	}}.complete()
}

func (c *call) readReferences() (answer, error) {
	page := page[summary]{}
	err := c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		found, err := c.find(tx)
		if err != nil {
			return err
		}
		all, err := tx.ReferencesTo(found.Channel, found.ID)
		for _, r := range all {
			page.Items = append(page.Items, summaryOf(r))
		}
		return err
	})
	return answer{value: page}, err
}

func proofOperation() operation {
	return operation{answer: (*call).readProof, Operation: huma.Operation{
		Method: http.MethodGet, Path: "/channels/{channel}/records/{id}/revisions/{revision}/proof", OperationID: "readProof", Tags: []string{"records"},
		Summary:     "The proof file of a revision",
		Description: "What a third party needs to see that the revision stands in its writer's ledger; \"entente verify\" reads it.",
		Parameters: []*huma.Param{channelParameter(), idParameter(), {
			Name: "revision", In: "path", Required: true, Description: "Number of the revision.", Schema: raw(object{"type": "integer", "minimum": 1}), Example: 1,
		}},
		Responses: map[string]*huma.Response{"200": {
			Description: "A C2SP proof file.", Content: map[string]*huma.MediaType{mediaProof: {Schema: raw(object{"type": "string", "contentMediaType": mediaProof})}},
		}},
	}}.complete()
}

func (c *call) readProof() (answer, error) {
	number, err := strconv.Atoi(c.Request.PathValue("revision"))
	if err != nil {
		return answer{}, notFound()
	}
	var asked *store.Revision
	err = c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		found, err := c.find(tx)
		if err != nil {
			return err
		}
		all, err := tx.Revisions(found.Channel, found.ID)
		for i := range all {
			if all[i].Revision == number {
				asked = &all[i]
			}
		}
		return err
	})
	if err != nil {
		return answer{}, err
	}
	if asked == nil {
		return answer{}, notFound()
	}
	file, err := c.node.Proof(c.Request.Context(), asked.Origin, asked.Index)
	name := asked.ID.String() + "-" + strconv.Itoa(asked.Revision) + ".tlog-proof"
	return answer{file: file, headers: map[string]string{"Content-Disposition": `attachment; filename="` + name + `"`}}, err
}
