package api

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"runtime/debug"
	"strings"

	"golang.org/x/time/rate"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/words"
)

// Root is where the operations stand on a node.
const Root = "/api/v1"

// Options are what the operations of a node are made with.
type Options struct {
	Program  feature.Program
	Names    []string   // under which the node is reached, beside those of this machine
	Software string     // "Entente 0.1"
	Rate     rate.Limit // of the requests of one token in a second; 0 for the usual
}

// The usual limit of one token: a program that fetches a page of a list after
// the other stays below it.
const (
	usualRate  = rate.Limit(20)
	usualBurst = 100
)

// face answers for one node.
type face struct {
	Options
	node        *node.Node
	words       words.Catalogue
	mux         *http.ServeMux
	description []byte
	tokens      *limits
	strangers   *limits
	cursors     cursors
}

// Handler answers the operations of a node under Root. Limits of time are the
// server's.
func Handler(n *node.Node, o Options) (http.Handler, error) {
	if o.Rate == 0 {
		o.Rate = usualRate
	}
	f := &face{
		Options: o, node: n, mux: http.NewServeMux(),
		tokens: newLimits(o.Rate, max(usualBurst, int(o.Rate))), strangers: newLimits(strangerRate, strangerBurst),
	}
	own, err := words.Parse(Words)
	if err != nil {
		return nil, fmt.Errorf("api: read words.csv: %w", err)
	}
	if f.words, err = words.Join(o.Program.Words, own); err != nil {
		return nil, fmt.Errorf("api: join the words: %w", err)
	}
	if f.cursors, err = newCursors(n.Random); err != nil {
		return nil, fmt.Errorf("api: make a key for cursors: %w", err)
	}
	all := operations(o.Program.Kinds)
	if f.description, err = describe(o.Program.Kinds, o.Software, all); err != nil {
		return nil, err
	}
	for _, op := range all {
		f.mux.Handle(op.Method+" "+Root+op.Path, f.operate(op))
	}
	f.mux.HandleFunc("/", f.nowhere)
	return http.HandlerFunc(f.door), nil
}

// door is what every request passes: which names, which headers, whose token,
// and that a mistake of ours ends in an answer and not in a torn connection.
func (f *face) door(w http.ResponseWriter, q *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if q.TLS != nil || !access.IsLoopback(access.HostName(q.Host)) {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	c := &call{face: f, Request: q, language: words.Match(q.Header.Get("Accept-Language"))}
	defer func() {
		if cause := recover(); cause != nil {
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			// Only its type: what a panic holds may be text of a record.
			f.node.Log.Error("an operation panicked", "type", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
			c.refuse(w, ours())
		}
	}()
	switch err := f.enter(c); {
	case err != nil:
		c.refuse(w, err)
	case path.Clean(q.URL.Path) != q.URL.Path: // no redirects: a program has the address wrong
		c.refuse(w, notFound())
	default:
		f.mux.ServeHTTP(w, q.WithContext(withCall(f.node.Acting(q.Context(), c.person, c.token), c)))
	}
}

// enter finds out who asks, by their bearer token and by nothing else: cookies
// of the pages do not count here.
func (f *face) enter(c *call) error {
	if !access.AnswersTo(c.Request.Host, f.Names) {
		return misdirected()
	}
	scheme, secret, _ := strings.Cut(c.Request.Header.Get("Authorization"), " ")
	err := access.ErrRefused
	if strings.EqualFold(scheme, "Bearer") {
		c.person, c.scope, err = f.node.Bearer(c.Request.Context(), secret)
	}
	switch {
	case errors.Is(err, access.ErrRefused):
		if again, ok := f.strangers.take(hostOf(c.Request.RemoteAddr), f.node.Now()); !ok {
			return tooMany(again)
		}
		return unauthorized()
	case err != nil:
		return err
	}
	hash := access.Secret(secret).Hash()
	c.token = hash
	if again, ok := f.tokens.take(string(hash[:]), f.node.Now()); !ok {
		return tooMany(again)
	}
	return nil
}

// operate answers one operation.
func (f *face) operate(op operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		c := callOf(q)
		c.Request = q
		answer, err := c.perform(w, op)
		if err == nil {
			err = answer.write(w)
		}
		if err != nil {
			c.refuse(w, err)
		}
	})
}

// nowhere answers what no operation does: another method, or no such address.
func (f *face) nowhere(w http.ResponseWriter, q *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
		other := q.Clone(q.Context())
		other.Method = method
		if _, pattern := f.mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		callOf(q).refuse(w, notFound())
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	callOf(q).refuse(w, wrongMethod())
}
