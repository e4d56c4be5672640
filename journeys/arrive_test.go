package journeys_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/browser"
)

// atOnce is how soon a partner's page shows what was saved here. A busy machine
// may spoil one measurement, so it holds for the median of three.
const atOnce = time.Second

// Somebody writes an activity and changes it twice; a partner who looks at it sees
// each within a second, and both sides read the same history and differences.
func createAndArrive(t *testing.T, s *stage) {
	saved := &saves{pages: s.ROK.Pages}
	s.ROK.Pages = saved
	rok, nato := s.at(t, s.ROK, "rok"), s.at(t, s.NATO, "nato")

	rok.Follow("Records")
	rok.Follow("Activities")
	rok.Follow("New: Activity")
	rok.In("Title").Fill("English", "Workshop on incident reporting, Seoul")
	rok.In("Title").Fill("Korean", "사고 보고 연수회, 서울")
	rok.Choose("Type", "Training")
	rok.In("Start").Fill("Year", "2027")
	var took []time.Duration
	save := func(button, shows string) {
		rok.Follow(button)
		rok.Sees(shows)
		there := elsewhere(t, nato, rok.Address())
		for !strings.Contains(nato.Text(), shows) {
			if time.Since(saved.last) > 10*time.Second {
				t.Fatalf("the partner's page does not show %q after ten seconds", shows)
			}
			nato.Go(there)
		}
		took = append(took, time.Since(saved.last))
	}
	save("Save", "Workshop on incident reporting, Seoul")
	rok.Follow("Edit")
	rok.In("Title").Fill("English", "Workshop on incident reporting, Daejeon")
	save("Save revision 2", "Workshop on incident reporting, Daejeon")
	rok.Follow("Edit")
	rok.Fill("Place", "Daejeon")
	rok.In("Start").Fill("Month", "3")
	save("Save revision 3", "March 2027")

	slices.Sort(took)
	t.Logf("from the answer to a save until the partner's page shows it: %v", took)
	if took[1] > atOnce {
		t.Errorf("the partner's page shows what was saved after %v", took[1])
	}
	for _, side := range []*browser.Tab{rok, nato} {
		side.In("History").Sees("Rev 1", "Rev 2", "Rev 3", "Seoul", "Daejeon")
		side.Choose("Compare revision", "1")
		side.Choose("with", "3")
		side.Follow("Show differences")
		side.Sees("From revision 1 to revision 3", "March 2027")
		s.forEverybody(t, side)
	}
}

// elsewhere is the address of a page on the other side.
func elsewhere(t *testing.T, there *browser.Tab, address string) string {
	t.Helper()
	here, err := url.Parse(address)
	side, err2 := url.Parse(there.Address())
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	side.Path, side.RawQuery, side.Fragment = here.Path, "", ""
	return side.String()
}

// saves notes when a form was last answered.
type saves struct {
	pages http.Handler
	last  time.Time
}

func (s *saves) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	s.pages.ServeHTTP(w, q)
	if q.Method == http.MethodPost {
		s.last = time.Now()
	}
}
