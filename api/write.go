package api

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"

	"entente/node"
	"entente/record"
	"entente/store"
)

// A sent record is what a program writes: the text, and its label if it is to be
// another than the one before or the channel's usual one.
type sent struct {
	Body  jsontext.Value `json:"body"`
	Label string         `json:"label,omitempty"`
}

// An accepted record is kept and will be signed, but cannot be read yet.
type accepted struct {
	ID       record.ID        `json:"id"`
	Channel  record.ChannelID `json:"channel"`
	Revision int              `json:"revision"`
}

func createOperation(kind *record.Kind) operation {
	one, _ := kind.Title()
	responses := succeeds(http.StatusCreated, "It was written, and is signed.", recordSchema(kind), etagHeader(), locationHeader())
	responses["202"] = jsonResponse("It is kept and will be signed. Do not send it again.", reference("Accepted"))
	return operation{kind: kind, writes: true, answer: (*call).createRecord, Operation: huma.Operation{
		Method: http.MethodPost, Path: pathOf(kind), OperationID: "create" + identifierOf(kind), Tags: []string{tagOf(kind)},
		Summary:     one + ": create",
		Description: "Sent twice, it is written twice. Where an answer may get lost, reserve an id first and PUT the record there with If-None-Match: *.",
		Parameters:  []*huma.Param{channelParameter()}, RequestBody: recordBody(kind), Responses: responses, Errors: []int{http.StatusConflict},
	}}.complete()
}

func reviseOperation(kind *record.Kind) operation {
	one, _ := kind.Title()
	responses := succeeds(http.StatusOK, "It was written and is signed, or the record was so already.", recordSchema(kind), etagHeader())
	responses["201"] = jsonResponse("It was written as a new record.", recordSchema(kind), etagHeader(), locationHeader())
	responses["202"] = jsonResponse("It is kept and will be signed. Do not send it again.", reference("Accepted"))
	return operation{kind: kind, writes: true, answer: (*call).reviseRecord, Operation: huma.Operation{
		Method: http.MethodPut, Path: pathOf(kind) + "/{id}", OperationID: "revise" + identifierOf(kind), Tags: []string{tagOf(kind)},
		Summary: one + ": write a new revision",
		Description: "The whole record as it is to be, with the ETag that was read in If-Match; or a new record under a reserved id with If-None-Match: *. " +
			"What this interface does not show survives: members of newer versions, personal values that were withdrawn.",
		Parameters: []*huma.Param{channelParameter(), idParameter(),
			{Name: "If-Match", In: "header", Description: "The ETag of the revision that you read.", Schema: raw(object{"type": "string"})},
			{Name: "If-None-Match", In: "header", Description: "An asterisk, for a new record.", Schema: raw(object{"type": "string", "enum": []any{"*"}})}},
		RequestBody: recordBody(kind), Responses: responses,
		Errors: []int{http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired},
	}}.complete()
}

func (c *call) createRecord() (answer, error) {
	channel, err := c.channelID()
	if err != nil {
		return answer{}, err
	}
	return c.create(channel, record.ID{})
}

func (c *call) create(channel record.ChannelID, id record.ID) (answer, error) {
	var in sent
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	err := c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		_, err := tx.Channel(channel)
		if err == nil && !id.IsZero() {
			if _, err = tx.Record(channel, id); err == nil {
				return exists()
			}
			if errors.Is(err, store.ErrNotFound) {
				err = nil
			}
		}
		return err
	})
	if err != nil {
		return answer{}, err
	}
	value, problems := c.op.kind.ReadPeople(in.text(), nil)
	if len(problems) > 0 {
		return answer{}, unfitBody(problems)
	}
	draft := node.Draft{Kind: c.op.kind.Name(), ID: id, Label: in.label(nil)}
	if draft.Body, draft.Personal, err = c.op.kind.Encode(value); err != nil {
		return answer{}, err
	}
	a, err := c.write(channel, draft)
	if errors.Is(err, node.ErrStale) {
		err = exists() // written between our look and our writing
	}
	return a, err
}

