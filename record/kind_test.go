package record_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"entente/record"
)

func TestEverythingThatARecordHoldsSurvivesItsBody(t *testing.T) {
	e := full()
	body, personal := encode(t, &e)
	mustBeValid(t, exercises.Validate(body))
	golden(t, "kinds/exercise.json", append(body, '\n'))
	if len(personal) != 2 {
		t.Fatalf("%d personal parts, expected 2", len(personal))
	}
	for i, content := range personal {
		mustBeValid(t, exercises.ValidatePersonal(body, 3+i, content))
	}
	back, err := exercises.Decode(body, parts(personal))
	if err != nil {
		t.Fatal(err)
	}
	again, personalAgain := encode(t, &back)
	if !bytes.Equal(again, body) || !reflect.DeepEqual(personalAgain, personal) {
		t.Errorf("encoding what was decoded gives other bytes:\n%s\n%s", body, again)
	}
	if bytes.Contains(body, []byte("Kim")) || bytes.Contains(body, []byte("Martin")) {
		t.Errorf("a personal value stands in the body: %s", body)
	}
}

func TestSchemasAreGoldenPerKindAndVersion(t *testing.T) {
	for _, k := range []*record.Kind{exercises.Kind, areas.Kind} {
		name := strings.ReplaceAll(k.Name(), "/", "-")
		for _, version := range k.Versions() {
			schema, _ := k.SchemaOf(version)
			golden(t, fmt.Sprintf("kinds/%s-%d.schema.json", name, version), schema)
		}
		golden(t, "kinds/"+name+"-people.schema.json", k.PeopleSchema())
	}
}

// The tag of record.Extra is spelled differently by the two libraries that
// could read it, and the wrong one loses members silently.
func TestUnknownMembersSurvive(t *testing.T) {
	body := []byte(`{"title":{"en":"A","ja":"日本"},"status":"planned","place":{"room":{"floor":2},"gps":[1.50,{"a":null}]},` +
		`"participants":[{"body":"ROK","rank":12345678901234e-3}],"contact":{"part":3},"guests":[{"vip":true}],"later":{"deep":[{"er":1}]}}`)
	mustBeValid(t, exercises.Validate(body))
	back, err := exercises.Decode(body, parts([][]byte{[]byte(`{"name":"Kim","badge":17}`)}))
	if err != nil {
		t.Fatal(err)
	}
	again, personal := encode(t, &back)
	for _, member := range []string{`"ja":"日本"`, `"floor":2`, `"gps":[1.50,{"a":null}]`, `"rank":12345678901234e-3`, `"vip":true`, `"later":{"deep":[{"er":1}]}`} {
		if !bytes.Contains(again, []byte(member)) {
			t.Errorf("%s is lost: %s", member, again)
		}
	}
	if !bytes.Contains(personal[0], []byte(`"badge":17`)) {
		t.Errorf("the badge is lost: %s", personal[0])
	}
}

func TestZeroIsNotTheSameAsNotGiven(t *testing.T) {
	body := func(e Exercise) string {
		e.Title.EN, e.Status = "A", "done"
		b, _ := encode(t, &e)
		return string(b)
	}
	zero, no := int64(0), false
	for _, test := range []struct {
		name string
		e    Exercise
		want string
	}{
		{"nothing", Exercise{}, `{"title":{"en":"A"},"status":"done"}`},
		{"no dollars", Exercise{Cost: record.Money{Currency: "USD"}}, `{"title":{"en":"A"},"status":"done","cost":{"minor":0,"currency":"USD"}}`},
		{"nobody injured", Exercise{Injured: &zero}, `{"title":{"en":"A"},"status":"done","injured":0}`},
		{"not public", Exercise{Public: &no}, `{"title":{"en":"A"},"status":"done","public":false}`},
	} {
		if got := body(test.e); got != test.want {
			t.Errorf("%s: %s, expected %s", test.name, got, test.want)
		}
	}
}

func TestAWithdrawnPersonalValueIsNeverWrittenAgain(t *testing.T) {
	e := full()
	body, personal := encode(t, &e)
	back, err := exercises.Decode(body, func(part int) ([]byte, record.PartState) {
		if part == 3 {
			return nil, record.Withdrawn
		}
		return parts(personal)(part)
	})
	if err != nil {
		t.Fatal(err)
	}
	again, left := encode(t, &back)
	if len(left) != 1 || !bytes.Contains(again, []byte(`"contact":{"withdrawn":true}`)) || !bytes.Contains(again, []byte(`"name":{"part":3}`)) {
		t.Errorf("%d parts, body %s", len(left), again)
	}
	mustBeValid(t, exercises.Validate(again))
}

