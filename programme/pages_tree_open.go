package programme

import (
	"slices"
	"strings"
)

// openBranches are the keys of the branches that an address opens: "5,5.1", or
// all of them.
type openBranches struct {
	all  bool
	keys []string
}

// branches reads an address. What it names and the tree does not have opens
// nothing.
func branches(text string) openBranches {
	if text == openAll {
		return openBranches{all: true}
	}
	if text == "" || len(text) > mostOpen {
		return openBranches{}
	}
	keys := strings.Split(text, ",")
	slices.Sort(keys)
	return openBranches{keys: slices.Compact(keys)}
}

func (o openBranches) has(key string) bool {
	_, found := slices.BinarySearch(o.keys, key)
	return o.all || found
}

// toggled is the address of the tree with this branch the other way; nodes are
// the whole tree, of which an address that opened all names the rest.
func (o openBranches) toggled(key string, nodes []Node) string {
	keys := slices.Clone(o.keys)
	if o.all {
		keys = branchKeys(nodes, nil)
	}
	if at := slices.Index(keys, key); at >= 0 {
		keys = slices.Delete(keys, at, at+1)
	} else {
		keys = append(keys, key)
	}
	return strings.Join(keys, ",")
}

func branchKeys(nodes []Node, into []string) []string {
	for _, node := range nodes {
		if len(node.Children) > 0 {
			into = branchKeys(node.Children, append(into, node.Key))
		}
	}
	return into
}

// An openRow is a node that is to be seen, and how deep it stands.
type openRow struct {
	Node
	Depth int
}

// rows are the nodes that are to be seen, one more than a page shows at most.
// What stands for something absent is always open: it is there for its children.
func (o openBranches) rows(nodes []Node, depth int, into []openRow) []openRow {
	for _, node := range nodes {
		if len(into) > mostRows {
			break
		}
		if node.Heap != nil {
			continue
		}
		into = append(into, openRow{node, depth})
		if node.Absent || o.has(node.Key) {
			into = o.rows(node.Children, depth+1, into)
		}
	}
	return into
}