func (s sent) text() []byte {
	if s.Body == nil {
		return []byte("{}") // told as the members that are missing
	}
	return s.Body
}

// label is the one that was sent, or the one before.
func (s sent) label(before []byte) []byte {
	if s.Label != "" {
		return []byte(s.Label)
	}
	return before
}

func (c *call) reviseRecord() (answer, error) {
	channel, id, err := c.place()
	if err != nil {
		return answer{}, err
	}
	match := c.Request.Header.Get("If-Match")
	switch {
	case match == "" && c.Request.Header.Get("If-None-Match") == "*":
		return c.create(channel, id)
	case match == "" || match == "*":
		return answer{}, conditionNeeded()
	}
	var in sent
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	var draft node.Draft
	var unchanged bool
	var a answer
	err = c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		before, err := c.find(tx)
		if err != nil {
			return err
		}
		if draft, unchanged, err = c.draft(tx, before, in, match); err == nil && unchanged {
			a, err = c.answerWith(tx, before)
		}
		return err
	})
	if err != nil || unchanged {
		return a, err
	}
	return c.write(channel, draft)
}

// draft is the next revision of a record, as it was sent; unchanged if it says
// nothing new.
func (c *call) draft(tx *store.Tx, before store.Record, in sent, match string) (draft node.Draft, unchanged bool, err error) {
	switch {
	case !names(match, etagOf(before.Revision)):
		return draft, false, stale()
	case before.Partner != c.node.Self():
		return draft, false, penElsewhere()
	}
	kind := c.op.kind
	old, err := tx.Value(kind, before.Revision)
	if err != nil {
		return draft, false, err
	}
	if old == nil {
		return draft, false, notReadableHere()
	}
	if carries, err := carriesFile(tx, before); err != nil || carries {
		return draft, false, cmp.Or(err, carriesFiles())
	}
	value, problems := kind.ReadPeople(in.text(), old)
	if len(problems) > 0 {
		return draft, false, unfitBody(problems)
	}
	draft = node.Draft{Kind: before.Kind, ID: before.ID, After: before.Revision.Revision, Label: in.label(before.Label)}
	if draft.Body, draft.Personal, err = kind.Encode(value); err != nil {
		return draft, false, err
	}
	body, personal, err := kind.Encode(old)
	unchanged = err == nil && bytes.Equal(draft.Body, body) && slices.EqualFunc(draft.Personal, personal, bytes.Equal) && bytes.Equal(draft.Label, before.Label)
	return draft, unchanged, err
}

// carriesFile reports whether files hang on a revision; a draft from here has none.
func carriesFile(tx *store.Tx, r store.Record) (bool, error) {
	entry, err := tx.Entry(r.Origin, r.Index)
	return slices.ContainsFunc(entry.Parts, func(p record.Part) bool { return p.Type == record.AttachmentPart }), err
}

// names reports whether an If-Match header names a revision (RFC 9110, 13.1.1).
func names(match, etag string) bool {
	for one := range strings.SplitSeq(match, ",") {
		if strings.TrimSpace(one) == etag {
			return true
		}
	}
	return false
}

// write writes a draft and answers with what can be read then.
func (c *call) write(channel record.ChannelID, draft node.Draft) (a answer, err error) {
	written, err := c.node.Write(c.Request.Context(), channel, c.author(), draft)
	if errors.Is(err, node.ErrUnpublished) && len(written) == 1 {
		return answer{status: http.StatusAccepted, value: accepted{ID: written[0].ID, Channel: channel, Revision: written[0].Revision}}, nil
	}
	if err != nil {
		return answer{}, err
	}
	err = c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		found, err := tx.Record(channel, written[0].ID)
		if err != nil {
			return fmt.Errorf("read what was written: %w", err)
		}
		a, err = c.answerWith(tx, found)
		return err
	})
	if draft.After == 0 {
		a.status = http.StatusCreated
		a.headers["Location"] = Root + "/channels/" + channel.String() + "/" + draft.Kind + "/" + written[0].ID.String()
	}
	return a, err
}
