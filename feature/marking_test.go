package feature

import (
	"errors"
	"net/url"
	"reflect"
	"testing"
	"time"

	"entente/label"
	"entente/ui"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func exercise(t *testing.T, class string, categories ...label.Category) []byte {
	t.Helper()
	raw, err := label.New(label.Exercise(), class, noon, noon.AddDate(1, 0, 0), categories...)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func marker(t *testing.T, own []byte) Marker {
	t.Helper()
	policies, err := label.NewPolicies(label.TLP(), label.Exercise())
	if err != nil {
		t.Fatal(err)
	}
	audience := label.Category{Tag: "Releasable To", Values: []string{"KOR", "NATO"}}
	ceiling := exercise(t, "RESERVED", audience, label.Category{Tag: "Handling", Values: []string{"MEDICAL", "DRAFT"}})
	node := exercise(t, "RESERVED", audience, label.Category{Tag: "Handling", Values: []string{"MEDICAL"}})
	if own == nil {
		own = exercise(t, "INTERNAL", audience)
	}
	return NewMarker(policies, own, exercise(t, "INTERNAL", audience), noon.AddDate(0, 0, 3), ceiling, node)
}

func TestAFormAsksForWhatTheCeilingsAllow(t *testing.T) {
	m := marker(t, nil)
	fields := m.Fields(Reader{}, "marking", "_marking", "Marking", MarkingAnswer{Classification: AsItIs}, nil)
	offered := map[string][]string{}
	for _, field := range fields {
		switch input := field.Input.(type) {
		case ui.Select:
			for _, o := range input.Options {
				offered[input.Name] = append(offered[input.Name], o.Value)
				if o.Chosen != (o.Value == "INTERNAL") {
					t.Errorf("%s: chosen is %v; the channel gives INTERNAL", o.Value, o.Chosen)
				}
			}
		case ui.Choices:
			for _, o := range input.Options {
				offered[input.Name] = append(offered[input.Name], o.Value)
			}
		}
	}
	want := map[string][]string{
		"_marking":      {"OPEN", "INTERNAL", "RESERVED"},
		"_marking.tag1": {"MEDICAL"}, // of both ceilings
		"_marking.tag3": {"JPN", "PRESS"},
		"_marking.tag4": {"BOARD", "STEERING GROUP"},
		"_marking.tag5": {"NOTE", "EXERCISE", "STUDY"},
	}
	if !reflect.DeepEqual(offered, want) {
		t.Errorf("offered are %v, expected %v", offered, want)
	}
}

func TestALabelIsMadeOfWhatWasChosenOrRefusedByItsRule(t *testing.T) {
	m := marker(t, nil)
	policies, _ := label.NewPolicies(label.TLP(), label.Exercise())
	for name, c := range map[string]struct {
		form    url.Values
		marked  string
		problem string
	}{
		"as it is":               {url.Values{"m": {AsItIs}}, "[EXERCISE INTERNAL · RELEASABLE TO KOR, NATO]", ""},
		"a restriction":          {url.Values{"m": {"RESERVED"}, "m.asked": {"1"}, "m.tag1": {"MEDICAL"}}, "[EXERCISE RESERVED · MEDICAL · RELEASABLE TO KOR, NATO]", ""},
		"wider, and typed":       {url.Values{"m": {"INTERNAL"}, "m.asked": {"1"}, "m.tag3": {" jpn ,"}}, "[EXERCISE INTERNAL · RELEASABLE TO KOR, NATO, JPN]", ""},
		"lower":                  {url.Values{"m": {"OPEN"}}, "[EXERCISE OPEN · RELEASABLE TO KOR, NATO]", ""},
		"nothing":                {url.Values{}, "", "This marking is not allowed in this channel. Choose another."},
		"above":                  {url.Values{"m": {"SEALED"}}, "", "This marking is not allowed in this channel. Choose another."},
		"of another policy":      {url.Values{"m": {"RED"}}, "", "This marking is not allowed in this channel. Choose another."},
		"a value of one ceiling": {url.Values{"m": {"INTERNAL"}, "m.asked": {"1"}, "m.tag1": {"DRAFT"}}, "", "This marking is not allowed in this channel. Choose another."},
		"an obsolete value":      {url.Values{"m": {"INTERNAL"}, "m.asked": {"1"}, "m.tag1": {"BLUE"}}, "", "This marking is not allowed in this channel. Choose another."},
		"an excluded class":      {url.Values{"m": {"OPEN"}, "m.asked": {"1"}, "m.tag1": {"MEDICAL"}}, "", "By its policy {value} never stands with {others}."},
		"too many":               {url.Values{"m": {"OPEN"}, "m.asked": {"1"}, "m.tag5": {"NOTE", "STUDY", "EXERCISE"}}, "", "By its policy a label has at most {n} of {value}."},
	} {
		raw, err := m.Label(ReadMarking(c.form, "m"))
		if c.problem != "" {
			if err == nil {
				t.Errorf("%s: %s", name, raw)
			} else if p := MarkingProblem("m", err); p.Code != c.problem || p.Path != "m" {
				t.Errorf("%s: %+v for %v", name, p, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if marked := policies.Marking(raw, "en").Text; marked != c.marked {
			t.Errorf("%s is marked %q, expected %q", name, marked, c.marked)
		}
	}
	if same, err := m.Label(ReadMarking(url.Values{"m": {"INTERNAL"}, "m.asked": {"1"}}, "m")); err != nil || string(same) != string(m.Own) {
		t.Errorf("the same marking is another label: %s, %v", same, err)
	}
	blind := NewMarker(label.Shipped(), m.Own, m.Own, noon, m.Own)
	if _, err := blind.Label(ReadMarking(url.Values{"m": {"OPEN"}}, "m")); !errors.Is(err, label.ErrUnknown) {
		t.Errorf("under a ceiling that is not understood: %v", err)
	}
	if fields := blind.Fields(Reader{}, "m", "m", "Marking", MarkingAnswer{}, nil); len(fields) != 1 {
		t.Errorf("under a ceiling that is not understood %d inputs are shown", len(fields))
	}
}
