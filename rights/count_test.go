package rights

import (
	"encoding/binary"
	"reflect"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/label"
	"entente/record"
)

// Day 0 of the tests; times in them are hours after it.
var begin = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// a story is what was written, by whom and when, in the order of the ledger.
type story struct{ facts Facts }

// newStory begins with two security officers of one office, SEC, whom the
// command line named: ann and ben. dan deputises for cho in office DESK.
func newStory() *story {
	s := &story{Facts{Private: record.ChannelID{1}, CommandLine: "-", Policies: label.Shipped()}}
	s.facts.Account = func(actor string) string {
		if actor == "-" {
			return ""
		}
		return actor
	}
	s.facts.SameHuman = func(one, other string) bool { return strings.TrimSuffix(one, "'") == strings.TrimSuffix(other, "'") }
	s.facts.Offices = func(account string, _ time.Time) []access.Office {
		switch account {
		case "cho":
			return []access.Office{{Code: "DESK"}}
		case "dan":
			return []access.Office{{Code: "DESK", Deputy: true}, {Code: "SEC"}}
		}
		return []access.Office{{Code: "SEC"}}
	}
	s.write("-", "", 0, 1, Role{Office: "SEC", Role: "security-officer", OnPaper: []string{"Kim", "Lee"}})
	return s
}

// write adds a revision of the record of this number.
func (s *story) write(actor, office string, hour float64, id byte, g granted) record.Leaf {
	f := Fact{ID: record.ID{id}, At: begin.Add(time.Duration(hour * float64(time.Hour))), Actor: actor, Office: office, Granted: g, Revision: 1}
	for _, before := range s.facts.Written {
		if before.ID == f.ID {
			f.Revision++
		}
	}
	binary.BigEndian.PutUint32(f.Leaf[:], uint32(len(s.facts.Written)+1))
	s.facts.Written = append(s.facts.Written, f)
	return f.Leaf
}

// approve adds an approval of a text.
func (s *story) approve(actor, office string, hour float64, id byte, leaf record.Leaf) {
	s.write(actor, office, hour, 100+byte(len(s.facts.Written)), nil)
	last := &s.facts.Written[len(s.facts.Written)-1]
	last.Approval = &Approval{Grant: record.Ref{Kind: "rights/clearance", ID: record.ID{id}}, Leaf: leaf.String()}
}

