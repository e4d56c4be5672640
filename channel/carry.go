package channel

import (
	"maps"
	"slices"
	"strings"

	"entente/record"
)

// firstPersonal is the place of the first personal part in an entry.
const firstPersonal = 3

// A carrier makes the body of a counterpart: it collects what is to change, and
// then copies.
type carrier struct {
	Release
	from    Selected
	changes map[string]change
	item    *Item
}

// carry copies a body without what must stay behind.
func (i *Item) carry(r Release, s Selected, becomes map[record.Ref]record.ID) error {
	c := carrier{Release: r, from: s, changes: map[string]change{}, item: i}
	for _, path := range s.Sensitive {
		c.remove(path, StaysSensitive, record.Ref{})
	}
	if !r.KeepExternal {
		for _, path := range s.External {
			c.remove(path, StaysExternal, record.Ref{})
		}
	}
	c.personal()
	for _, reference := range s.References {
		if c.gone(reference.Path) {
			continue
		}
		if wide, carried := becomes[reference.Ref]; carried {
			c.changes[reference.Path] = change{to: record.Ref{Kind: reference.Ref.Kind, ID: wide}}
		} else {
			c.remove(reference.Path, StaysReference, reference.Ref)
		}
	}
	slices.SortFunc(i.Removed, byPath)
	body, err := rewrite(s.Body, c.changes)
	i.Body = body
	return err
}

// personal carries the personal values that stay in the body, under the places
// that they have in the new entry. A value that this node does not have, or that
// a sensitive field holds, is not carried: its part must not be either.
func (c carrier) personal() {
	for _, part := range slices.Sorted(maps.Keys(c.from.PersonalParts)) {
		path, at := c.from.PersonalParts[part], part-firstPersonal
		if c.gone(path) {
			continue
		}
		if !c.KeepPersonal || at < 0 || at >= len(c.from.Personal) || c.from.Personal[at] == nil {
			c.remove(path, StaysPersonal, record.Ref{})
			continue
		}
		c.changes[path] = change{part: firstPersonal + len(c.item.Personal)}
		c.item.Personal = append(c.item.Personal, c.from.Personal[at])
	}
}

func (c carrier) remove(path string, reason Reason, ref record.Ref) {
	if c.gone(path) {
		return
	}
	c.changes[path] = change{}
	c.item.Removed = append(c.item.Removed, Removal{Path: path, Reason: reason, Ref: ref})
}

// gone reports whether a path, or what it is within, is to be removed.
func (c carrier) gone(path string) bool {
	for {
		if change, found := c.changes[path]; found && change.removes() {
			return true
		}
		dot := strings.LastIndexByte(path, '.')
		if dot < 0 {
			return false
		}
		path = path[:dot]
	}
}
