package programme

import (
	"entente/keys"
	"entente/record"
)

// InForce is the edition that is in force on a day: the last in the line that
// has begun and has not ended. Which day it entered into force is taken from
// that act, else from its validity; an edition that was only agreed or signed is
// not in force.
func InForce(line []Step, today record.Date) (current Written[Edition], known bool) {
	for _, step := range line {
		e := step.Edition.Value
		begins := e.InForce
		if begins.IsZero() {
			begins = e.ValidFrom
		}
		if begins.IsZero() || today.Before(begins) {
			continue
		}
		current, known = step.Edition, true
	}
	if known && past(current.Value.ValidTo, today) {
		return Written[Edition]{}, false
	}
	return current, known
}

// A Tally counts what stands beneath a node of the tree, each once, and what
// each partner finds of it.
type Tally struct {
	Goals, Activities int
	Found             map[keys.PartnerID]map[Progress]int
	Differ            int // of which partners find different things
}

// Count counts what stands beneath a node, and the node itself in what is found.
func Count(node Node) Tally {
	t := Tally{Found: map[keys.PartnerID]map[Progress]int{}}
	t.add(node, map[record.ID]bool{})
	return t
}

func (t *Tally) add(node Node, seen map[record.ID]bool) {
	if !node.Ref.IsZero() && !seen[node.Ref.ID] {
		seen[node.Ref.ID] = true
		switch {
		case node.Goal != nil:
			t.Goals++
		case node.Activity != nil:
			t.Activities++
		}
		for _, said := range node.Said {
			if t.Found[said.Partner] == nil {
				t.Found[said.Partner] = map[Progress]int{}
			}
			t.Found[said.Partner][said.Value.Status]++
		}
		if node.Differ {
			t.Differ++
		}
	}
	for _, child := range node.Children {
		t.add(child, seen)
	}
}
