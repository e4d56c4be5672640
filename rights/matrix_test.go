package rights_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/api"
	"entente/internal/testworld"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/rights"
)

// The oracle of the matrix: what each role reads, writes and exports, by the names
// of the records below. It is written down and not computed from any rule.
var oracle = map[string]struct{ reads, writes, exports string }{
	"":                 {"", "", ""},
	"officer":          {"shared draft red", "shared draft red", "shared draft red"},
	"delegate":         {"shared draft red", "draft red", ""},
	"security-officer": {"shared draft red role", "", ""},
	"records-officer":  {"shared draft red", "", "shared draft red"},
	"auditor":          {"role", "", ""},
	"operator":         {"", "", ""},
}

// A row of the matrix is one record; its word stands nowhere else.
type row struct {
	name, word, kind string
	private, red     bool
	channel          record.ChannelID
	id               record.ID
}

// A column is one person: a role, everywhere or in the shared channel only, and a
// clearance for what is marked red or none.
type column struct {
	role            string
	cleared, member bool // member of the private channel too
	side            testworld.Side
	person          access.Person
	token           string
}

// expected is what the oracle says of one cell.
func (c column) expected(list string, r row) bool {
	return slices.Contains(strings.Fields(list), r.name) && (!r.private || c.member) && (!r.red || c.cleared)
}

func TestEveryFaceGivesExactlyWhatTheOracleSays(t *testing.T) {
	w := newWorld(t)
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tlp := label.TLP()
	red, err := label.New(tlp, "RED", testworld.Start, testworld.Start.AddDate(5, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	rows := []row{
		{name: "shared", word: "quixotshared", kind: "programme/activity", channel: w.Channel},
		{name: "draft", word: "quixotdraft", kind: "programme/activity", private: true, channel: private},
		{name: "red", word: "quixotcrimson", kind: "programme/activity", private: true, red: true, channel: private},
		{name: "role", word: "quixotrole", kind: "rights/role", private: true, channel: private},
	}
	for i, r := range rows[:3] {
		draft := node.Draft{Kind: r.kind, Body: fmt.Appendf(nil, `{"title":{"en":"Visit %s"},"type":"visit"}`, r.word)}
		if r.red {
			draft.Label = red
		}
		written, err := w.ROK.Write(t.Context(), r.channel, testworld.Author, draft)
		if err != nil {
			t.Fatal(err)
		}
		rows[i].id = written[0].ID
	}
	rows[3].id = onPaper(t, w.ROK, role("quixotrole", "officer"))

	var columns []column
	for name := range oracle {
		for n := range 4 {
			columns = append(columns, column{role: name, cleared: n&1 == 0, member: n&2 == 0})
		}
	}
	door, err := api.Handler(w.ROK.Node, api.Options{Program: w.Program, Software: "test", Rate: 1e6})
	if err != nil {
		t.Fatal(err)
	}
	for i := range columns {
		c := &columns[i]
		login := fmt.Sprintf("person%d", i)
		if c.role != "" {
			terms := role(login, c.role)
			if !c.member {
				terms.Channel = w.Channel.String()
			}
			onPaper(t, w.ROK, terms)
		}
		account, err := w.ROK.AddAccount(t.Context(), access.Account{Login: login, Name: login, Offices: []access.Office{{Code: login}}}, "a long enough password 1")
		if err != nil {
			t.Fatal(err)
		}
		if c.cleared {
			from := record.DayOf(testworld.Start)
			onPaper(t, w.ROK, rights.Terms{Kind: rights.Clearances.Name(), Account: account.ID, Policy: tlp.Name, Classification: "RED",
				From: from, Until: record.DayOf(testworld.Start.AddDate(1, 0, 0)), Basis: record.Text{EN: "test"}})
		}
		c.side, c.person = w.ROK, account.Person("")
		again(t, &c.side, login)
		secret, err := w.ROK.NewToken(t.Context(), access.Token{Account: account.ID, Name: "t", Office: login, Scope: access.Write, Expires: w.ROK.Now().Add(24 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		c.token = string(secret)
	}
	places := placesOf(t, w, private, red)
	cells, decided := 0, 0
	for _, c := range columns {
		decided += decisionsAreThoseOfTheOracle(t, w, c, places)
		for _, r := range rows {
			for face, got := range faces(t, c, r, door) {
				list := oracle[c.role].reads
				switch face {
				case "form":
					list = oracle[c.role].writes
				case "file":
					list = oracle[c.role].exports
				}
				cells++
				if want := c.expected(list, r); got != want {
					t.Errorf("%q, cleared %t, member %t: %s of %s: %t, the oracle says %t", c.role, c.cleared, c.member, face, r.name, got, want)
				}
			}
		}
	}
	deeds := 0
	for _, c := range columns {
		deeds += deedsAreThoseOfTheOracle(t, w, c, rows, red, door)
	}
	t.Logf("%d cells of faces, %d of deeds, %d of decisions over %d kinds", cells, deeds, decided, len(everyKind(w)))
}

// faces are what each face of the node gives one person of one record.
func faces(t *testing.T, c column, r row, programs http.Handler) map[string]bool {
	t.Helper()
	in, at := r.channel.String(), "/records/"+r.channel.String()+"/"+r.id.String()
	program := func(q *http.Request) *httptest.ResponseRecorder {
		q.Header.Set("Authorization", "Bearer "+c.token)
		answer := httptest.NewRecorder()
		programs.ServeHTTP(answer, q)
		return answer
	}
	holds := func(answer *httptest.ResponseRecorder) bool {
		return answer.Code == http.StatusOK && strings.Contains(answer.Body.String(), r.word)
	}
	query := "?kind=" + url.QueryEscape(r.kind) + "&channel=" + in
	search := httptest.NewRequest(http.MethodPost, "http://localhost"+api.Root+"/search", strings.NewReader(fmt.Sprintf(`{"text":%q}`, r.word)))
	search.Header.Set("Content-Type", "application/json")
	found := c.side.Post(t, "/search", url.Values{"text": {r.word}})
	faces := map[string]bool{
		"page":           holds(c.side.Get(t, at)),
		"list":           holds(c.side.Get(t, "/records"+query)),
		"search":         found.Code == http.StatusOK && strings.Contains(found.Body.String(), r.id.String()),
		"file":           holds(c.side.Get(t, "/records.csv"+query)),
		"program":        holds(program(httptest.NewRequest(http.MethodGet, "http://localhost"+api.Root+"/channels/"+in+"/"+r.kind+"/"+r.id.String(), nil))),
		"program search": strings.Contains(program(search).Body.String(), r.id.String()),
	}
	if r.kind != rights.Roles.Name() { // written by its own pages only
		faces["form"] = holds(c.side.Get(t, at+"/edit"))
	}
	return faces
}
