package programme

import (
	"cmp"
	"slices"

	"entente/record"
)

// Node is a place in the tree of an edition: an area, an objective in it, a
// goal of that, an activity towards the goal. Exactly one of the four is set,
// unless the node stands for what is not there.
type Node struct {
	Key        string     // "5.1.2", by which addresses name it; empty for an activity
	Ref        record.Ref // what it is; zero for the branch of what is in no area
	Area       *Written[Area]
	Objective  *Written[Objective]
	Goal       *Written[Goal]
	Activity   *Written[Activity]
	Heap       *Heap                 // instead of them: activities that were counted and not read
	Absent     bool                  // what others refer to and this edition does not hold
	Missing    []record.Ref          // what an activity names beside, and this edition does not hold
	Said       []Written[Assessment] // the newest of each partner
	Differ     bool                  // whether two partners find different things
	Activities int                   // beneath, each counted once
	Children   []Node
}

// A Heap is activities that name the same edition, area and goals. They stand
// in a tree as one node that counts them, so that nobody reads what is not shown.
type Heap struct {
	Names      Activity // only what an activity stands under is set
	Activities int
}

// NoArea is the key of the branch of what is in no area.
const NoArea = "none"

// Number is what a reader sees: a key of what is not there or in no area is none.
func (n Node) Number() string {
	if n.Key != "" && n.Key[0] >= '0' && n.Key[0] <= '9' {
		return n.Key
	}
	return ""
}

// Tree files what belongs to an edition: objectives under its areas (ends),
// goals under objectives (ways), activities under goals, or under their area
// where no goal is known (means). What is in no area comes last.
//
//   - Siblings stand in order of their number, then of their title. The number
//     is that of the record; a second one with the same is 2-2, and one without
//     goes on after the greatest.
//   - A reference to what is not among the records gives a branch that says so
//     (Absent); nothing that belongs to the edition is left out.
//   - An activity towards several goals stands under each. It is counted once.
//   - A record that is given twice counts once, the first time.
func Tree(edition record.ID, areas []Written[Area], objectives []Written[Objective], goals []Written[Goal], activities []Written[Activity], assessments []Written[Assessment], heaps ...*Heap) []Node {
	g := newGrove(edition, areas, objectives, goals)
	for _, activity := range once(activities) {
		g.placeActivity(activity.Value, Node{Ref: refOf(Activities.Kind, activity.ID), Activity: &activity})
	}
	for _, heap := range heaps {
		if heap.Activities > 0 {
			g.placeActivity(heap.Names, Node{Heap: heap})
		}
	}
	for _, assessment := range once(assessments) {
		id := assessment.Value.About.ID
		g.said[id] = append(g.said[id], assessment)
	}
	var roots []Node
	for _, area := range once(areas) {
		if g.areas[area.ID] {
			roots = append(roots, Node{Ref: refOf(Areas.Kind, area.ID), Area: &area})
		}
	}
	g.grow("", roots)
	slices.SortFunc(g.absent, func(a, b record.Ref) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), slices.Compare(a.ID[:], b.ID[:]))
	})
	for i, ref := range g.absent {
		roots = append(roots, g.branch(Node{Key: "absent" + suffix(i+1), Ref: ref, Absent: true}))
	}
	if len(g.under[record.Ref{}]) > 0 {
		roots = append(roots, g.branch(Node{Key: NoArea}))
	}
	return roots
}

// A grove is what is known of a tree while it is put together. Its levels refer
// upwards only, so that no reference can close a circle.
type grove struct {
	edition                  record.ID
	areas, objectives, goals map[record.ID]bool    // that stand in the tree
	under                    map[record.Ref][]Node // by what they stand under; zero is no area
	absent                   []record.Ref          // what something stands under and is not there
	said                     map[record.ID][]Written[Assessment]
}

func newGrove(edition record.ID, areas []Written[Area], objectives []Written[Objective], goals []Written[Goal]) *grove {
	g := &grove{
		edition: edition, areas: map[record.ID]bool{}, objectives: map[record.ID]bool{}, goals: map[record.ID]bool{},
		under: map[record.Ref][]Node{}, said: map[record.ID][]Written[Assessment]{},
	}
	for _, area := range once(areas) {
		g.areas[area.ID] = area.Value.Edition.ID == edition
	}
	for _, o := range once(objectives) {
		area := o.Value.Area
		g.objectives[o.ID] = o.Value.Edition.ID == edition || g.areas[area.ID]
		if g.objectives[o.ID] {
			g.place(Areas.Kind, area.ID, Node{Ref: refOf(Objectives.Kind, o.ID), Objective: &o})
		}
	}
	for _, goal := range once(goals) {
		objective := goal.Value.Objective
		here, known := g.objectives[objective.ID]
		g.goals[goal.ID] = here || !known // one of another edition is left to that
		if g.goals[goal.ID] {
			g.place(Objectives.Kind, objective.ID, Node{Ref: refOf(Goals.Kind, goal.ID), Goal: &goal})
		}
	}
	return g
}

