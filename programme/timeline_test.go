package programme

import (
	"strings"
	"testing"

	"entente/record"
	"entente/ui"
)

func TestAnAreaAndAThemeOfItsNameAreOneLane(t *testing.T) {
	theme := func(name string) Fact { return Fact{Activity: Written[Activity]{Value: Activity{Theme: name}}} }
	lanes := laned([]Fact{theme("cyber"), theme("Cyber"), theme(""), theme("sea"), theme("sea"), theme("sea")},
		func(f Fact) (string, ui.Said) { return f.Activity.Value.Theme, ui.Plain(f.Activity.Value.Theme) })
	var got []string
	for _, l := range lanes {
		got = append(got, l.Title.Text)
	}
	if strings.Join(got, ",") != "sea,cyber," || len(lanes[1].Facts) != 2 {
		t.Errorf("%+v", lanes)
	}
}

func TestAnEditionIsDrawnUntilItsEndOrTheNextOne(t *testing.T) {
	edition := func(n byte, inForce, validTo string) Written[Edition] {
		e := Edition{}
		e.InForce, _ = record.ParseDate(inForce)
		e.ValidTo, _ = record.ParseDate(validTo)
		return Written[Edition]{ID: record.ID{n}, Value: e}
	}
	got := validities(Lineage([]Written[Edition]{edition(1, "2012-09-20", ""), edition(2, "2017", "2018"), edition(3, "2019", ""), edition(4, "", "")}, nil, nil))
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []struct {
		ends string
		open bool
	}{{"2017", false}, {"2018", false}, {"", true}} {
		if got[i].Ends.String() != want.ends || got[i].Open != want.open {
			t.Errorf("edition %d ends %s, open %v", i+1, got[i].Ends, got[i].Open)
		}
	}
}
