package record_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"entente/record"
)

func TestABodyIsReadStrictlyBeforeAnythingElse(t *testing.T) {
	deep := func(n int) string { return strings.Repeat(`{"x":`, n) + "1" + strings.Repeat("}", n) }
	with := func(member string) string { return `{"title":{"en":"A"},"status":"done",` + member + `}` }
	for _, test := range []struct{ name, body, want string }{
		{"not JSON", `{"title":`, "title: json"},
		{"nothing", ``, "json"},
		{"two values", `{}{}`, "json"},
		{"a list", `[]`, "type"},
		{"null", `null`, "type"},
		{"name twice", with(`"status":"planned"`), "status: duplicate-name"},
		{"name twice in an unknown member", with(`"later":{"a":1,"\u0061":2}`), "later.a: duplicate-name"},
		{"other case is another name", with(`"Title":1`), ""},
		{"not UTF-8", with("\"later\":\"\xff\""), "later: json"},
		{"half a surrogate", with(`"later":"\ud800"`), "later: json"},
		{"as deep as allowed", with(`"later":` + deep(31)), ""},
		{"too deep", with(`"later":` + deep(32)), "later" + strings.Repeat(".x", 31) + ": depth"},
		{"unsafe integer", with(`"later":[1,9007199254740993]`), "later.1: number"},
		{"largest integer", with(`"later":-9007199254740992`), ""},
		{"too many digits", with(`"later":0.12345678901234567`), "later: number"},
		{"huge exponent", with(`"later":1e999999999`), "later: number"},
		{"fraction for an integer", with(`"number":1.5`), "number: type"},
		{"1.0 for an integer", with(`"number":1.0`), "number: type"},
		{"as many values as allowed", with(`"later":[0` + strings.Repeat(",0", 19994) + `]`), ""},
		{"too many values", with(`"later":[0` + strings.Repeat(",0", 19995) + `]`), "too-many (max 20000)"},
		{"too large", with(`"later":"` + strings.Repeat("x", 1<<20) + `"`), "size (max 1048576)"},
	} {
		if got := exercises.Validate([]byte(test.body)).Error(); got != test.want {
			t.Errorf("%s: %q, expected %q", test.name, got, test.want)
		}
	}
}

func TestProblemsNameTheFieldAndStandInTheOrderOfDeclaration(t *testing.T) {
	for _, test := range []struct{ name, body, want string }{
		{"nothing given", `{}`, "title: required; status: required"},
		{"empty values", `{"title":{},"status":"","units":[""],"names":[{"ko":""}]}`, "title: required; status: choice; units.1: empty; names.1.ko: empty"},
		{"null", `{"title":null,"status":null}`, "title: type; status: type"},
		{"everything at once", `{"title":{"en":"\u001b","ko":5},"status":"Done!","area":{"kind":"test/exercise","id":"` + someID + `"},"goals":[{"kind":"test/area"},{"kind":"test/area","id":"x"}],
			"starts":"2005-02-29","ends":"2005-13","place":{"name":"Seoul","room":[]},"cost":{"minor":1.5,"currency":"usd"},"share":"01","page":"ftp://x/","participants":[{},{"body":"x","seats":9007199254740992,"roles":7}],
			"contact":{},"guests":[{"name":{"part":2}},{"name":{"part":3,"withdrawn":true}},{"name":{"withdrawn":false}}],"external":[{"scheme":"a:b","value":""}]}`,
			"title.en: characters; title.ko: type; status: choice; area: reference-kind; goals.1: required; goals.2: reference; starts: date; ends: date; " +
				"place.name: type; place.room: type; cost.amount: type; cost.currency: currency; share: decimal; page: url; " +
				"participants.1.body: required; participants.2.roles: type; contact: personal; guests.1.name: personal; guests.2.name: personal; guests.3.name: personal; external.1: external"},
		{"too long", `{"title":{"en":"` + strings.Repeat("가", 201) + `"},"status":"done"}`, "title.en: too-long (max 200)"},
		{"as long as allowed", `{"title":{"en":"` + strings.Repeat("가", 200) + `"},"status":"done"}`, ""},
		{"too many", `{"title":{"en":"A"},"status":"done","units":["a"` + strings.Repeat(`,"a"`, 1000) + `]}`, "units: too-many (max 1000)"},
		{"a rule", `{"title":{"en":"A"},"status":"done","starts":"2005-03","ends":"2005-02-28"}`, "ends: The exercise ends before it starts."},
		{"one part in two places", `{"title":{"en":"A"},"status":"done","contact":{"part":3},"guests":[{"name":{"part":3}}]}`, "guests.1.name: duplicate"},
		{"two keys", `{"title":{"en":"A"},"status":"done","external":[{"scheme":"key","value":"a"},{"scheme":"key","value":"b"}]}`, "external: duplicate"},
		{"more in a value than it has", `{"title":{"en":"A"},"status":"done","cost":{"minor":1,"currency":"USD","rate":2}}`, "cost.rate: unknown"},
		{"an unknown choice and currency", `{"title":{"en":"A"},"status":"postponed","cost":{"minor":1,"currency":"XYZ"}}`, ""},
	} {
		for range 3 { // the validator's order is that of a map
			if got := exercises.Validate([]byte(test.body)).Error(); got != test.want {
				t.Fatalf("%s:\n%s\nexpected\n%s", test.name, got, test.want)
			}
		}
	}
}

