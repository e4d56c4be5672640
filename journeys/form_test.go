package journeys_test

import (
	"strings"
	"testing"

	"entente/internal/testworld"
)

// Two colleagues have one record before them. Who sends second is shown what the
// first wrote, beside their own words, and decides field by field.
func twoAtOneRecord(t *testing.T, s *stage) {
	path := "/records/" + s.Channel.String() + "/" + s.ROK.Find(t, s.Channel, dialogue).ID.String()
	first := s.at(t, s.ROK, "rok")
	second, address := s.someone(t, s.ROK, "colleague", testworld.Offices[1].Code)
	second.Go(address + path)
	second.Follow("Edit")
	second.Fill("Place", "Brussels")
	second.Fill("Theme", "cyber defence and recovery")

	first.Go(first.Address() + path[1:])
	first.Follow("Edit")
	first.Fill("Place", "Seoul")
	first.In("Start").Fill("Month", "5")
	first.Follow("Save revision 2")

	second.Follow("Save revision 2")
	second.Sees("wrote revision 2 while you were typing.", "The newest revision says:", "Seoul", "Taken over from the newest revision:")
	s.forEverybody(t, second)
	for field, stands := range map[string]string{"Place": "Brussels", "Theme": "cyber defence and recovery", "Month": "5"} {
		if now := second.Value(field); now != stands {
			t.Errorf("%s is now %q and should be %q", field, now, stands)
		}
	}
	second.Choose("Take this instead of mine", "")
	second.Follow("Save revision 3")
	second.Sees("Seoul", "cyber defence and recovery", "May 2024")
	second.In("History").Sees("Rev 3", "Rev 2", "Rev 1")
}

// Somebody who reads Korean sends a form with everything wrong: the keyboard is at
// the summary, each line of it leads to its field, and nothing typed is lost.
func everyFieldWrong(t *testing.T, s *stage) {
	tab := s.at(t, s.ROK, "rok")
	tab.Follow("한국어")
	tab.Go(tab.Address() + "records/" + s.Channel.String() + "/new?kind=programme/activity")
	typed := map[string]map[string]string{
		"":   {"위도": "북쪽", "경도": "1000", "장소": "서울 🏛 \u202emoc", "외부 식별자": "아무거나"},
		"시작": {"일": "31", "월": "2", "연도": "2027"},
		"종료": {"일": "", "월": "13", "연도": "이천"},
	}
	tab.Click("외부 식별자")
	for group, fields := range typed {
		part := tab
		if group != "" {
			part = tab.In(group)
		}
		for field, text := range fields {
			part.Fill(field, text)
		}
	}
	tab.Follow("저장")
	if at := tab.Focused(); at != "summary" {
		t.Errorf("after a refused form the keyboard is at %q", at)
	}
	s.forEverybody(t, tab)
	summary := tab.Part("summary")
	lines := summary.Links()
	if len(lines) < 7 {
		t.Errorf("the summary has only these lines: %q", lines)
	}
	for _, line := range lines {
		summary.Click(line)
		at := tab.Focused()
		if !strings.HasPrefix(at, "f-") {
			t.Errorf("%q leads to %q", line, at)
		}
	}
	for group, fields := range typed {
		part := tab
		if group != "" {
			part = tab.In(group)
		}
		for field, text := range fields {
			if now := part.Value(field); now != text {
				t.Errorf("%s %s was %q and is now %q", group, field, text, now)
			}
		}
	}
}