// place puts a node under what it refers to, whether that is here or not. The
// kind is that of the level above and not what a reference calls it, so that
// nothing can come to stand under itself.
func (g *grove) place(level *record.Kind, id record.ID, node Node) {
	var under record.Ref
	if id != (record.ID{}) {
		under = refOf(level, id)
	}
	here := map[string]map[record.ID]bool{Areas.Name(): g.areas, Objectives.Name(): g.objectives, Goals.Name(): g.goals}[under.Kind]
	if !under.IsZero() && !here[id] && !slices.Contains(g.absent, under) {
		g.absent = append(g.absent, under)
	}
	g.under[under] = append(g.under[under], node)
}

// placeActivity files an activity under each goal that is here, else under its
// area, else under the first thing that it names.
func (g *grove) placeActivity(a Activity, node Node) {
	var ways []record.ID
	for _, ref := range a.Goals {
		switch {
		case g.goals[ref.ID] && !slices.Contains(ways, ref.ID):
			ways = append(ways, ref.ID)
		case !g.goals[ref.ID] && !slices.Contains(node.Missing, refOf(Goals.Kind, ref.ID)):
			node.Missing = append(node.Missing, refOf(Goals.Kind, ref.ID))
		}
	}
	if !a.Area.IsZero() && !g.areas[a.Area.ID] {
		node.Missing = append(node.Missing, refOf(Areas.Kind, a.Area.ID))
	}
	switch {
	case len(ways) > 0:
		for _, goal := range ways {
			g.place(Goals.Kind, goal, node)
		}
	case g.areas[a.Area.ID]:
		g.place(Areas.Kind, a.Area.ID, node)
	case a.Edition.ID != g.edition: // of another edition
	case len(a.Goals) > 0:
		g.place(Goals.Kind, a.Goals[0].ID, node)
	default:
		g.place(Areas.Kind, a.Area.ID, node)
	}
}

// branch grows one node that stands alone.
func (g *grove) branch(node Node) Node {
	node.Children = g.under[node.Ref]
	g.finish(&node)
	return node
}

// grow orders siblings, names them, and hangs under each what stands under it.
func (g *grove) grow(parent string, siblings []Node) {
	slices.SortFunc(siblings, inOrderOfNumber)
	name(parent, siblings)
	for i := range siblings {
		node := &siblings[i]
		if node.Activity == nil && node.Heap == nil {
			node.Children = g.under[node.Ref]
		}
		g.finish(node)
	}
}

func (g *grove) finish(node *Node) {
	g.grow(node.Key, node.Children)
	node.Activities = beneath(node.Children)
	node.Said = newest(g.said[node.Ref.ID])
	node.Differ = slices.ContainsFunc(node.Said, func(s Written[Assessment]) bool {
		return s.Value.Status != node.Said[0].Value.Status
	})
}

// beneath counts activities, each once wherever it stands.
func beneath(nodes []Node) int {
	activities, heaps := map[record.ID]bool{}, map[*Heap]bool{}
	var walk func([]Node)
	walk = func(nodes []Node) {
		for _, node := range nodes {
			switch {
			case node.Activity != nil:
				activities[node.Ref.ID] = true
			case node.Heap != nil:
				heaps[node.Heap] = true
			}
			walk(node.Children)
		}
	}
	walk(nodes)
	n := len(activities)
	for heap := range heaps {
		n += heap.Activities
	}
	return n
}

// newest keeps of each partner the assessment of the latest date, of one date
// the one that was begun last; its order is that of the partners' ids.
func newest(all []Written[Assessment]) []Written[Assessment] {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Written[Assessment]) int {
		return cmp.Or(
			slices.Compare(a.Partner[:], b.Partner[:]),
			b.Value.AsOf.Compare(a.Value.AsOf),
			slices.Compare(b.ID[:], a.ID[:]),
		)
	})
	return slices.CompactFunc(all, func(a, b Written[Assessment]) bool { return a.Partner == b.Partner })
}

func refOf(kind *record.Kind, id record.ID) record.Ref { return record.Ref{Kind: kind.Name(), ID: id} }

// once drops what is given a second time.
func once[T any](all []Written[T]) []Written[T] {
	seen := make(map[record.ID]bool, len(all))
	kept := make([]Written[T], 0, len(all))
	for _, one := range all {
		if !seen[one.ID] {
			seen[one.ID] = true
			kept = append(kept, one)
		}
	}
	return kept
}
