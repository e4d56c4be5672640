package record

import (
	"slices"
	"strconv"
	"strings"
)

// at follows a JSON pointer to the field that holds it and what is left of the
// pointer there: a member of a value, or what the kind does not have.
func (f *field) at(pointer []string) (path []string, found *field, rest []string) {
	for len(pointer) > 0 {
		next := f.member(pointer[0])
		switch {
		case f.shape == personalShape && f.inner.member(pointer[0]) == nil && (pointer[0] == "part" || pointer[0] == "withdrawn"):
			return path, f, pointer
		case f.shape == personalShape: // in place, as people write it
			f = f.inner
			continue
		case f.shape == listShape:
			index, err := strconv.Atoi(pointer[0])
			if err != nil {
				return path, f, pointer
			}
			path, f = append(path, strconv.Itoa(index+1)), f.inner
		case next != nil:
			path, f = append(path, next.name), next
		default:
			return path, f, pointer
		}
		pointer = pointer[1:]
	}
	return path, f, nil
}

func (f *field) member(name string) *field {
	for _, m := range f.members {
		if m.name == name {
			return m
		}
	}
	return nil
}

// pathOf writes a JSON pointer as people see it: elements counted from 1, and
// the leaf of a value instead of a member of its wire form.
func (f *field) pathOf(pointer []string) string {
	path, found, rest := f.at(pointer)
	switch {
	case len(rest) == 0 || found.shape == personalShape:
	case found.shape == leafShape:
		leaf := found.value.leafOf(rest[0])
		if leaf == nil {
			path = append(path, rest...)
		} else if leaf.suffix != "" {
			path = append(path, leaf.suffix)
		}
	default:
		path = append(path, rest...)
	}
	const longest = 200 // names of unknown members are not ours
	text := strings.ToValidUTF8(strings.Join(path, "."), "")
	return strings.ToValidUTF8(text[:min(len(text), longest)], "")
}

func (f *field) codeAt(pointer []string) string {
	_, found, rest := f.at(pointer)
	if found.shape == personalShape {
		if len(rest) > 0 {
			return ProblemPersonal
		}
		found = found.inner
	}
	switch {
	case found.shape != leafShape:
		return ProblemInvalid
	case len(rest) > 0 && found.value == &refValue && rest[0] == "kind":
		return ProblemReferenceKind
	case len(rest) > 0:
		if leaf := found.value.leafOf(rest[0]); leaf != nil {
			return leaf.code
		}
	}
	return found.value.leaves[0].code
}

// leafOf finds the leaf in which a member of the wire form stands.
func (t *valueType) leafOf(member string) *leaf {
	for i := range t.leaves {
		if t.leaves[i].member == member {
			return &t.leaves[i]
		}
	}
	if t == &refValue || t == &externalValue {
		if member == "kind" || member == "id" || member == "scheme" || member == "value" {
			return &t.leaves[0]
		}
	}
	return nil
}

// inOrder sorts problems as the fields are declared, since the validator's
// order is that of a map, and keeps the first of each path.
func (f *field) inOrder(problems Problems) Problems {
	places := make(map[string][]int, len(problems))
	for _, p := range problems {
		places[p.Path] = f.place(p.Path)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if c := slices.Compare(places[a.Path], places[b.Path]); c != 0 {
			return c
		}
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return strings.Compare(a.Code, b.Code)
	})
	problems = slices.CompactFunc(problems, func(a, b Problem) bool { return a.Path == b.Path })
	return problems[:min(len(problems), maxProblems)]
}

// place is where a path stands in the order of declaration.
func (f *field) place(path string) []int {
	var place []int
	for segment := range strings.SplitSeq(path, ".") {
		for f.shape == personalShape {
			f = f.inner
		}
		if f.shape == listShape {
			n, _ := strconv.Atoi(segment)
			place, f = append(place, n), f.inner
			continue
		}
		i := slices.IndexFunc(f.members, func(m *field) bool { return m.name == segment })
		if i >= 0 {
			place, f = append(place, i), f.members[i]
			continue
		}
		if f.shape == leafShape {
			i = slices.IndexFunc(f.value.leaves, func(l leaf) bool { return l.suffix == segment })
		}
		if i < 0 {
			i = len(f.members) + 1
		}
		return append(place, i)
	}
	return place
}
