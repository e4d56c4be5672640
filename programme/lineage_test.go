package programme

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"entente/record"
)

func editionOf(t *testing.T, n, predecessor byte, agreed string) Written[Edition] {
	e := Written[Edition]{ID: id(n), Value: Edition{Agreed: date(t, agreed)}}
	if predecessor != 0 {
		e.Value.Predecessor = record.Ref{Kind: "programme/edition", ID: id(predecessor)}
	}
	return e
}

func order(steps []Step) []byte {
	var ids []byte
	for _, step := range steps {
		ids = append(ids, step.Edition.ID[15])
	}
	return ids
}

func TestAnEditionComesAfterTheOneItFollows(t *testing.T) {
	for name, test := range map[string]struct {
		editions []Written[Edition]
		want     []byte
	}{
		"a line":                        {[]Written[Edition]{editionOf(t, 3, 2, "2023"), editionOf(t, 1, 0, "2008"), editionOf(t, 2, 1, "")}, []byte{1, 2, 3}},
		"dates against the line":        {[]Written[Edition]{editionOf(t, 1, 0, "2023"), editionOf(t, 2, 1, "2008")}, []byte{1, 2}},
		"the predecessor is not there":  {[]Written[Edition]{editionOf(t, 2, 9, "2012"), editionOf(t, 1, 8, "2017")}, []byte{2, 1}},
		"two name each other":           {[]Written[Edition]{editionOf(t, 1, 2, "2012"), editionOf(t, 2, 1, "2017")}, []byte{1, 2}},
		"one names itself":              {[]Written[Edition]{editionOf(t, 1, 1, "2012"), editionOf(t, 2, 1, "2017")}, []byte{1, 2}},
		"without dates, by order of id": {[]Written[Edition]{editionOf(t, 2, 0, ""), editionOf(t, 1, 0, "")}, []byte{1, 2}},
	} {
		if got := order(Lineage(test.editions, nil, nil)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestAreasStandUnderTheirEditionByNumber(t *testing.T) {
	area := func(n, edition byte, number int64) Written[Area] {
		return Written[Area]{ID: id(n), Value: Area{Edition: record.Ref{ID: id(edition)}, Number: number}}
	}
	steps := Lineage([]Written[Edition]{editionOf(t, 1, 0, "2023")},
		[]Written[Area]{area(12, 1, 10), area(11, 1, 2), area(13, 7, 1)},
		[]Written[Source]{sourceOf(20, 11, "", Confirmed), sourceOf(21, 1, "signed", SingleSource), sourceOf(22, 1, "agreed", Confirmed)})
	step := steps[0]
	if len(step.Areas) != 2 || step.Areas[0].Area.ID != id(11) || len(step.Areas[0].Sources) != 1 || len(step.Areas[1].Sources) != 0 {
		t.Errorf("areas: %+v", step.Areas)
	}
	if len(step.Sources) != 0 || len(step.Claims) != 2 {
		t.Errorf("sources %v and claims %v of the edition", step.Sources, step.Claims)
	}
}

func TestEveryEditionIsListedOnceWhateverItNames(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(r, "n")
		var editions []Written[Edition]
		for i := range n {
			editions = append(editions, editionOf(t, byte(i+1), rapid.Byte().Draw(r, "predecessor")%16, ""))
		}
		got := order(Lineage(editions, nil, nil))
		slices.Sort(got)
		if len(got) != n || len(slices.Compact(got)) != n {
			r.Fatalf("%d editions gave %v", n, got)
		}
	})
}
