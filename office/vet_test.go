package office

import (
	"strings"
	"testing"

	"entente/access"
	"entente/record"
)

func TestNobodyMakesThemselvesHolderOfAnOffice(t *testing.T) {
	desk := Office{Title: record.Text{EN: "Desk"}, Code: "desk", Holders: []Holder{{Account: "a", As: AsHolder}}}
	with := func(change func(*Office)) Office {
		changed := desk
		changed.Holders = append([]Holder{}, desk.Holders...)
		change(&changed)
		return changed
	}
	used := []string{"desk", "security"}
	for name, test := range map[string]struct {
		before *Office
		after  Office
		acts   string
		want   bool
	}{
		"its holder adds a deputy":           {&desk, with(func(o *Office) { o.Holders = append(o.Holders, Holder{Account: "b", As: AsDeputy}) }), "desk", true},
		"another adds themselves":            {&desk, with(func(o *Office) { o.Holders = append(o.Holders, Holder{Account: "b", As: AsHolder}) }), "security", false},
		"another takes the holder away":      {&desk, with(func(o *Office) { o.Holders = nil }), "security", false},
		"another moves the day's end":        {&desk, with(func(o *Office) { o.Zone = "Pacific/Apia" }), "security", false},
		"another closes it":                  {&desk, with(func(o *Office) { o.Inactive = true }), "security", false},
		"another corrects its title":         {&desk, with(func(o *Office) { o.Title.FR = "Bureau" }), "security", true},
		"its holder takes another's code":    {&desk, with(func(o *Office) { o.Code = "security" }), "desk", false},
		"its holder gives it a new code":     {&desk, with(func(o *Office) { o.Code = "front-desk" }), "desk", true},
		"a second office under a used code":  {nil, Office{Code: "security", Holders: []Holder{{Account: "b", As: AsHolder}}}, "desk", false},
		"a record for an office of the list": {nil, Office{Code: "security"}, "security", true},
		"an office that is new":              {nil, Office{Code: "press"}, "desk", true},
		"a deputy becomes holder":            {&desk, with(func(o *Office) { o.Holders = append(o.Holders, Holder{Account: "d", As: AsHolder}) }), "deputy of desk", false},
		"a deputy ends the holder":           {&desk, with(func(o *Office) { o.Holders[0].Until = day("2026-11-01") }), "deputy of desk", false},
		"a deputy is holder of a second":     {nil, Office{Code: "desk", Holders: []Holder{{Account: "d", As: AsHolder}}}, "deputy of desk", false},
		"a deputy gives it a new code":       {&desk, with(func(o *Office) { o.Code = "front-desk" }), "deputy of desk", false},
		"a deputy hands over to another":     {&desk, with(func(o *Office) { o.Holders = append(o.Holders, Holder{Account: "e", As: AsDeputy}) }), "deputy of desk", true},
	} {
		code, deputy := strings.CutPrefix(test.acts, "deputy of ")
		if got := mayKeep(test.before, test.after, []access.Office{{Code: code, Deputy: deputy}}, used); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
