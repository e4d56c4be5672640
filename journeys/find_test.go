package journeys_test

import (
	"slices"
	"testing"
)

// Somebody finds a Korean word of two syllables wherever it stands, and it is
// marked where it was found.
func findKorean(t *testing.T, s *stage) {
	tab := s.at(t, s.ROK, "rok")
	tab.Follow("한국어")
	tab.Fill("기록 검색", "협력")
	tab.Enter("기록 검색")
	tab.Sees("맞춤형 협력 패키지(TCP), 2008")
	s.forEverybody(t, tab)
	if marked := tab.Marked(); !slices.Contains(marked, "협력") {
		t.Errorf("marked are %q", marked)
	}
}

// Somebody narrows a list, orders it, keeps it for their office, and releases rows
// that they tick.
func workWithAList(t *testing.T, s *stage) {
	tab := s.at(t, s.ROK, "rok")
	home := tab.Address()
	tab.Follow("Records")
	tab.Follow("Activities")
	tab.Follow("Summit")
	tab.Sees("4 of 95")
	tab.Click("Sort by")
	tab.Follow("Start, oldest first")
	tab.Sees("4 of 95")
	tab.Go(tab.Address())
	tab.Sees("4 of 95")
	tab.Follow("Save this view")
	tab.Fill("What to call it", "Summits, oldest first")
	tab.Follow("Save this view")
	tab.Go(home + "office/views")
	tab.Follow("Summits, oldest first")
	tab.Sees("4 of 95")

	private, err := s.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"First draft", "Second draft", "Third draft"} {
		tab.Go(home + "records/" + private.String() + "/new?kind=programme/activity")
		tab.In("Title").Fill("English", title)
		tab.Choose("Type", "Visit")
		tab.Follow("Save")
	}
	tab.Go(home + "records?kind=programme/activity&channel=" + private.String())
	tab.Choose("Choose First draft", "")
	tab.Choose("Choose Third draft", "")
	tab.Follow("Release those that are ticked")
	tab.Sees("First draft", "Third draft")
	tab.SeesNo("Second draft")
}
