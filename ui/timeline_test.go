package ui

import (
	"strings"
	"testing"

	"entente/record"
)

func day(t *testing.T, text string) record.Date {
	t.Helper()
	if text == "" {
		return record.Date{}
	}
	d, err := record.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func drawn(t *testing.T, from, to int, moments ...Moment) []drawnMoment {
	t.Helper()
	return Timeline{ID: "t", From: from, To: to, Lanes: []Lane{{Title: Plain("Lane"), Moments: moments}}}.draw().Lanes[0].Moments
}

func TestTheShapeOfAMomentSaysHowExactlyItIsKnown(t *testing.T) {
	for _, test := range []struct {
		name, starts, ends string
		open               bool
		want               shape
	}{
		{"a day is a diamond", "2024-09-10", "", false, point},
		{"a month is a diamond", "2024-09", "", false, point},
		{"a few days are a diamond", "2024-09-10", "2024-09-12", false, point},
		{"only a year is a bar with ends", "2024", "", false, uncertainPoint},
		{"years are a bar", "2020", "2023", false, bar},
		{"an end that is not known is hatched", "2020", "", true, openBar},
		{"an end alone is a diamond", "", "2024-09-12", false, point},
	} {
		got := drawn(t, 2015, 2027, Moment{Starts: day(t, test.starts), Ends: day(t, test.ends), Open: test.open})
		if len(got) != 1 || got[0].Shape != test.want {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}

func TestWhatLiesOutsideThePeriodIsNotDrawn(t *testing.T) {
	got := drawn(t, 2020, 2023,
		Moment{Starts: day(t, "2019-12-30")}, Moment{Starts: day(t, "2023-01-01")},
		Moment{Label: Plain("within"), Starts: day(t, "2018"), Ends: day(t, "2021")})
	if len(got) != 1 || got[0].Label.Text != "within" || got[0].From != chartGutter {
		t.Errorf("%+v", got)
	}
}

func TestNothingCoversALabel(t *testing.T) {
	var moments []Moment
	for range 40 {
		moments = append(moments, Moment{Label: Plain("A consultation in Brussels"), Starts: day(t, "2024-09-10")})
	}
	got := drawn(t, 2015, 2027, moments...)
	rows := map[float64]int{}
	labelled := 0
	for _, m := range got {
		rows[m.Y]++
		if m.Words != "" {
			labelled++
		}
		if m.Words != "" && rows[m.Y] > 1 {
			t.Errorf("a label at %v has company", m.Y)
		}
	}
	if len(got) != 40 || len(rows) != mostRows || labelled != labelledRows {
		t.Errorf("%d drawn in %d rows, %d with a label", len(got), len(rows), labelled)
	}
}

func TestADrawingSaysNothingInStylesAndEscapesTitles(t *testing.T) {
	var page strings.Builder
	err := Timeline{ID: "t", Title: "<b>", From: 2020, To: 2020, Lanes: []Lane{{Title: Plain("<script>"), Moments: []Moment{
		{Label: Plain(`"><script>`), Heard: "<i>", Href: "javascript:alert(1)", Starts: day(t, "2020")},
	}}}}.Show().Render(t.Context(), &page)
	if err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{"<script", "<b>", "<i>", "style=", "javascript:"} {
		if strings.Contains(page.String(), forbidden) {
			t.Errorf("%q in %s", forbidden, page.String())
		}
	}
}
