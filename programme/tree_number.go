package programme

import (
	"cmp"
	"slices"
	"strconv"

	"entente/record"
)

// inOrderOfNumber puts what has a number before what has none, goals and
// objectives before activities, and activities by when they start. Titles are
// compared in one language, so that a tree has the same numbers for every reader.
func inOrderOfNumber(a, b Node) int {
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)),
		cmp.Compare(uint64(a.number())-1, uint64(b.number())-1), // 0, none, is the greatest
		a.starts().Compare(b.starts()),
		cmp.Compare(a.Title().String(), b.Title().String()),
		slices.Compare(a.Ref.ID[:], b.Ref.ID[:]),
	)
}

func rank(n Node) int {
	switch {
	case n.Area != nil, n.Objective != nil:
		return 0
	case n.Goal != nil:
		return 1
	case n.Heap != nil:
		return 3
	}
	return 2
}

// name gives siblings their keys: their own number, or that with a second
// figure where a sibling bears it already, or one after the greatest.
func name(parent string, siblings []Node) {
	if parent != "" {
		parent += "."
	}
	greatest, bearers := int64(0), map[int64]int{}
	for _, node := range siblings {
		greatest = max(greatest, node.number())
	}
	for i := range siblings {
		node := &siblings[i]
		if node.Activity != nil || node.Heap != nil {
			continue
		}
		number := node.number()
		if number == 0 {
			greatest++
			number = greatest
		}
		bearers[number]++
		node.Key = parent + strconv.FormatInt(number, 10)
		if n := bearers[number]; n > 1 {
			node.Key += suffix(n)
		}
	}
}

func suffix(n int) string { return "-" + strconv.Itoa(n) }

// greatestNumber is the greatest integer that a body can hold.
const greatestNumber = 1 << 53

// number is that of the record; 0 if it has none that can be one.
func (n Node) number() (number int64) {
	switch {
	case n.Area != nil:
		number = n.Area.Value.Number
	case n.Objective != nil:
		number = n.Objective.Value.Number
	case n.Goal != nil:
		number = n.Goal.Value.Number
	}
	if number < 0 || number > greatestNumber {
		return 0
	}
	return number
}

// Title is what the record is called.
func (n Node) Title() record.Text {
	switch {
	case n.Area != nil:
		return n.Area.Value.Title
	case n.Objective != nil:
		return n.Objective.Value.Title
	case n.Goal != nil:
		return n.Goal.Value.Title
	case n.Activity != nil:
		return n.Activity.Value.Title
	}
	return record.Text{}
}

func (n Node) starts() record.Date {
	if n.Activity != nil {
		return n.Activity.Value.Starts
	}
	return record.Date{}
}