func TestARevisionIsNotWrittenOverAPersonalValueThatIsNotHere(t *testing.T) {
	e := full()
	body, _ := encode(t, &e)
	for _, state := range []record.PartState{record.Pending, record.Withheld, record.Rejected} {
		back, err := exercises.Decode(body, func(int) ([]byte, record.PartState) { return nil, state })
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := exercises.Encode(back); !errors.Is(err, record.ErrPersonalMissing) {
			t.Errorf("%s: error is %v", state, err)
		}
	}
}

func TestOlderVersionsAreReadAsTodays(t *testing.T) {
	old := []byte(`{"name":"Ulchi","start":"2016","title":"an unknown member whose name is used today","external":[{"scheme":"key","value":"u"}]}`)
	if problems, known := exercises.ValidateVersion(1, old); !known || len(problems) > 0 {
		t.Fatal(known, problems)
	}
	current, err := exercises.Current(1, old)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"title":{"en":"Ulchi"},"status":"planned","starts":"2016","external":[{"scheme":"key","value":"u"}]}`; string(current) != want {
		t.Errorf("read as %s, expected %s", current, want)
	}
	mustBeValid(t, exercises.Validate(current))
	if _, known := exercises.ValidateVersion(3, old); known {
		t.Error("says that it knows version 3")
	}
	if _, err := exercises.Current(3, old); !errors.Is(err, record.ErrUnknownVersion) {
		t.Errorf("error is %v", err)
	}
}

func TestWhatTheRestOfTheProgramAsksOfABody(t *testing.T) {
	e := full()
	body, _ := encode(t, &e)
	if title := exercises.TitleOf(body); title != e.Title {
		t.Errorf("title %v", title)
	}
	if sort, descending := exercises.SortOf(body); sort != "2024-11" || !descending {
		t.Errorf("sort %q %v", sort, descending)
	}
	wantText := []string{"Cyber Coalition", "Coalition cybernétique", "사이버 연합", "Tallinn", "탈린",
		"ROK Cyber Command", `a;b\c `, "-1", "CC24", "합동 훈련", "ROK", "NATO"}
	if text := exercises.SearchText(body); !slices.Equal(text, wantText) {
		t.Errorf("search text %q", text)
	}
	var paths []string
	for _, reference := range exercises.References(body) {
		paths = append(paths, reference.Path+" "+reference.Ref.String())
	}
	wantPaths := []string{"area test/area/" + someID, "goals.1 test/area/" + someID, "goals.2 test/exercise/" + otherID, "about other/thing/" + otherID}
	if !slices.Equal(paths, wantPaths) {
		t.Errorf("references %q", paths)
	}
	if ids := exercises.ExternalIDs(body); !slices.Equal(ids, e.External) {
		t.Errorf("external ids %v", ids)
	}
	if paths := exercises.SensitivePaths(body); !slices.Equal(paths, []string{"cost"}) {
		t.Errorf("sensitive %v", paths)
	}
	if named := exercises.PersonalParts(body); !reflect.DeepEqual(named, map[int]string{3: "contact", 4: "guests.1.name"}) {
		t.Errorf("personal parts %v", named)
	}
	if titles := exercises.Titles("participants.2.body"); !slices.Equal(titles, []string{"Participants", "2", "Body"}) {
		t.Errorf("titles %q", titles)
	}
}

func TestNumbersSortAsTheyCount(t *testing.T) {
	type Figure struct {
		Number  int64          `json:"number" is:"sort" en:"Number"`
		Decimal record.Decimal `json:"decimal" is:"sort" en:"Decimal"`
		record.Basics
	}
	by := func(sort string) *record.Kind {
		return record.Declare(record.Of[Figure]{Name: "test/figure", Version: 1, Title: "Figure|Figures", Sort: sort}).Kind
	}
	for field, bodies := range map[string][]string{
		"number":  {`-9007199254740992`, `-10`, `-9`, `9`, `10`, `9007199254740992`},
		"decimal": {`"-100.5"`, `"-99.50"`, `"-0.01"`, `"0.02"`, `"0.1"`, `"9"`, `"10"`, `"999999999999999999999999999999"`},
	} {
		var keys []string
		for _, value := range bodies {
			key, _ := by(field).SortOf([]byte(`{"` + field + `":` + value + `}`))
			keys = append(keys, key)
		}
		if !slices.IsSorted(keys) || keys[0] == "" {
			t.Errorf("%s: %q", field, keys)
		}
	}
}

func TestASetOfKindsIsComplete(t *testing.T) {
	set, err := record.NewKinds(exercises.Kind, areas.Kind)
	if err != nil {
		t.Fatal(err)
	}
	if k, ok := set.Lookup("test/area"); !ok || k != areas.Kind || len(set.Of("test")) != 2 || len(set.Of("tes")) != 0 {
		t.Error("a kind is not found")
	}
	if _, err := record.NewKinds(exercises.Kind); err == nil || !strings.Contains(err.Error(), "test/area") {
		t.Errorf("error is %v", err)
	}
	if _, err := record.NewKinds(areas.Kind, areas.Kind); err == nil {
		t.Error("takes a kind twice")
	}
}
