package api

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"

	"entente/keys"
	"entente/record"
	"entente/store"
)

// A revision is one revision of a record as it is sent.
type revision struct {
	ID       record.ID        `json:"id"`
	Channel  record.ChannelID `json:"channel"`
	Kind     string           `json:"kind"`
	Revision int              `json:"revision"`
	ETag     string           `json:"etag"`
	Leaf     record.Leaf      `json:"leaf"`
	Partner  keys.PartnerID   `json:"partner"`
	Office   string           `json:"office"`
	At       time.Time        `json:"at"`
	Label    string           `json:"label"`
	Body     jsontext.Value   `json:"body,omitempty"`
}

// etagOf names a revision: its leaf in the ledger, which nothing else has.
func etagOf(r store.Revision) string { return `"` + r.Leaf.String() + `"` }

// shown is a revision for a reader, without a body where this version cannot
// read it.
func (c *call) shown(tx *store.Tx, kind *record.Kind, r store.Revision) (revision, error) {
	shown := revision{
		ID: r.ID, Channel: r.Channel, Kind: r.Kind, Revision: r.Revision, ETag: etagOf(r), Leaf: r.Leaf,
		Partner: r.Partner, Office: r.Office, At: r.At, Label: string(r.Label),
	}
	value, err := tx.Value(kind, r)
	if err != nil || value == nil {
		return shown, err
	}
	c.given = append(c.given, store.Departed{Origin: r.Origin, Index: r.Index, Part: store.WholeEntry})
	shown.Body, err = kind.People(value)
	return shown, err
}

// find is the record of the address, if it is of the operation's kind.
func (c *call) find(tx *store.Tx) (store.Record, error) {
	channel, id, err := c.place()
	if err != nil {
		return store.Record{}, err
	}
	found, err := tx.Record(channel, id)
	if err == nil && c.op.kind != nil && found.Kind != c.op.kind.Name() {
		err = notFound()
	}
	return found, err
}

func readOperation(kind *record.Kind) operation {
	one, _ := kind.Title()
	return operation{kind: kind, answer: (*call).readRecord, Operation: huma.Operation{
		Method: http.MethodGet, Path: pathOf(kind) + "/{id}", OperationID: "read" + identifierOf(kind), Tags: []string{tagOf(kind)},
		Summary: one + ": read one", Description: "The newest revision. Its ETag is what a revision of it has to name in If-Match.",
		Parameters: []*huma.Param{channelParameter(), idParameter()},
		Responses:  succeeds(http.StatusOK, "The newest revision.", recordSchema(kind), etagHeader()),
	}}.complete()
}

func (c *call) readRecord() (a answer, err error) {
	err = c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		found, err := c.find(tx)
		if err != nil {
			return err
		}
		a, err = c.answerWith(tx, found)
		return err
	})
	return a, err
}

func (c *call) answerWith(tx *store.Tx, r store.Record) (answer, error) {
	shown, err := c.shown(tx, c.op.kind, r.Revision)
	return answer{value: shown, headers: map[string]string{"ETag": shown.ETag}}, err
}

func historyOperation(kind *record.Kind) operation {
	one, _ := kind.Title()
	return operation{kind: kind, answer: (*call).readHistory, Operation: huma.Operation{
		Method: http.MethodGet, Path: pathOf(kind) + "/{id}/revisions", OperationID: "history" + identifierOf(kind), Tags: []string{tagOf(kind)},
		Summary: one + ": read its history", Description: "Revisions, the newest first. A page has at most 100; the next one goes on before the revision that next names.",
		Parameters: []*huma.Param{channelParameter(), idParameter(), integerParameter("before", "Only revisions below this one.", 1, record.MaxSafeInteger)},
		Responses:  succeeds(http.StatusOK, "Revisions, the newest first.", pageSchema(recordSchema(kind))),
	}}.complete()
}

// mostRevisions is how many revisions one page of a history has.
const mostRevisions = 100

func (c *call) readHistory() (a answer, err error) {
	before, err := c.number("before", record.MaxSafeInteger, record.MaxSafeInteger)
	if err != nil {
		return a, err
	}
	page := page[revision]{}
	err = c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		found, err := c.find(tx)
		if err != nil {
			return err
		}
		all, err := tx.Revisions(found.Channel, found.ID)
		if err != nil {
			return err
		}
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].Revision >= before {
				continue
			}
			if len(page.Items) == mostRevisions {
				page.Next = c.addressWith("before", statusText(page.Items[mostRevisions-1].Revision))
				break
			}
			shown, err := c.shown(tx, c.op.kind, all[i])
			if err != nil {
				return err
			}
			page.Items = append(page.Items, shown)
		}
		return nil
	})
	return answer{value: page}, err
}
