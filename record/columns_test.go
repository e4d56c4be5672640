package record_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"entente/record"
)

func column(t testing.TB, name string) record.Column {
	t.Helper()
	c, ok := exercises.Column(name)
	if !ok {
		t.Fatalf("no column %q", name)
	}
	return c
}

func TestColumnsAreTheLeavesInTheOrderOfDeclaration(t *testing.T) {
	var names []string
	for _, c := range exercises.Columns() {
		names = append(names, c.Name)
	}
	want := "title.en title.fr title.ko status area goals about starts ends " +
		"place.name.en place.name.fr place.name.ko place.country place.room.name place.north " +
		"cost.amount cost.currency share page units names.1.en names.1.fr names.1.ko " +
		"participants.1.body participants.1.roles participants.1.seats contact.name contact.phone " +
		"guests.1.office guests.1.name number injured public repeated external"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("columns\n%s\nexpected\n%s", got, want)
	}
	for _, name := range []string{"units.3", "goals.2", "participants.12.roles.2", "names.2.ko"} {
		column(t, name)
	}
	for _, name := range []string{"", "title", "title.de", "title.en.x", "key", "participants", "participants.0.body", "participants.01.body",
		"participants.1001.body", "participants.-1.body", "units.x", "external.1", "cost.minor", "contact", "place", "extra", "Rest"} {
		if _, ok := exercises.Column(name); ok {
			t.Errorf("%q is a column", name)
		}
	}
	if c := column(t, "contact.name"); !c.Personal || !c.Required || c.Sensitive {
		t.Errorf("%+v", c)
	}
	if c := column(t, "cost.amount"); !c.Sensitive || c.Titles[1] != "Amount" {
		t.Errorf("%+v", c)
	}
}

func TestASpreadsheetGivesBackExactlyWhatItWasGiven(t *testing.T) {
	e := full()
	var file bytes.Buffer
	w, err := record.WriteCSV(exercises.Kind, &file, exercises.ColumnsFor(&e)...)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(&e, ""), w.Flush()); err != nil {
		t.Fatal(err)
	}
	golden(t, "csv/exercise.csv", file.Bytes())
	body, personal := encode(t, &e)

	row := rows(t, file.String())[0]
	value, problems := row.Over(exercises.New(), nil)
	mustBeValid(t, problems)
	// The key stands in a column of its own and so comes last.
	external := value.(*Exercise).External
	slices.Reverse(external)
	again, personalAgain := encode(t, value)
	if !bytes.Equal(again, body) || !slices.EqualFunc(personalAgain, personal, bytes.Equal) {
		t.Errorf("came back as\n%s\nexpected\n%s", again, body)
	}
}

