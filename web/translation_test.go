package web

import (
	"maps"
	"testing"

	"entente/record"
)

func TestATranslationIsBehindByTheRevisionsThatLeftItAlone(t *testing.T) {
	text := func(en, fr, ko string) record.Text { return record.Text{EN: en, FR: fr, KO: ko} }
	for name, test := range map[string]struct {
		history []record.Text
		behind  map[record.Language]int
	}{
		"nothing was written":               {nil, nil},
		"written once in three languages":   {[]record.Text{text("a", "a", "a")}, nil},
		"one language only":                 {[]record.Text{text("a", "", ""), text("b", "", "")}, nil},
		"two revisions left French alone":   {[]record.Text{text("a", "a", ""), text("b", "a", ""), text("c", "a", "")}, map[record.Language]int{record.French: 2}},
		"French and Korean":                 {[]record.Text{text("a", "a", "a"), text("b", "a", "a"), text("c", "c", "a")}, map[record.Language]int{record.Korean: 2}},
		"caught up":                         {[]record.Text{text("a", "a", ""), text("b", "a", ""), text("b", "b", "")}, nil},
		"a translation added later":         {[]record.Text{text("a", "", ""), text("a", "a", "")}, nil},
		"revised elsewhere in the record":   {[]record.Text{text("a", "a", ""), text("a", "a", ""), text("b", "a", "")}, map[record.Language]int{record.French: 1}},
		"Korean is written first this time": {[]record.Text{text("a", "", "a"), text("a", "", "b")}, map[record.Language]int{record.English: 1}},
		"a translation taken out":           {[]record.Text{text("a", "a", ""), text("b", "a", ""), text("b", "", "")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if behind := translationsBehind(test.history); !maps.Equal(behind, test.behind) {
				t.Errorf("behind by %v, expected %v", behind, test.behind)
			}
		})
	}
}
