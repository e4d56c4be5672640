package programme

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/keys"
	"entente/record"
)

// A plot is an invented edition, number 1, to grow a tree from.
type plot struct {
	areas       []Written[Area]
	objectives  []Written[Objective]
	goals       []Written[Goal]
	activities  []Written[Activity]
	assessments []Written[Assessment]
}

func (p *plot) area(n byte, number int64, title string) {
	p.areas = append(p.areas, Written[Area]{ID: id(n), Value: Area{Edition: to(Editions.Kind, 1), Number: number, Title: record.Text{EN: title}}})
}

func (p *plot) objective(n, area byte, number int64) {
	p.objectives = append(p.objectives, Written[Objective]{ID: id(n), Value: Objective{Edition: to(Editions.Kind, 1), Area: to(Areas.Kind, area), Number: number}})
}

func (p *plot) goal(n, objective byte, number int64) {
	p.goals = append(p.goals, Written[Goal]{ID: id(n), Value: Goal{Objective: to(Objectives.Kind, objective), Number: number}})
}

func (p *plot) activity(n, edition, area byte, goals ...byte) {
	a := Activity{Edition: to(Editions.Kind, edition), Area: to(Areas.Kind, area)}
	for _, goal := range goals {
		a.Goals = append(a.Goals, to(Goals.Kind, goal))
	}
	p.activities = append(p.activities, Written[Activity]{ID: id(n), Value: a})
}

func (p *plot) assess(n, partner, about byte, status Progress, asOf record.Date) {
	p.assessments = append(p.assessments, Written[Assessment]{
		ID: id(n), Partner: keys.PartnerID{partner}, Value: Assessment{About: to(Goals.Kind, about), Status: status, AsOf: asOf},
	})
}

func (p *plot) tree() []Node {
	return Tree(id(1), p.areas, p.objectives, p.goals, p.activities, p.assessments)
}

// to refers to a record; 0 is none.
func to(kind *record.Kind, n byte) record.Ref {
	if n == 0 {
		return record.Ref{}
	}
	return refOf(kind, id(n))
}

// outline writes a tree as a reader would: a line for each node, by key or
// record, indented.
func outline(nodes []Node, indent string) string {
	var b strings.Builder
	for _, n := range nodes {
		name := n.Key
		if n.Activity != nil {
			name = fmt.Sprint("activity ", n.Ref.ID[15])
		}
		if n.Absent {
			name = fmt.Sprint("absent ", n.Ref.Kind, " ", n.Ref.ID[15])
		}
		b.WriteString(indent + name + "\n" + outline(n.Children, indent+" "))
	}
	return b.String()
}

func TestATreeIsNumberedByTheRecordsThenByTheirTitles(t *testing.T) {
	p := plot{}
	p.area(11, 0, "Unnumbered B")
	p.area(12, 0, "Unnumbered A")
	p.area(13, 5, "Cyber defence")
	p.area(14, 2, "Counter-terrorism")
	p.area(15, 5, "Also five")
	p.objective(21, 13, 2)
	p.objective(22, 13, 1)
	p.goal(31, 22, 0)
	p.goal(32, 22, 4)
	p.activity(41, 1, 13, 31)
	p.activity(42, 1, 13)
	p.activity(43, 1, 0)
	p.activity(44, 9, 0) // of another edition
	want := "2\n5\n5-2\n 5-2.1\n  5-2.1.4\n  5-2.1.5\n   activity 41\n 5-2.2\n activity 42\n6\n7\nnone\n activity 43\n"
	tree := p.tree()
	if got := outline(tree, ""); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	if tree[2].Area.ID != id(13) || tree[3].Area.ID != id(12) {
		t.Error("areas of one number, or of none, do not stand by their titles")
	}
	if tree[2].Activities != 2 || tree[len(tree)-1].Number() != "" {
		t.Errorf("%d activities, number %q", tree[2].Activities, tree[len(tree)-1].Number())
	}
}