func day(text string) record.Date {
	d, err := record.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// secret is the clearance that the stories are about.
func secret() Clearance {
	return Clearance{Account: "eve", Policy: "NATO-like", Classification: "SECRET", From: day("2026-11-01"), Until: day("2027-10-31")}
}

func TestAGrantCountsWhenASecondPersonApprovesExactlyItsText(t *testing.T) {
	secret := secret()
	lower := secret
	lower.Classification = "CONFIDENTIAL"
	shorter := secret
	shorter.Until = day("2026-11-02")
	for _, test := range []struct {
		name   string
		tell   func(*story)
		counts bool
	}{
		{"nobody approved", func(s *story) { s.write("ann", "SEC", 1, 2, secret) }, false},
		{"a second person did", func(s *story) { s.approve("ben", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret)) }, true},
		{"exactly a day later", func(s *story) { s.approve("ben", "SEC", 25, 2, s.write("ann", "SEC", 1, 2, secret)) }, true},
		{"later than a day", func(s *story) { s.approve("ben", "SEC", 25.01, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"the clock was set back", func(s *story) { s.approve("ben", "SEC", 0.5, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"the same person", func(s *story) { s.approve("ann", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"another account of the same person", func(s *story) { s.approve("ann'", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"another account of whom it concerns", func(s *story) { s.approve("eve'", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"the same person for another office", func(s *story) { s.approve("ann", "DESK", 2, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"the command line as the second", func(s *story) { s.approve("-", "", 2, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"for an office that is no security officer", func(s *story) { s.approve("ben", "DESK", 2, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"written by who is no security officer", func(s *story) { s.approve("ben", "SEC", 2, 2, s.write("ann", "DESK", 1, 2, secret)) }, false},
		{"by whom it concerns", func(s *story) { s.approve("eve", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret)) }, false},
		{"asked for by whom it concerns", func(s *story) { s.approve("ben", "SEC", 2, 2, s.write("eve", "SEC", 1, 2, secret)) }, true},
		{"by the deputy of the first", func(s *story) { s.approve("dan", "SEC", 2, 2, s.write("cho", "SEC", 1, 2, secret)) }, false},
		{"by whom the first deputises for", func(s *story) { s.approve("cho", "SEC", 2, 2, s.write("dan", "SEC", 1, 2, secret)) }, false},
		{"another text", func(s *story) {
			s.write("ann", "SEC", 1, 2, lower)
			leaf := s.facts.Written[1].Leaf
			s.write("ann", "SEC", 1.5, 2, secret)
			s.approve("ben", "SEC", 2, 2, leaf)
		}, false},
		{"changed after it was approved", func(s *story) {
			s.approve("ben", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, lower))
			s.write("ann", "SEC", 3, 2, secret)
		}, false},
		{"approved before it was written", func(s *story) {
			s.approve("ben", "SEC", 1, 2, record.Leaf{0, 0, 0, 3})
			s.write("ann", "SEC", 1, 2, secret)
		}, false},
		{"lowered by one and raised again by one", func(s *story) {
			s.approve("ben", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret))
			s.write("ann", "SEC", 3, 2, lower)
			s.write("ann", "SEC", 4, 2, secret)
		}, false},
		{"ended by one", func(s *story) {
			s.approve("ben", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret))
			s.write("ann", "SEC", 3, 2, shorter)
		}, false},
		{"by the command line with two on paper", func(s *story) {
			on := secret
			on.OnPaper = []string{"Kim", "Lee"}
			s.write("-", "", 1, 2, on)
		}, true},
		{"by the command line with one on paper", func(s *story) {
			on := secret
			on.OnPaper = []string{"Kim", "Kim"}
			s.write("-", "", 1, 2, on)
		}, false},
		{"by a person who says that it is on paper", func(s *story) {
			on := secret
			on.OnPaper = []string{"Kim", "Lee"}
			s.write("ann", "SEC", 1, 2, on)
		}, false},
		{"a role granted later does not make an earlier grant count", func(s *story) {
			s.approve("ben", "NEW", 1.5, 2, s.write("ann", "NEW", 1, 2, secret))
			s.write("-", "", 2, 3, Role{Office: "NEW", Role: "security-officer", OnPaper: []string{"Kim", "Lee"}})
		}, false},
		{"one whose text was withdrawn", func(s *story) {
			s.approve("ben", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, nil))
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStory()
			test.tell(s)
			counted := Count(s.facts)
			got := counted.InForce(access.Account{ID: "eve"}, begin.Add(48*time.Hour)).Clearances
			full := len(got) == 1 && got[0].Classification == "SECRET"
			if full != test.counts {
				t.Errorf("eve is cleared for %v", got)
			}
		})
	}
}

func TestOnePersonMayLower(t *testing.T) {
	s := newStory()
	s.approve("ben", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret()))
	lower := secret()
	lower.Classification = "RESTRICTED"
	s.write("ann", "SEC", 3, 2, lower)
	counted := Count(s.facts)
	want := []label.Clearance{{Policy: "NATO-like", Classification: "RESTRICTED"}}
	if got := counted.InForce(access.Account{ID: "eve"}, begin.Add(4*time.Hour)).Clearances; !reflect.DeepEqual(got, want) {
		t.Errorf("eve is cleared for %v", got)
	}
}

func TestAGrantBeginsAndEndsWithItsDays(t *testing.T) {
	s := newStory()
	s.approve("ben", "SEC", 2, 2, s.write("ann", "SEC", 1, 2, secret()))
	counted := Count(s.facts)
	for _, test := range []struct {
		at   string
		some bool
	}{
		{"2026-10-31T23:59:59Z", false}, {"2026-11-01T00:00:00Z", true}, {"2027-10-31T23:59:59Z", true}, {"2027-11-01T00:00:00Z", false},
	} {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := counted.InForce(access.Account{ID: "eve"}, at).Clearances; (len(got) == 1) != test.some {
			t.Errorf("at %s eve is cleared for %v", test.at, got)
		}
	}
}

func TestWhoeverActsForAnOfficeIsAnOfficerUntilOneIsNamed(t *testing.T) {
	desk, sec := access.Account{ID: "a", Offices: []access.Office{{Code: "DESK"}}}, access.Account{ID: "b", Offices: []access.Office{{Code: "SEC"}}}
	roles := func(s *story, who access.Account) []access.Role {
		counted := Count(s.facts)
		return counted.InForce(who, begin.Add(time.Hour)).In(record.ChannelID{9})
	}
	s := newStory()
	if got := roles(s, desk); !reflect.DeepEqual(got, []access.Role{access.Officer}) {
		t.Errorf("before any officer was named, the desk is %v", got)
	}
	if got := roles(s, sec); !reflect.DeepEqual(got, []access.Role{access.SecurityOfficer}) {
		t.Errorf("an office with a role of its own is %v", got)
	}
	s.write("-", "", 0.5, 3, Role{Office: "OTHER", Role: "officer", OnPaper: []string{"Kim", "Lee"}, Until: day("2026-11-01")})
	if got := roles(s, desk); got != nil {
		t.Errorf("after one was named, though their time is over, the desk is %v", got)
	}
}

func TestAChannelIsClosedByOneAndOpenedByTwo(t *testing.T) {
	channel := record.ChannelID{7}
	closed := func(s *story) bool {
		counted := Count(s.facts)
		return len(counted.InForce(access.Account{ID: "eve"}, begin.Add(48*time.Hour)).Closed) == 1
	}
	s := newStory()
	s.write("ann", "SEC", 1, 2, Closure{Channel: channel.String()})
	if !closed(s) {
		t.Fatal("one person did not close it")
	}
	leaf := s.write("ann", "SEC", 2, 2, Closure{Channel: channel.String(), Until: day("2026-11-02")})
	if !closed(s) {
		t.Fatal("one person opened it")
	}
	s.approve("ben", "SEC", 3, 2, leaf)
	if closed(s) {
		t.Error("two persons did not open it")
	}
}

func TestARoleIsNotApprovedByTheOfficeThatReceivesIt(t *testing.T) {
	s := newStory()
	s.write("-", "", 0, 9, Role{Office: "SEC2", Role: "security-officer", OnPaper: []string{"Kim", "Lee"}})
	for n, test := range []struct {
		office string
		counts bool
	}{{"SEC2", false}, {"SEC", true}} {
		id := byte(20 + n)
		s.approve("ben", test.office, 2, id, s.write("ann", "SEC", 1, id, Role{Office: "SEC2", Role: "auditor"}))
		counted := Count(s.facts)
		if got := counted.byID[record.ID{id}].State == Counting; got != test.counts {
			t.Errorf("approved for %s, it counts: %t", test.office, got)
		}
	}
}
