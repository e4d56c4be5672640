package programme

import (
	"maps"
	"slices"
	"strings"

	"entente/record"
)

// A gatheredHeap is a heap with its activities, named by their arrivals.
type gatheredHeap struct {
	Heap
	arrivals []int64
}

// A sameNames is what the activities of one heap have in common.
type sameNames struct {
	edition bool
	area    record.ID
	goals   string // references, each followed by a space
}

// names is what an activity of these names stands under.
func (n sameNames) names(edition record.ID) (a Activity) {
	if n.edition {
		a.Edition = refOf(Editions.Kind, edition)
	}
	if !n.area.IsZero() {
		a.Area = refOf(Areas.Kind, n.area)
	}
	for text := range strings.FieldsSeq(n.goals) {
		if goal, err := record.ParseRef(text); err == nil {
			a.Goals = append(a.Goals, goal)
		}
	}
	return a
}

// heapsOf puts the activities of an edition into heaps, without reading one.
// Others that it finds are left to the tree of their own edition. What is counted
// is marked as all activities of the channel are.
func (l *listing) heapsOf(edition record.ID) ([]*gatheredHeap, error) {
	byName, err := l.namedByActivities(edition)
	if err != nil {
		return nil, err
	}
	labels, err := l.Tx.ListedLabels(l.Channel.ID, Activities.Name())
	if err != nil {
		return nil, err
	}
	l.labels = append(l.labels, labels...)
	var all []*gatheredHeap
	known := map[sameNames]*gatheredHeap{}
	for _, arrived := range slices.Sorted(maps.Keys(byName)) {
		names := byName[arrived]
		heap := known[names]
		if heap == nil {
			heap = &gatheredHeap{Heap: Heap{Names: names.names(edition)}}
			known[names], all = heap, append(all, heap)
		}
		heap.arrivals, heap.Activities = append(heap.arrivals, arrived), heap.Activities+1
	}
	return all, nil
}

// namedByActivities says what each activity of the channel names that it may
// stand under.
func (l *listing) namedByActivities(edition record.ID) (map[int64]sameNames, error) {
	found := map[int64]sameNames{}
	for field, note := range map[string]func(names *sameNames, id record.ID, ref string){
		"edition": func(n *sameNames, id record.ID, _ string) { n.edition = id == edition },
		"area":    func(n *sameNames, id record.ID, _ string) { n.area = id },
		"goals":   func(n *sameNames, _ record.ID, ref string) { n.goals += ref + " " },
	} {
		holders, err := l.Tx.Holders(l.Channel.ID, Activities.Name(), field)
		if err != nil {
			return nil, err
		}
		for _, text := range slices.Sorted(maps.Keys(holders)) { // so that the same goals make the same text
			ref, err := record.ParseRef(text)
			if err != nil {
				continue // activities without one have no value
			}
			for _, arrived := range holders[text] {
				names := found[arrived]
				note(&names, ref.ID, text)
				found[arrived] = names
			}
		}
	}
	return found, nil
}

// readOpen reads the activities of heaps that are to be seen, no more than rows
// are left for them, and takes them off the heaps.
func (l *listing) readOpen(open openBranches, nodes []Node, heaps []*gatheredHeap) (all []Written[Activity], err error) {
	unread := map[*Heap]*gatheredHeap{}
	for _, heap := range heaps {
		unread[&heap.Heap] = heap
	}
	left := mostRows + 1
	var walk func([]Node) error
	walk = func(nodes []Node) error {
		for _, node := range nodes {
			if left <= 0 {
				return nil
			}
			heap := unread[node.Heap]
			switch {
			case heap != nil:
				delete(unread, node.Heap) // it may stand under two goals
				rows, err := l.Tx.FirstOf(l.Channel.ID, Activities.Name(), heap.arrivals, left)
				if err != nil {
					return err
				}
				all = append(all, read(l, Activities, rows)...)
				heap.Activities -= len(rows)
				left -= len(rows)
				continue
			case node.Heap != nil:
				continue
			}
			if left--; node.Absent || open.has(node.Key) {
				if err := walk(node.Children); err != nil {
					return err
				}
			}
		}
		return nil
	}
	err = walk(nodes)
	return all, err
}
