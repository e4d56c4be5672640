package api

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"entente/access"
	"entente/audit"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A refusal is why a request is not answered, in English words that words.csv
// translates.
type refusal struct {
	status   int
	code     string
	title    string
	detail   string
	problems record.Problems
	denied   *access.Denied // said in place of the detail
	again    time.Duration  // when to try again
}

func (r *refusal) Error() string { return r.code }

// phrase marks a sentence that words.csv translates.
func phrase(english string) string { return english }

func notFound() error {
	return &refusal{status: http.StatusNotFound, code: "not-found", title: phrase("There is nothing here"),
		detail: phrase("The address may be wrong, or what it names has not arrived at this node.")}
}

func wrongMethod() error {
	return &refusal{status: http.StatusMethodNotAllowed, code: "method", title: phrase("This is not done here"),
		detail: phrase("The answer's Allow header lists what is.")}
}

func unauthorized() error {
	return &refusal{status: http.StatusUnauthorized, code: "token", title: phrase("A bearer token is needed"),
		detail: phrase("None was sent, or it is unknown, has ended, or its owner may not come in. Make one on the page of your account.")}
}

func forbidden() error {
	return &refusal{status: http.StatusForbidden, code: "scope", title: phrase("This token may only read"),
		detail: phrase("Nothing was changed. Use a token that may also write.")}
}

func notAllowed(why *access.Denied) error {
	return &refusal{status: http.StatusForbidden, code: "rights", title: phrase("You may not do this"), denied: why}
}

func misdirected() error {
	return &refusal{status: http.StatusMisdirectedRequest, code: "host", title: phrase("This node does not answer to that name"),
		detail: phrase("Use the address that its operator gave to you.")}
}

func notAcceptable() error {
	return &refusal{status: http.StatusNotAcceptable, code: "accept", title: phrase("The answer is of another type than you accept"),
		detail: phrase("Accept the type that the description names, or leave the Accept header out.")}
}

func wrongMedia() error {
	return &refusal{status: http.StatusUnsupportedMediaType, code: "media-type", title: phrase("The request is of a type that is not read"),
		detail: phrase("Nothing was changed. Send application/json in UTF-8, not compressed.")}
}

func tooLarge() error {
	return &refusal{status: http.StatusRequestEntityTooLarge, code: "size", title: phrase("The request holds more than is taken"),
		detail: phrase("Nothing was changed. A record holds at most one mebibyte; put long texts into a file.")}
}

func tooMany(again time.Duration) error {
	return &refusal{status: http.StatusTooManyRequests, code: "rate", title: phrase("Too many requests"),
		detail: phrase("Nothing was changed. Go on after the time that the Retry-After header names."), again: again}
}

func ours() error {
	return &refusal{status: http.StatusInternalServerError, code: "failure", title: phrase("The answer could not be made"),
		detail: phrase("The operator finds the reason in the node's log. Before you try a change again, read whether it was made.")}
}

func closed() error {
	return &refusal{status: http.StatusServiceUnavailable, code: "closed", title: phrase("This node takes no changes at the moment"),
		detail: phrase("Nothing was changed. Try again later; the operator sees the reason in the node's status."), again: 10 * time.Second}
}

func unwritten() error {
	return &refusal{status: http.StatusServiceUnavailable, code: "audit", title: phrase("This cannot be written down now"),
		detail: phrase("What is protected is only shown or done when that is written down, and this node cannot write it down at the moment. The operator finds the reason in its log."), again: time.Minute}
}

func stale() error {
	return &refusal{status: http.StatusPreconditionFailed, code: "stale", title: phrase("The record was changed meanwhile"),
		detail: phrase("Nothing was changed. Read it again, make your change to what you find, and send the new ETag in If-Match.")}
}

func exists() error {
	return &refusal{status: http.StatusPreconditionFailed, code: "exists", title: phrase("There is such a record already"),
		detail: phrase("Nothing was changed. It may be your own request that was answered before; read the record.")}
}

func conditionNeeded() error {
	return &refusal{status: http.StatusPreconditionRequired, code: "condition", title: phrase("Say which revision you change"),
		detail: phrase("Nothing was changed. Send the ETag that you read in If-Match, or If-None-Match: * for a new record.")}
}

func penElsewhere() error {
	return &refusal{status: http.StatusConflict, code: "pen", title: phrase("Another partner holds the pen of this record"),
		detail: phrase("Nothing was changed. Only who holds the pen writes its next revision; propose an amendment on its page.")}
}

func notReadableHere() error {
	return &refusal{status: http.StatusConflict, code: "unreadable", title: phrase("This version cannot read the record whole"),
		detail: phrase("Nothing was changed. Its text was withdrawn, has not arrived, or was written by a newer version; writing on would lose it.")}
}

func personalElsewhere() error {
	return &refusal{status: http.StatusConflict, code: "personal", title: phrase("A personal value of this record is not held here"),
		detail: phrase("Nothing was changed: a new revision would lose it. Wait until it has arrived.")}
}

func carriesFiles() error {
	return &refusal{status: http.StatusConflict, code: "files", title: phrase("This record carries a file"),
		detail: phrase("Nothing was changed: a new revision from here would be without it. Send the new version on the page of the file.")}
}

func noOffice() error {
	return &refusal{status: http.StatusForbidden, code: "office", title: phrase("This token acts for no office"),
		detail: phrase("Nothing was changed. Make a token for an office that you hold.")}
}

func notTheirs() error {
	return &refusal{status: http.StatusForbidden, code: "not-theirs", title: phrase("This is not for the office of this token to write"),
		detail: phrase("Nothing was changed. Ask somebody who acts for the office concerned, or the operator.")}
}

