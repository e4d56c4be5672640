package api_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/access"
	"entente/api"
	"entente/comment"
	"entente/internal/testworld"
	"entente/office"
	"entente/record"
)

var update = flag.Bool("update", false, "write golden files")

// A desk is a program at one side of a world, with tokens of its person.
type desk struct {
	*testworld.World
	side        testworld.Side
	api         http.Handler
	read, write string
}

// atDesk is a world with a program at its first side, which is not slowed down.
func atDesk(t testing.TB) *desk {
	t.Helper()
	w := testworld.New(t, comment.Feature, office.Feature)
	d := &desk{World: w, side: w.ROK}
	d.api = d.served(t, api.Options{Program: w.Program, Software: "Entente test", Rate: 1e6})
	d.read, d.write = d.token(t, access.Read), d.token(t, access.Write)
	return d
}

func (d *desk) served(t testing.TB, o api.Options) http.Handler {
	t.Helper()
	handler, err := api.Handler(d.side.Node, o)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func (d *desk) token(t testing.TB, scope access.Scope) string {
	t.Helper()
	secret, err := d.side.NewToken(t.Context(), access.Token{
		Account: d.side.Person.Account, Name: "test", Office: d.side.Person.Office.Code, Scope: scope, Expires: d.side.Now().Add(24 * time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(secret)
}

// request is one of a program that has the token to write. Pairs are headers.
func (d *desk) request(method, address, body string, pairs ...string) *http.Request {
	q := httptest.NewRequest(method, "http://localhost"+api.Root+address, strings.NewReader(body))
	q.Header.Set("Authorization", "Bearer "+d.write)
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Header.Set(pairs[i], pairs[i+1])
	}
	return q
}

func (d *desk) answer(q *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	d.api.ServeHTTP(answer, q)
	return answer
}

// ask sends a request and holds its answer to a status.
func (d *desk) ask(t testing.TB, status int, method, address, body string, pairs ...string) *httptest.ResponseRecorder {
	t.Helper()
	answer := d.answer(d.request(method, address, body, pairs...))
	if answer.Code != status {
		t.Fatalf("%s %s: %d, want %d: %s", method, address, answer.Code, status, answer.Body)
	}
	return answer
}

// the is the address of the records of a kind in the shared channel.
func (d *desk) the(kind string) string { return "/channels/" + d.Channel.String() + "/" + kind }

func read[T any](t testing.TB, answer *httptest.ResponseRecorder) (value T) {
	t.Helper()
	if err := json.Unmarshal(answer.Body.Bytes(), &value); err != nil {
		t.Fatalf("%v: %s", err, answer.Body)
	}
	return value
}

func (d *desk) private(t testing.TB) record.ChannelID {
	t.Helper()
	id, err := d.side.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return id
}