func TestWhatIsNotHereIsShownAsSuch(t *testing.T) {
	p := plot{}
	p.area(11, 1, "")
	p.objective(21, 99, 0)    // its area is not here
	p.goal(31, 98, 0)         // its objective is not here
	p.activity(41, 1, 0, 97)  // its goal is not here
	p.activity(42, 1, 11, 97) // likewise, but its area is
	want := "1\n activity 42\nabsent programme/area 99\n absent-1.1\nabsent programme/goal 97\n activity 41\nabsent programme/objective 98\n absent-3.1\n"
	tree := p.tree()
	if got := outline(tree, ""); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	if missing := tree[0].Children[0].Missing; len(missing) != 1 || missing[0] != to(Goals.Kind, 97) {
		t.Errorf("missing: %v", missing)
	}
}

func TestReferencesThatNameThemselvesDoNotCloseACircle(t *testing.T) {
	p := plot{areas: []Written[Area]{{ID: id(5), Value: Area{Edition: to(Editions.Kind, 1)}}}}
	p.objective(5, 5, 0)
	p.goal(5, 5, 0)
	p.activity(5, 1, 5, 5)
	p.objectives = append(p.objectives, Written[Objective]{ID: id(6), Value: Objective{Edition: to(Editions.Kind, 1), Area: to(Objectives.Kind, 6)}})
	if got, want := outline(p.tree(), ""), "1\n 1.1\n  1.1.1\n   activity 5\nabsent programme/area 6\n absent-1.1\n"; got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

func TestEachPartnersNewestAssessmentStands(t *testing.T) {
	const rok, nato = 1, 2
	p := plot{}
	p.area(11, 1, "")
	p.objective(21, 11, 1)
	p.goal(31, 21, 1)
	p.assess(51, rok, 31, AtRisk, date(t, "2024"))
	p.assess(52, rok, 31, Done, date(t, "2025-06"))
	p.assess(53, nato, 31, OnTrack, date(t, "2025-01"))
	goal := p.tree()[0].Children[0].Children[0]
	if len(goal.Said) != 2 || goal.Said[0].Value.Status != Done || goal.Said[1].Value.Status != OnTrack || !goal.Differ {
		t.Errorf("%+v", goal.Said)
	}
	p.assess(54, nato, 31, Done, date(t, "2025-07"))
	if goal = p.tree()[0].Children[0].Children[0]; goal.Differ {
		t.Error("the same view twice differs")
	}
	p.assessments = p.assessments[:2]
	if goal = p.tree()[0].Children[0].Children[0]; goal.Differ {
		t.Error("a partner who has said nothing contradicts nobody")
	}
}

func TestATreeHoldsWhatBelongsToItOnceWhateverItRefersTo(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := anyPlot(r)
		tree := p.tree()
		seen, keys := map[record.Ref]int{}, map[string]bool{}
		walk(tree, func(n Node) {
			if n.Activity == nil {
				if n.Key == "" || keys[n.Key] {
					r.Fatalf("key %q is empty or stands twice", n.Key)
				}
				keys[n.Key] = true
				for _, child := range n.Children {
					if child.Activity == nil && !strings.HasPrefix(child.Key, n.Key+".") {
						r.Fatalf("%s stands under %s", child.Key, n.Key)
					}
				}
			}
			if !n.Ref.IsZero() && !n.Absent {
				seen[n.Ref]++
			}
			if len(n.Said) > 1 && n.Differ != (n.Said[0].Value.Status != n.Said[len(n.Said)-1].Value.Status) && len(n.Said) == 2 {
				r.Fatalf("differ %v: %v", n.Differ, n.Said)
			}
		})
		for ref, times := range seen {
			if times > 1 && ref.Kind != Activities.Name() {
				r.Fatalf("%v stands %d times", ref, times)
			}
		}
		for _, o := range p.objectives {
			if o.Value.Edition.ID == id(1) && seen[refOf(Objectives.Kind, o.ID)] != 1 {
				r.Fatalf("objective %v is lost", o.ID)
			}
		}
		for _, a := range p.activities {
			if a.Value.Edition.ID == id(1) && seen[refOf(Activities.Kind, a.ID)] == 0 {
				r.Fatalf("activity %v is lost", a.ID)
			}
		}
		if again := shuffled(r, p).tree(); outline(again, "") != outline(tree, "") || !reflect.DeepEqual(again, tree) {
			r.Fatalf("the order in which records are given matters:\n%s\n%s", outline(tree, ""), outline(again, ""))
		}
	})
}

