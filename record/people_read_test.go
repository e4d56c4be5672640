package record_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/record"
)

// stored is a value as it is read from an entry.
func stored(t testing.TB, body []byte, personal func(int) ([]byte, record.PartState)) any {
	t.Helper()
	value, err := exercises.Kind.Decode(body, personal)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func people(t testing.TB, value any) []byte {
	t.Helper()
	text, err := exercises.Kind.People(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func sendBack(t testing.TB, text []byte, before any) (body []byte, personal [][]byte) {
	t.Helper()
	value, problems := exercises.Kind.ReadPeople(text, before)
	mustBeValid(t, problems)
	return encode(t, value)
}

func TestWhatIsSentBackAsItWasReadChangesNothing(t *testing.T) {
	value := full()
	body, personal := encode(t, &value)
	before := stored(t, body, parts(personal))
	again, values := sendBack(t, people(t, before), before)
	if !bytes.Equal(again, body) || !slices.EqualFunc(values, personal, bytes.Equal) {
		t.Errorf("%s\nbecame\n%s", body, again)
	}
	created, values := sendBack(t, people(t, before), nil)
	if !bytes.Equal(created, body) || !slices.EqualFunc(values, personal, bytes.Equal) {
		t.Errorf("%s\nbecame, as a new record,\n%s", body, created)
	}
}

// Whatever a newer version wrote, and whatever was withdrawn, survives somebody
// who cannot see it, as far as they left alone what it stands in.
func TestWhatThePeopleFormDoesNotShowSurvives(t *testing.T) {
	const body = `{"title":{"en":"One","de":"Eins"},"status":"someday","starts":"2024","place":{"name":{"en":"Here"},"height":12},` +
		`"units":["A"],"names":[{"en":"First","de":"Erste"},{"en":"Second","de":"Zweite"}],` +
		`"participants":[{"body":"ROK","rank":1},{"body":"NATO","rank":2}],` +
		`"contact":{"withdrawn":true},"guests":[{"office":"Press","name":{"withdrawn":true}},{"name":{"withdrawn":true}}],"later":{"x":[1.50]}}`
	before := stored(t, []byte(body), nil)
	original, _ := encode(t, before)
	text := people(t, before)
	for _, unseen := range []string{"Eins", "height", "rank", "later", "withdrawn"} {
		if bytes.Contains(text, []byte(unseen)) {
			t.Errorf("the people form shows %s: %s", unseen, text)
		}
	}
	if again, _ := sendBack(t, text, before); !bytes.Equal(again, original) {
		t.Errorf("%s\nbecame\n%s", original, again)
	}
	for _, change := range []struct{ name, from, to, want, gone string }{
		{"a title", `"One"`, `"Uno"`, `{"en":"Uno","de":"Eins"}`, ""},
		{"one element of a list", `{"body":"ROK"}`, `{"body":"USA"}`, `{"body":"USA","rank":1},{"body":"NATO","rank":2}`, ""},
		{"the order of a list", `{"body":"ROK"},{"body":"NATO"}`, `{"body":"NATO"},{"body":"ROK"}`, `{"body":"NATO","rank":2},{"body":"ROK","rank":1}`, ""},
		{"an element taken away", `{"body":"ROK"},`, ``, `[{"body":"NATO","rank":2}]`, `"rank":1`},
		{"a group taken away", `"place":{"name":{"en":"Here"}},`, ``, `"later":{"x":[1.50]}`, "height"},
	} {
		if !bytes.Contains(text, []byte(change.from)) {
			t.Fatalf("%s: %s has no %s", change.name, text, change.from)
		}
		again, _ := sendBack(t, bytes.Replace(text, []byte(change.from), []byte(change.to), 1), before)
		if !bytes.Contains(again, []byte(change.want)) || change.gone != "" && bytes.Contains(again, []byte(change.gone)) {
			t.Errorf("%s: %s", change.name, again)
		}
		if strings.Count(string(again), "withdrawn") != 3 {
			t.Errorf("%s: what was withdrawn came back: %s", change.name, again)
		}
	}
}

func TestAPersonalValueIsSentInItsPlace(t *testing.T) {
	value := full()
	body, personal := encode(t, &value)
	before := stored(t, body, parts(personal))
	text := people(t, before)
	_, values := sendBack(t, bytes.Replace(text, []byte("Jean Martin"), []byte("Jeanne Martin"), 1), before)
	if len(values) != 2 || !bytes.Contains(bytes.Join(values, nil), []byte("Jeanne Martin")) {
		t.Errorf("changed: %s", values)
	}
	if _, values = sendBack(t, bytes.Replace(text, []byte(`,"name":"Jean Martin"`), nil, 1), before); len(values) != 1 {
		t.Errorf("taken away: %s", values)
	}
	elsewhere := stored(t, body, func(int) ([]byte, record.PartState) { return nil, record.Withheld })
	read, problems := exercises.Kind.ReadPeople(people(t, elsewhere), elsewhere)
	mustBeValid(t, problems)
	if _, _, err := exercises.Kind.Encode(read); err == nil {
		t.Error("a revision that would lose a value that is not here was written")
	}
}

func TestWhatCannotBeReadIsToldWithItsPlace(t *testing.T) {
	before := stored(t, []byte(`{"title":{"en":"One"},"status":"someday"}`), nil)
	for _, test := range []struct{ text, path, code string }{
		{``, "", record.ProblemJSON},
		{`[]`, "", record.ProblemType},
		{`{"title":{"en":"One"},"title":{"en":"Two"},"status":"done"}`, "title", record.ProblemDuplicateName},
		{`{"title":{"en":"One"},"status":"done","number":1e999}`, "number", record.ProblemNumber},
		{`{"title":{"en":"One"},"status":"done","number":1.5}`, "number", record.ProblemType},
		{`{"title":{"en":"One"},"status":"done","other":1}`, "other", record.ProblemUnknown},
		{`{"title":null,"status":"done"}`, "title", record.ProblemType},
		{`{"status":"done"}`, "title", record.ProblemRequired},
		{`{"title":{"en":"One"},"status":"done","contact":{"part":3}}`, "contact", record.ProblemUnknown},
		{`{"title":{"en":"One"},"status":"done","units":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "", record.ProblemDepth},
		{`{"title":{"en":"` + strings.Repeat("x", 1<<20) + `"},"status":"done"}`, "", record.ProblemSize},
	} {
		_, problems := exercises.Kind.ReadPeople([]byte(test.text), before)
		found := slices.ContainsFunc(problems, func(p record.Problem) bool {
			return p.Code == test.code && (p.Path == test.path || test.code == record.ProblemDepth)
		})
		if !found {
			t.Errorf("%.60s: %v", test.text, problems)
		}
	}
}

func TestNoBytesMakeTheReaderPanic(t *testing.T) {
	value := full()
	body, personal := encode(t, &value)
	before := stored(t, body, parts(personal))
	text := people(t, before)
	rapid.Check(t, func(r *rapid.T) {
		changed := slices.Clone(text)
		for range rapid.IntRange(0, 4).Draw(r, "changes") {
			at := rapid.IntRange(0, len(changed)-1).Draw(r, "at")
			switch rapid.IntRange(0, 2).Draw(r, "what") {
			case 0:
				changed[at] = rapid.SampledFrom([]byte(`{}[]",:0x`)).Draw(r, "byte")
			case 1:
				changed = slices.Delete(changed, at, min(len(changed), at+rapid.IntRange(1, 40).Draw(r, "cut")))
			case 2:
				changed = slices.Insert(changed, at, changed[at:min(len(changed), at+20)]...)
			}
			if len(changed) == 0 {
				return
			}
		}
		read, problems := exercises.Kind.ReadPeople(changed, before)
		if len(problems) > 0 {
			return
		}
		if _, _, err := exercises.Kind.Encode(read); err != nil {
			r.Fatal(err)
		}
	})
}
