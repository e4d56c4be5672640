package record_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"entente/record"
)

var update = flag.Bool("update", false, "write golden files")

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs; if the change is meant, run go test -update and read the difference:\n%s", path, got)
	}
}

// Exercise is a kind with one of everything.
type Exercise struct {
	Title    record.Text             `json:"title" is:"required column sort search" max:"200" en:"Title"`
	Status   Status                  `json:"status" is:"required column filter" en:"Status"`
	Area     record.Ref              `json:"area" to:"test/area" is:"column filter" en:"Area"`
	Goals    []record.Ref            `json:"goals" to:"test/area test/exercise" is:"filter" en:"Goals"`
	About    record.Ref              `json:"about" to:"*" en:"About"`
	Starts   record.Date             `json:"starts" is:"column sort" en:"Start"`
	Ends     record.Date             `json:"ends" en:"End"`
	Place    Place                   `json:"place"`
	Cost     record.Money            `json:"cost" is:"sensitive sort" en:"Cost"`
	Share    record.Decimal          `json:"share" is:"sort" en:"Share"`
	Page     record.URL              `json:"page" en:"Page"`
	Units    []string                `json:"units" is:"search" en:"Units"`
	Names    []record.Text           `json:"names" is:"search" en:"Other names"`
	Bodies   []Participant           `json:"participants" en:"Participants"`
	Contact  record.Personal[Person] `json:"contact" en:"Point of contact"`
	Guests   []Guest                 `json:"guests" en:"Guests"`
	Number   int64                   `json:"number" is:"sort" en:"Number"`
	Injured  *int64                  `json:"injured" en:"Injured"`
	Public   *bool                   `json:"public" en:"Public"`
	Repeated bool                    `json:"repeated" en:"Repeated"`
	record.Basics
}

type Status string

func (Status) Options() []record.Option { return record.OneOf("planned: Planned", "done: Done") }

type Place struct {
	Name    record.Text    `json:"name" is:"search" en:"Place"`
	Country string         `json:"country" is:"filter" en:"Country"`
	Inside  Room           `json:"room"`
	North   record.Decimal `json:"north" en:"Latitude"`
	record.Extra
}

type Room struct {
	Name string `json:"name" en:"Room"`
	record.Extra
}

type Participant struct {
	Body  string   `json:"body" is:"required search" en:"Body"`
	Roles []string `json:"roles" en:"Roles"`
	Seats int64    `json:"seats" en:"Seats"`
	record.Extra
}

type Person struct {
	Name  string `json:"name" is:"required" en:"Name"`
	Phone string `json:"phone" en:"Telephone"`
	record.Extra
}

type Guest struct {
	Office string                  `json:"office" en:"Office"`
	Name   record.Personal[string] `json:"name" en:"Name"`
	record.Extra
}

// exercise1 is the kind as it was in version 1.
type exercise1 struct {
	Name  string      `json:"name" is:"required column sort" en:"Name"`
	Start record.Date `json:"start" en:"Start"`
	record.Basics
}

func exerciseFrom1(old exercise1) Exercise {
	return Exercise{Title: record.Text{EN: old.Name}, Starts: old.Start, Status: "planned", Basics: old.Basics}
}

func checkExercise(e Exercise) record.Problems {
	if e.Ends.Before(e.Starts) {
		return record.Problems{record.Wrong("ends", "The exercise ends before it starts.")}
	}
	return nil
}

var exercises = record.Declare(record.Of[Exercise]{
	Name: "test/exercise", Version: 2,
	Title: "Exercise|Exercises", Sort: "-starts",
	Check: checkExercise,
	Was:   []record.Before[Exercise]{record.Was(1, exerciseFrom1)},
})

// Area is a kind with next to nothing.
type Area struct {
	Title record.Text `json:"title" is:"required column sort" en:"Title"`
	record.Basics
}

var areas = record.Declare(record.Of[Area]{
	Name: "test/area", Version: 1, Title: "Area|Areas", Sort: "title",
})

const (
	someID  = "0190f5fe-7c00-7a00-8abc-0123456789ab"
	otherID = "0190f5fe-7c00-7a00-8abc-0123456789ac"
)

func id(text string) record.ID {
	parsed, err := record.ParseID(text)
	if err != nil {
		panic(err)
	}
	return parsed
}

func date(text string) record.Date {
	d, err := record.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// full is an exercise in which everything is given.
func full() Exercise {
	injured, public := int64(0), false
	return Exercise{
		Title:  record.Text{EN: "Cyber Coalition", FR: "Coalition cybernétique", KO: "사이버 연합"},
		Status: "planned",
		Area:   record.Ref{Kind: "test/area", ID: id(someID)},
		Goals:  []record.Ref{{Kind: "test/area", ID: id(someID)}, {Kind: "test/exercise", ID: id(otherID)}},
		About:  record.Ref{Kind: "other/thing", ID: id(otherID)},
		Starts: date("2024-11"), Ends: date("2024-12-06"),
		Place: Place{Name: record.Text{EN: "Tallinn", KO: "탈린"}, Country: "EE", Inside: Room{Name: "=A1"}, North: "59.4370"},
		Cost:  record.Money{Minor: 0, Currency: "USD"},
		Share: "-0.50", Page: "https://www.nato.int/cps/en/natohq/news.htm",
		Units:   []string{"ROK Cyber Command", `a;b\c `, "-1"},
		Names:   []record.Text{{EN: "CC24"}, {KO: "합동 훈련"}},
		Bodies:  []Participant{{Body: "ROK", Roles: []string{"lead", "host"}, Seats: 3}, {Body: "NATO", Seats: 12}},
		Contact: record.PersonalValue(Person{Name: "Kim Min-ji", Phone: "+82 2 000 0000"}),
		Guests:  []Guest{{Office: "Observer", Name: record.PersonalValue("Jean Martin")}, {Office: "Press"}},
		Number:  -7, Injured: &injured, Public: &public, Repeated: true,
		Basics: record.Basics{External: []record.ExternalID{{Scheme: "key", Value: "cc-24"}, {Scheme: "iati", Value: "XM-1:2"}}},
	}
}

// parts answers for the personal parts that Encode returned.
func parts(contents [][]byte) func(int) ([]byte, record.PartState) {
	return func(part int) ([]byte, record.PartState) {
		if i := part - 3; i >= 0 && i < len(contents) {
			return contents[i], record.Present
		}
		return nil, record.Pending
	}
}

func encode(t testing.TB, value any) ([]byte, [][]byte) {
	t.Helper()
	body, personal, err := exercises.Kind.Encode(value)
	if err != nil {
		t.Fatal(err)
	}
	return body, personal
}

func mustBeValid(t testing.TB, problems record.Problems) {
	t.Helper()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
}