func walk(nodes []Node, each func(Node)) {
	for _, n := range nodes {
		each(n)
		walk(n.Children, each)
	}
}

// anyPlot has records of each level with references to anything, themselves,
// other kinds and nothing, and with some records given twice.
func anyPlot(r *rapid.T) plot {
	p := plot{}
	small := func(label string) byte { return rapid.Byte().Draw(r, label) % 6 }
	number := func() int64 { return rapid.SampledFrom([]int64{-1, 0, 0, 1, 2, 7, 1<<53 + 1}).Draw(r, "number") }
	for n := range byte(rapid.IntRange(0, 5).Draw(r, "areas")) {
		p.areas = append(p.areas, Written[Area]{ID: id(n + 1), Value: Area{Edition: to(Editions.Kind, 1+small("edition")%2), Number: number()}})
	}
	for n := range byte(rapid.IntRange(0, 5).Draw(r, "objectives")) {
		p.objective(n+1, small("area"), number())
		p.objectives[n].Value.Edition = to(Editions.Kind, small("edition")%3)
		if rapid.Bool().Draw(r, "wrong kind") {
			p.objectives[n].Value.Area.Kind = Objectives.Name()
		}
	}
	for n := range byte(rapid.IntRange(0, 5).Draw(r, "goals")) {
		p.goal(n+1, small("objective"), number())
	}
	for n := range byte(rapid.IntRange(0, 5).Draw(r, "activities")) {
		p.activity(n+1, small("edition")%3, small("area"), small("goal"), small("goal"))
	}
	for n := range byte(rapid.IntRange(0, 5).Draw(r, "assessments")) {
		p.assess(n+1, small("partner"), small("about"), rapid.SampledFrom([]Progress{Done, Late, "of-tomorrow"}).Draw(r, "status"), date(r, "2025"))
	}
	p.areas = append(p.areas, p.areas...)
	p.activities = append(p.activities, p.activities...)
	return p
}

func shuffled(r *rapid.T, p plot) *plot {
	return &plot{
		areas: rapid.Permutation(p.areas).Draw(r, "areas"), objectives: rapid.Permutation(p.objectives).Draw(r, "objectives"),
		goals: rapid.Permutation(p.goals).Draw(r, "goals"), activities: rapid.Permutation(p.activities).Draw(r, "activities"),
		assessments: rapid.Permutation(p.assessments).Draw(r, "assessments"),
	}
}

func TestAHeapCountsWhatItsActivitiesWould(t *testing.T) {
	p := plot{}
	p.area(11, 1, "A")
	p.objective(21, 11, 1)
	p.goal(31, 21, 1)
	p.goal(32, 21, 2)
	p.activity(41, 1, 11)
	both := &Heap{Names: Activity{Goals: []record.Ref{to(Goals.Kind, 31), to(Goals.Kind, 32)}}, Activities: 5}
	direct := &Heap{Names: Activity{Area: to(Areas.Kind, 11)}, Activities: 7}
	absent := &Heap{Names: Activity{Edition: to(Editions.Kind, 1), Area: to(Areas.Kind, 99)}, Activities: 2}
	elsewhere := &Heap{Names: Activity{Edition: to(Editions.Kind, 2)}, Activities: 100}
	tree := Tree(id(1), p.areas, p.objectives, p.goals, p.activities, nil, both, direct, absent, elsewhere, &Heap{Names: direct.Names})
	objective := tree[0].Children[0]
	if len(tree) != 2 || tree[0].Activities != 13 || objective.Activities != 5 || objective.Children[1].Activities != 5 || tree[1].Activities != 2 || beneath(tree) != 15 {
		t.Errorf("%d branches of %d, %d under the objective, %d in all", len(tree), tree[0].Activities, objective.Activities, beneath(tree))
	}
	if rows := (openBranches{all: true}).rows(tree, 0, nil); len(rows) != 6 {
		t.Errorf("%d rows: a heap is not to be seen", len(rows))
	}
}
