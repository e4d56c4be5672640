package record_test

import (
	"bytes"
	"slices"
	"sync"
	"testing"

	"entente/record"
)

type listedKind struct {
	Title  record.Text  `json:"title" is:"required sort" en:"Title"`
	Area   record.Ref   `json:"area" to:"list/area" is:"filter" en:"Area"`
	Goals  []record.Ref `json:"goals" to:"list/area" is:"filter" en:"Goals"`
	Place  string       `json:"place" is:"filter" en:"Place"`
	Starts record.Date  `json:"starts" is:"sort" en:"Start"`
	Hosts  []listedHost `json:"hosts" en:"Hosts"`
	record.Basics
}

type listedHost struct {
	Office string `json:"office" is:"filter" en:"Office"`
	record.Extra
}

var listedKinds = record.Declare(record.Of[listedKind]{Name: "list/kind", Version: 1, Title: "Kind|Kinds", Sort: "-starts"})

func TestWhatListsFilterByIsDerivedFromTheDeclaration(t *testing.T) {
	var names []string
	for _, f := range listedKinds.FilterFields() {
		names = append(names, f.Name)
	}
	if want := []string{"area", "goals", "place", "hosts.office"}; !slices.Equal(names, want) {
		t.Errorf("filters are %v, expected %v", names, want)
	}
	id := `"0190f5fe-7c00-7a00-8abc-0123456789ab"`
	got := listedKinds.Facets([]byte(`{"title":{"en":"x"},"goals":[{"kind":"list/area","id":` + id + `},{"kind":"list/area","id":` + id + `}],
		"place":"  Seoul  City","hosts":[{"office":"B7"},{"office":"b7"}]}`))
	want := []record.Facet{
		{Field: "goals", Value: "list/area/0190f5fe-7c00-7a00-8abc-0123456789ab"},
		{Field: "place", Value: record.FacetOf("seoul city"), Words: "  Seoul  City"},
		{Field: "hosts.office", Value: record.FacetOf("B7"), Words: "B7"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("facets are %v, expected %v", got, want)
	}
	if got := listedKinds.Facets([]byte(`{`)); got != nil {
		t.Errorf("a body that cannot be read has %v", got)
	}
}

func TestTextsSortAsTheirReadersExpect(t *testing.T) {
	for _, test := range []struct {
		language string
		sorted   []string
	}{
		{"en", []string{"", "2nd dialogue", "15th dialogue", "cyber", "Defence", "exercise", "훈련"}},
		{"fr", []string{"cote", "coté", "côte", "Élan", "zone"}},
		{"ko", []string{"가나", "국방", "나토", "합동", "훈련"}},
	} {
		var keys [][]byte
		for _, text := range test.sorted {
			body := []byte(`{"title":{"` + test.language + `":"` + text + `"}}`)
			for _, k := range listedKinds.SortKeys(body) {
				if k.Field == "title."+test.language {
					keys = append(keys, k.Key)
				}
			}
		}
		if len(keys) != len(test.sorted) || !slices.IsSortedFunc(keys, bytes.Compare) {
			t.Errorf("%s: %q do not sort as they stand", test.language, test.sorted)
		}
	}
}

func TestEveryOrderHasEveryRecord(t *testing.T) {
	for _, body := range []string{``, `{`, `{"title":{"ko":"국방"}}`, `{"starts":"2022-03"}`} {
		var fields []string
		for _, k := range listedKinds.SortKeys([]byte(body)) {
			fields = append(fields, k.Field)
		}
		if want := []string{"title.en", "title.fr", "title.ko", "starts"}; !slices.Equal(fields, want) {
			t.Errorf("%s is in the orders %v, expected %v", body, fields, want)
		}
	}
	if key, ok := listedKinds.SortName("title", record.Korean); key != "title.ko" || !ok {
		t.Errorf("a Korean reader sorts by %q", key)
	}
	if key, ok := listedKinds.SortName("place", record.Korean); ok {
		t.Errorf("lists are sorted by %q, which its declaration does not say", key)
	}
}

func TestManySortAtOnce(t *testing.T) {
	var wait sync.WaitGroup
	want := listedKinds.SortKeys([]byte(`{"title":{"ko":"국방협력 회의","en":"Meeting"}}`))
	for range 8 {
		wait.Go(func() {
			for range 200 {
				for i, k := range listedKinds.SortKeys([]byte(`{"title":{"ko":"국방협력 회의","en":"Meeting"}}`)) {
					if !bytes.Equal(k.Key, want[i].Key) {
						t.Errorf("the key of %s differs", k.Field)
					}
				}
			}
		})
	}
	wait.Wait()
}