func notMember() error {
	return &refusal{status: http.StatusConflict, code: "member", title: phrase("This node does not write in this channel"),
		detail: phrase("Nothing was changed. The channel is not active, or this side is not a member.")}
}

func wrongParameter(name string) error {
	at := "query"
	if name != "" {
		at += "." + name
	}
	return &refusal{status: http.StatusBadRequest, code: "parameter", title: phrase("A parameter of the address is not what it has to be"),
		detail: phrase("The description lists the parameters of each operation; each stands once."), problems: record.Problems{{Path: at, Code: record.ProblemInvalid}}}
}

// unreadable is a body that is no JSON as everybody reads it.
func unreadable(path, code string) error {
	return &refusal{status: http.StatusBadRequest, code: "json", title: phrase("The request is not JSON that can be read"),
		detail: phrase("Nothing was changed."), problems: record.Problems{{Path: path, Code: code}}}
}

// unfit is a body that is not what it has to be. Paths begin at the request.
func unfit(problems ...record.Problem) error {
	return &refusal{status: http.StatusUnprocessableEntity, code: "invalid", title: phrase("The request is not what it has to be"),
		detail: phrase("Nothing was changed. Correct what is listed and send it again."), problems: problems}
}

// unfitBody is unfit for the text of a record.
func unfitBody(problems record.Problems) error {
	located := make([]record.Problem, len(problems))
	for i, p := range problems {
		p.Path = strings.TrimSuffix("body."+p.Path, ".")
		located[i] = p
	}
	return unfit(located...)
}

// refusalOf is why an error of the node refuses a request; nil where it is ours.
func refusalOf(err error) *refusal {
	var told *refusal
	var invalid *node.Invalid
	var chain *record.Refusal
	var denied *access.Denied
	switch {
	case errors.As(err, &told):
		return told
	case errors.As(err, &invalid):
		err = unfitBody(invalid.Problems)
	case errors.Is(err, store.ErrNotFound):
		err = notFound()
	case errors.Is(err, node.ErrStale):
		err = stale()
	case errors.Is(err, node.ErrPen), errors.As(err, &chain):
		err = penElsewhere()
	case errors.Is(err, record.ErrPersonalMissing):
		err = personalElsewhere()
	case errors.Is(err, record.ErrUnknownVersion):
		err = notReadableHere()
	case errors.Is(err, node.ErrNoOffice):
		err = noOffice()
	case errors.As(err, &denied) && denied.Action != access.ToRead:
		err = notAllowed(denied)
	case errors.Is(err, node.ErrNotTheirs):
		err = notTheirs()
	case errors.Is(err, node.ErrNotMember):
		err = notMember()
	case errors.Is(err, node.ErrAbove):
		err = unfit(record.Wrong("label", phrase("This label is above what the channel or this node may hold, or cannot be read.")))
	case errors.Is(err, node.ErrSecondPerson):
		err = unfit(record.Wrong("label", phrase("This lowers the label, for which its policy demands two persons. Propose it on the page of the record.")))
	case errors.Is(err, node.ErrSensitive):
		err = unfit(record.Wrong("body", phrase("It fills fields that must stay in the private channel.")))
	case errors.Is(err, access.ErrRefused):
		err = unauthorized()
	case errors.Is(err, audit.ErrUnwritable):
		err = unwritten()
	case errors.Is(err, node.ErrRebuilding), errors.Is(err, node.ErrClosedGate), errors.Is(err, store.ErrFull), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		err = closed()
	default:
		return nil
	}
	errors.As(err, &told)
	return told
}

// A problem is a refusal as it is sent (RFC 9457).
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Errors []problemError `json:"errors,omitempty"`
}

type problemError struct {
	Path   string `json:"path"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// ruleCode stands for the rules of a feature, which have a sentence and no code.
const ruleCode = "rule"

var shortCode = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// longestPath bounds a path, which may hold the name of a member that was sent.
const longestPath = 200

// refuse answers with a problem in the reader's language.
func (c *call) refuse(w http.ResponseWriter, err error) {
	r := refusalOf(err)
	if r == nil {
		c.node.Log.Error("an operation failed", "operation", c.op.OperationID, "err", err)
		errors.As(ours(), &r)
	}
	p := problem{Type: problemType(r.code), Title: c.say(r.title), Status: r.status, Detail: c.say(r.detail)}
	if r.denied != nil {
		p.Detail = c.words.Denial(c.language, r.denied)
	}
	for _, wrong := range r.problems {
		e := problemError{Path: wrong.Path, Code: wrong.Code, Detail: c.words.Sentence(c.language, wrong)}
		if !shortCode.MatchString(e.Code) {
			e.Code = ruleCode
		}
		if runes := []rune(e.Path); len(runes) > longestPath {
			e.Path = string(runes[:longestPath]) + "…"
		}
		p.Errors = append(p.Errors, e)
	}
	content, err := json.Marshal(p, json.Deterministic(true))
	if err != nil { // a path that is not UTF-8
		p.Errors = nil
		content, _ = json.Marshal(p)
	}
	h := w.Header()
	h.Set("Content-Type", mediaProblem)
	h.Set("Content-Language", string(c.language))
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if r.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="entente"`)
	}
	if r.again > 0 {
		h.Set("Retry-After", strconv.Itoa(int(max(1, (r.again+time.Second-1)/time.Second))))
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(content) // the reader has gone; there is nobody to tell
}

func problemType(code string) string { return "urn:entente:problem:" + code }

func (c *call) say(english string) string { return c.words.Say(c.language, english, nil) }