func rows(t testing.TB, file string) []record.Row {
	t.Helper()
	r, err := record.ReadCSV(exercises.Kind, strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var all []record.Row
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
}

func TestWhatARowDoesNotShowSurvives(t *testing.T) {
	body := []byte(`{"title":{"en":"A","ko":"가","ja":"日"},"status":"planned","cost":{"minor":100,"currency":"USD"},"place":{"country":"EE","gps":1},` +
		`"participants":[{"body":"ROK","rank":1},{"body":"NATO","rank":2}],"contact":{"part":3},"later":true,"external":[{"scheme":"iati","value":"X"}]}`)
	base, err := exercises.Kind.Decode(body, func(int) ([]byte, record.PartState) { return nil, record.Withdrawn })
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, header, cells, want string }{
		{"one leaf of a text", "title.en", "B",
			`{"title":{"en":"B","ko":"가","ja":"日"},"status":"planned","place":{"country":"EE","gps":1},"cost":{"minor":100,"currency":"USD"},"participants":[{"body":"ROK","rank":1},{"body":"NATO","rank":2}],"contact":{"withdrawn":true},"external":[{"scheme":"iati","value":"X"},{"scheme":"key","value":"a"}],"later":true}`},
		{"values taken away", "place.country,cost.amount,cost.currency,title.ko,participants.1.body", ",,,,",
			`{"title":{"en":"A","ja":"日"},"status":"planned","place":{"gps":1},"participants":[{"body":"NATO","rank":2}],"contact":{"withdrawn":true},"external":[{"scheme":"iati","value":"X"},{"scheme":"key","value":"a"}],"later":true}`},
		{"the amount alone", "cost.amount,contact.name,units,participants.4.body", "7.50,,x;y,UN",
			`{"title":{"en":"A","ko":"가","ja":"日"},"status":"planned","place":{"country":"EE","gps":1},"cost":{"minor":750,"currency":"USD"},"units":["x","y"],"participants":[{"body":"ROK","rank":1},{"body":"NATO","rank":2},{"body":"UN"}],"contact":{"withdrawn":true},"external":[{"scheme":"iati","value":"X"},{"scheme":"key","value":"a"}],"later":true}`},
		{"a new person", "contact.name,external", "Lee,doi:10.1/2",
			`{"title":{"en":"A","ko":"가","ja":"日"},"status":"planned","place":{"country":"EE","gps":1},"cost":{"minor":100,"currency":"USD"},"participants":[{"body":"ROK","rank":1},{"body":"NATO","rank":2}],"contact":{"part":3},"external":[{"scheme":"doi","value":"10.1/2"},{"scheme":"key","value":"a"}],"later":true}`},
	} {
		row := rows(t, "key,"+test.header+"\na,"+test.cells+"\n")[0]
		value, problems := row.Over(base, nil)
		mustBeValid(t, problems)
		if got, _ := encode(t, value); string(got) != test.want {
			t.Errorf("%s:\n%s\nexpected\n%s", test.name, got, test.want)
		}
		mustBeValid(t, exercises.ValidateValue(value, base))
	}
	if unchanged, _ := encode(t, base); !bytes.Contains(unchanged, []byte(`"rank":2`)) || bytes.Contains(unchanged, []byte(`"key"`)) {
		t.Errorf("the value underneath was changed: %s", unchanged)
	}
}

func TestTextsThatAreNotValuesAreProblems(t *testing.T) {
	resolve := func(kind, text string) (record.Ref, error) {
		if kind == "test/area" && text == "area-1" {
			return record.Ref{Kind: kind, ID: id(someID)}, nil
		}
		return record.Ref{}, errors.New("nothing of that name")
	}
	for _, test := range []struct{ column, text, code string }{
		{"starts", "2005-02-29", record.ProblemDate},
		{"starts", "14.03.2005", record.ProblemDate},
		{"status", "Planned", record.ProblemChoice},
		{"area", "area-2", record.ProblemUnresolved},
		{"area", "area-1", ""},
		{"area", someID, ""},
		{"area", "test/area/" + someID, ""},
		{"goals", "test/area/area-1; test/exercise/" + otherID, ""},
		{"goals", someID, record.ProblemReferenceKind},
		{"goals", "other/thing/" + someID, record.ProblemReferenceKind},
		{"about", "other/thing/" + someID, ""},
		{"about", "test/area/area-1", ""},
		{"about", "area-1", record.ProblemReferenceKind},
		{"share", "1,5", record.ProblemDecimal},
		{"share", "1e3", record.ProblemDecimal},
		{"page", "javascript:alert(1)", record.ProblemURL},
		{"page", "https://user:secret@nato.int/", record.ProblemURL},
		{"number", "7.0", record.ProblemInteger},
		{"number", "9007199254740993", record.ProblemRange},
		{"public", "oui", record.ProblemYesNo},
		{"public", "FALSE", ""},
		{"title.ko", "\x1b[2J", record.ProblemCharacters},
		{"cost.amount", "12", record.ProblemRequired},
		{"external", "nothing", record.ProblemExternal},
	} {
		_, problems := exercises.Overlay(exercises.New(), []record.Cell{{Column: column(t, test.column), Text: test.text}}, resolve)
		code := ""
		if len(problems) > 0 {
			code = problems[0].Code
		}
		if code != test.code || len(problems) > 1 {
			t.Errorf("%s %q: %v, expected %q", test.column, test.text, problems, test.code)
		}
	}
	_, problems := exercises.Overlay(exercises.New(), []record.Cell{
		{Column: column(t, "cost.currency"), Text: "KRW"}, {Column: column(t, "starts"), Text: "x"}, {Column: column(t, "cost.amount"), Text: "1.50"},
	}, nil)
	if got, want := problems.Error(), "starts: date; cost.amount: amount (decimals 0)"; got != want {
		t.Errorf("problems %q, expected %q", got, want)
	}
}
