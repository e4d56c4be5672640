package ui

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func sides(pieces []Piece) (before, after string) {
	for _, p := range pieces {
		if p.Fate != Added {
			before += p.Text
		}
		if p.Fate != Removed {
			after += p.Text
		}
	}
	return before, after
}

func TestADifferenceHoldsBothTexts(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab \n한글é")), 0, 60, -1)
	rapid.Check(t, func(r *rapid.T) {
		old, new := text.Draw(r, "old"), text.Draw(r, "new")
		pieces := Differences(old, new)
		before, after := sides(pieces)
		if before != old || after != new {
			r.Fatalf("%q and %q became %q and %q", old, new, before, after)
		}
		for i, p := range pieces {
			if p.Text == "" || i > 0 && pieces[i-1].Fate == p.Fate {
				r.Fatalf("piece %d of %+v is empty or could be joined", i, pieces)
			}
		}
	})
}

func TestOnlyWhatChangedIsMarked(t *testing.T) {
	for _, test := range []struct{ before, after, want string }{
		{"September 2024", "10–12 September 2024", "+10–12 +=September 2024="},
		{"two weeks before", "four weeks before", "-two -+four +=weeks before="},
		{"", "new", "+new+"},
		{"gone", "", "-gone-"},
		{"same", "same", "=same="},
		{"서울에서 열렸다", "부산에서 열렸다", "-서울에서 -+부산에서 +=열렸다="},
	} {
		var got strings.Builder
		for _, p := range Differences(test.before, test.after) {
			mark := map[Fate]string{Stayed: "=", Added: "+", Removed: "-"}[p.Fate]
			got.WriteString(mark + p.Text + mark)
		}
		if got.String() != test.want {
			t.Errorf("%q to %q: %s, want %s", test.before, test.after, got.String(), test.want)
		}
	}
}

func TestAVeryLongTextIsShownWhole(t *testing.T) {
	long := strings.Repeat("word ", 100_000)
	pieces := Differences(long, long+"end")
	if len(pieces) != 2 || pieces[0].Fate != Removed || pieces[1].Fate != Added {
		t.Errorf("%d pieces", len(pieces))
	}
}
