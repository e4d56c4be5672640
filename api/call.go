package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/access"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A call is one request that is being answered.
type call struct {
	*face
	Request  *http.Request
	language record.Language
	person   access.Person
	scope    access.Scope
	token    [32]byte // hash of its secret
	op       operation
	query    url.Values
	body     []byte
	given    []store.Departed // whose content is in the answer
}

type callKey struct{}

func withCall(ctx context.Context, c *call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// callOf is the call that a request is, which door began.
func callOf(q *http.Request) *call { return q.Context().Value(callKey{}).(*call) }

// author is who a record that is written now is by.
func (c *call) author() node.Author {
	return node.Author{Office: c.person.Office.Code, Person: c.person.Account}
}

// perform reads what every operation has in common, and answers.
func (c *call) perform(w http.ResponseWriter, op operation) (answer, error) {
	c.op = op
	if op.writes && !c.scope.Writes() {
		return answer{}, forbidden()
	}
	if !accepts(c.Request.Header.Values("Accept"), op.media()) {
		return answer{}, notAcceptable()
	}
	var err error
	if c.query, err = c.readQuery(); err != nil {
		return answer{}, err
	}
	if op.RequestBody != nil {
		if c.body, err = c.readBody(w); err != nil {
			return answer{}, err
		}
	}
	a, err := op.answer(c)
	if err != nil {
		return answer{}, err
	}
	return a, c.node.DepartAgain(c.Request.Context(), store.Departure{How: store.ByAPI, Whom: c.person.Office.Code, Account: c.person.Account}, c.given...)
}

// accepts reports whether a reader takes a media type (RFC 9110, 12.5.1).
func accepts(asked []string, media string) bool {
	if len(asked) == 0 {
		return true
	}
	for part := range strings.SplitSeq(strings.Join(asked, ","), ",") {
		given, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if weight, err := strconv.ParseFloat(parameters["q"], 64); err == nil && weight == 0 {
			continue
		}
		group, _, _ := strings.Cut(media, "/")
		if given == media || given == group+"/*" || given == "*/*" {
			return true
		}
	}
	return false
}

// readQuery takes parameters that are described, each once.
func (c *call) readQuery() (url.Values, error) {
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, wrongParameter("")
	}
	for name, values := range query {
		if !slices.Contains(c.parameters(), name) {
			return nil, wrongParameter("")
		}
		if len(values) > 1 {
			return nil, wrongParameter(name)
		}
	}
	return query, nil
}

func (c *call) parameters() (names []string) {
	for _, parameter := range c.op.Parameters {
		if parameter.In == "query" {
			names = append(names, parameter.Name)
		}
	}
	return names
}

// maxRequest bounds a request: the largest record, its label, and what JSON
// makes of the two.
const maxRequest = record.MaxBodyBytes + 4*record.MaxLabelBytes

// readBody reads a request whole.
func (c *call) readBody(w http.ResponseWriter) ([]byte, error) {
	media, parameters, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	charset := parameters["charset"]
	if err != nil || media != mediaJSON || charset != "" && !strings.EqualFold(charset, "utf-8") || c.Request.Header.Get("Content-Encoding") != "" {
		return nil, wrongMedia()
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, c.Request.Body, maxRequest))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, tooLarge()
	case err != nil:
		return nil, unreadable("", record.ProblemJSON)
	}
	return body, nil
}

// decode reads the body of the request into a struct, strictly.
func (c *call) decode(into any) error {
	err := json.Unmarshal(c.body, into, json.RejectUnknownMembers(true))
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName):
		return unreadable(dotted(syntax.JSONPointer), record.ProblemDuplicateName)
	case errors.As(err, &syntax):
		return unreadable(dotted(syntax.JSONPointer), record.ProblemJSON)
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &semantic):
		return unfit(record.Problem{Path: dotted(semantic.JSONPointer), Code: record.ProblemUnknown})
	case errors.As(err, &semantic):
		return unfit(record.Problem{Path: dotted(semantic.JSONPointer), Code: record.ProblemType})
	}
	return unfit(record.Problem{Code: record.ProblemType})
}

// dotted is a JSON pointer as problems name places.
func dotted(pointer jsontext.Pointer) string {
	return strings.Join(slices.Collect(pointer.Tokens()), ".")
}

// channelID is the channel of the address; what cannot be one is not there.
func (c *call) channelID() (id record.ChannelID, err error) {
	if id.UnmarshalText([]byte(c.Request.PathValue("channel"))) != nil {
		return id, notFound()
	}
	return id, nil
}

// place is the channel and the record of the address.
func (c *call) place() (channel record.ChannelID, id record.ID, err error) {
	if channel, err = c.channelID(); err != nil {
		return channel, id, err
	}
	if id, err = record.ParseID(c.Request.PathValue("id")); err != nil {
		return channel, id, notFound()
	}
	return channel, id, nil
}

// number is a parameter of the query between one and a limit.
func (c *call) number(name string, usual, limit int) (int, error) {
	text := c.query.Get(name)
	if text == "" && !c.query.Has(name) {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > limit {
		return 0, wrongParameter(name)
	}
	return n, nil
}