func TestWhatPeopleWriteIsHeldToMoreThanWhatPartnersSend(t *testing.T) {
	people := `{"titel":{},"title":{"en":"A","ja":"B"},"status":"postponed","cost":{"minor":1,"currency":"XYZ"},"place":{"gps":1},"contact":{"phone":"1"},"guests":[{"name":"\u0000"}]}`
	want := "title.ja: unknown; status: choice; place.gps: unknown; cost.currency: currency; contact.name: required; guests.1.name: characters; titel: unknown"
	if got := exercises.ValidatePeople([]byte(people)).Error(); got != want {
		t.Errorf("problems\n%s\nexpected\n%s", got, want)
	}
	e := full()
	shown, err := exercises.People(&e)
	if err != nil {
		t.Fatal(err)
	}
	mustBeValid(t, exercises.ValidatePeople(shown))
	if !strings.Contains(string(shown), `"contact":{"name":"Kim Min-ji"`) {
		t.Errorf("people see %s", shown)
	}
}

func TestNobodyAnswersForWhatWasThereBefore(t *testing.T) {
	before, err := exercises.Kind.Decode([]byte(`{"title":{"en":"A"},"status":"postponed","starts":"2005","ends":"2006","later":1}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	mine := *before.(*Exercise)
	mine.Title.EN = "B"
	mustBeValid(t, exercises.ValidateValue(&mine, before))
	mine.Status = "cancelled!"
	if got := exercises.ValidateValue(&mine, nil).Error(); got != "status: choice" {
		t.Errorf("problems %q", got)
	}
	mine.Status, mine.Ends = "done", date("2004")
	if got := exercises.ValidateValue(&mine, before).Error(); got != "ends: The exercise ends before it starts." {
		t.Errorf("problems %q", got)
	}
}

func TestAPersonalPartIsHeldToItsPlace(t *testing.T) {
	body := []byte(`{"title":{"en":"A"},"status":"done","contact":{"part":3},"guests":[{"name":{"part":4}}]}`)
	for _, test := range []struct {
		part          int
		content, want string
	}{
		{3, `{"name":"Kim","badge":1}`, ""},
		{3, `{"phone":"1"}`, "contact.name: required"},
		{3, `{"name":"a","name":"b"}`, "contact.name: duplicate-name"},
		{4, `"Jean"`, ""},
		{4, `{"name":"Jean"}`, "guests.1.name: type"},
		{5, `"nobody named me"`, "personal"},
		{4, `"` + strings.Repeat("x", record.MaxPersonalBytes) + `"`, "guests.1.name: size (max 65536)"},
	} {
		if got := exercises.ValidatePersonal(body, test.part, []byte(test.content)).Error(); got != test.want {
			t.Errorf("part %d %.40s: %q, expected %q", test.part, test.content, got, test.want)
		}
	}
}

func TestADeclarationWithAMistakeDoesNotStart(t *testing.T) {
	type Bare struct {
		Title string `json:"title" en:"Title"`
	}
	type Twice struct {
		A string `json:"external" en:"A"`
		record.Basics
	}
	type Key struct {
		Key string `json:"key" en:"Key"`
		record.Basics
	}
	type Mute struct {
		A string `json:"a"`
		record.Basics
	}
	type Loose struct {
		A struct {
			B string `json:"b" en:"B"`
		} `json:"a" en:"A"`
		record.Basics
	}
	type Lost struct {
		A record.Ref `json:"a" en:"A"`
		record.Basics
	}
	type Half struct {
		A float64 `json:"a" en:"A"`
		record.Basics
	}
	type Shy struct {
		A bool `json:"a" is:"required" en:"A"`
		record.Basics
	}
	type Odd struct {
		A string `json:"a" is:"important" en:"A"`
		record.Basics
	}
	type Nested struct {
		A [][]string `json:"a" en:"A"`
		record.Basics
	}
	for want, declare := range map[string]func(){
		"does not embed record.Basics":      func() { record.Declare(record.Of[Bare]{Name: "a/b", Version: 1, Title: "A|B"}) },
		`the name "external" stands twice`:  func() { record.Declare(record.Of[Twice]{Name: "a/b", Version: 1, Title: "A|B"}) },
		`the name "key" belongs`:            func() { record.Declare(record.Of[Key]{Name: "a/b", Version: 1, Title: "A|B"}) },
		"has no words":                      func() { record.Declare(record.Of[Mute]{Name: "a/b", Version: 1, Title: "A|B"}) },
		"does not embed record.Extra":       func() { record.Declare(record.Of[Loose]{Name: "a/b", Version: 1, Title: "A|B"}) },
		`has a tag to:"…"`:                  func() { record.Declare(record.Of[Lost]{Name: "a/b", Version: 1, Title: "A|B"}) },
		"is not a type that a record":       func() { record.Declare(record.Of[Half]{Name: "a/b", Version: 1, Title: "A|B"}) },
		"a required bool is a pointer":      func() { record.Declare(record.Of[Shy]{Name: "a/b", Version: 1, Title: "A|B"}) },
		`nothing is "important"`:            func() { record.Declare(record.Of[Odd]{Name: "a/b", Version: 1, Title: "A|B"}) },
		"which no spreadsheet can show":     func() { record.Declare(record.Of[Nested]{Name: "a/b", Version: 1, Title: "A|B"}) },
		"is not of the form feature/kind":   func() { record.Declare(record.Of[Area]{Name: "ab", Version: 1, Title: "A|B"}) },
		"version 0 is below 1":              func() { record.Declare(record.Of[Area]{Name: "a/b", Title: "A|B"}) },
		`the title "A" is not "one|many"`:   func() { record.Declare(record.Of[Area]{Name: "a/b", Version: 1, Title: "A"}) },
		`lists are sorted by "date"`:        func() { record.Declare(record.Of[Area]{Name: "a/b", Version: 1, Title: "A|B", Sort: "-date"}) },
		"version 1 is declared twice":       func() { record.Declare(record.Of[Area]{Name: "a/b", Version: 1, Title: "A|B", Was: again()}) },
		`is not of the form "value: Words"`: func() { record.OneOf("planned") },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
					t.Errorf("panics with %q, expected %q", got, want)
				}
			}()
			declare()
		}()
	}
}

func again() []record.Before[Area] {
	return []record.Before[Area]{record.Was(1, func(a Area) Area { return a })}
}

func TestProblemsOfOnePathAreToldOnce(t *testing.T) {
	first := record.Problems{{Path: "a", Code: "date"}}
	all := first.And(record.Problems{{Path: "a", Code: "required"}, {Path: "b", Code: "required"}})
	if want := (record.Problems{{Path: "a", Code: "date"}, {Path: "b", Code: "required"}}); !reflect.DeepEqual(all, want) {
		t.Errorf("%v", all)
	}
	if (record.Problems)(nil).Err() != nil || all.Err() == nil {
		t.Error("no problems are an error, or problems are none")
	}
}

// Whatever a partner sends, validation answers; and what it lets pass can be
// decoded, projected, shown in cells and encoded to a stable form.
func FuzzValidate(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `{"title":{"en":"A"},"status":"done"}`, `{"title":{"en":"A","ja":1e-3},"status":"x-y","later":[null,{"a":1.50}]}`,
		`{"title":{"ko":"가"},"status":"done","contact":{"part":3},"guests":[{"name":{"withdrawn":true}},{}],"goals":[],"units":["a; b","\\"]}`,
		`{"title":{"fr":"é"},"status":"done","number":1.0,"cost":{"minor":-5,"currency":"XYZ"},"share":"-0","starts":"9999-12"}`,
		`{"a":1,"\u0061":2}`, `{"title":{"en":"\ud800"}}`,
	} {
		f.Add([]byte(seed))
	}
	if exercise, err := os.ReadFile("testdata/kinds/exercise.json"); err == nil {
		f.Add(exercise)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(exercises.Validate(body)) > 0 {
			return
		}
		exercises.TitleOf(body)
		exercises.SortOf(body)
		exercises.SearchText(body)
		exercises.References(body)
		value, err := exercises.Kind.Decode(body, func(int) ([]byte, record.PartState) { return nil, record.Withdrawn })
		if err != nil {
			t.Fatalf("valid and cannot be decoded: %v", err)
		}
		once, _ := encode(t, value)
		mustBeValid(t, exercises.Validate(once))
		back, err := exercises.Kind.Decode(once, nil)
		if err != nil {
			t.Fatal(err)
		}
		if twice, _ := encode(t, back); string(twice) != string(once) {
			t.Fatalf("encoded as\n%s\nthen as\n%s", once, twice)
		}
		var cells []record.Cell
		for _, c := range exercises.ColumnsFor(value) {
			cells = append(cells, record.Cell{Column: c, Text: c.Text(value)})
		}
		same, problems := exercises.Overlay(value, cells, nil)
		mustBeValid(t, problems)
		if laid, _ := encode(t, same); string(laid) != string(once) {
			t.Fatalf("laying its own cells over a value changes it from\n%s\nto\n%s", once, laid)
		}
	})
}
