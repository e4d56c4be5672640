package web

import (
	"errors"
	"slices"
	"strings"

	"entente/record"
	"entente/store"
	"entente/ui"
)

// How many records a list offers, and how many matches of words.
const (
	mostOffered = 200
	mostMatches = 10
)

// A naming is how a form asks for a record: out of a list, or by its words
// where there are too many for one.
type naming struct {
	Search  bool
	Words   string // that stand for the record which is named
	Offered []offered
}

// An offered is a record that may be named.
type offered struct {
	Ref   record.Ref
	Words string
	Group string
}

// ref reads what the form holds for a reference.
func (q question) ref(text string) (record.Ref, bool) {
	if ref, err := record.ParseRef(text); err == nil {
		return ref, q.mayName(ref.Kind)
	}
	if id, err := record.ParseID(text); err == nil && len(q.To) == 1 && q.To[0] != record.AnyKind {
		return record.Ref{Kind: q.To[0], ID: id}, true
	}
	return record.Ref{}, false
}

func (q question) mayName(kind string) bool {
	return slices.Contains(q.To, kind) || slices.Contains(q.To, record.AnyKind)
}

// named is how the form holds a reference: as its column writes it.
func (q question) named(ref record.Ref) string {
	if len(q.To) == 1 && q.To[0] == ref.Kind {
		return ref.ID.String()
	}
	return ref.String()
}

// offer finds what each reference of the form may name, once for all that may
// name the same.
func (e *editing) offer(tx *store.Tx) error {
	lists := map[string][]offered{}
	for _, q := range questions(e.Kind.Outline(), "", e.Typed.items) {
		if q.Type != refType {
			continue
		}
		n := e.Naming[q.Path]
		key := strings.Join(q.To, " ")
		list, known := lists[key]
		if !known {
			var err error
			if list, err = e.offeredOf(tx, q.To); err != nil {
				return err
			}
			lists[key] = list
		}
		if n.Search = list == nil; !n.Search {
			n.Offered = list
		}
		if ref, ok := q.ref(e.Typed[q.Path]); ok {
			words, err := e.wordsFor(tx, ref)
			if err != nil {
				return err
			}
			n.Words = words
		}
		e.Naming[q.Path] = n
	}
	return nil
}

// offeredOf lists the records of some kinds; nil if there are too many, or of
// any kind.
func (e *editing) offeredOf(tx *store.Tx, kinds []string) ([]offered, error) {
	if slices.Contains(kinds, record.AnyKind) {
		return nil, nil
	}
	found := []store.Record{}
	for _, kind := range kinds {
		of, err := tx.Records(store.RecordQuery{Channel: &e.Channel.ID, Kind: kind, Limit: mostOffered + 1})
		if err != nil {
			return nil, err
		}
		if found = append(found, of...); len(found) > mostOffered {
			return nil, nil
		}
	}
	list := []offered{}
	for _, r := range found {
		group, err := e.groupOf(tx, r, len(kinds) > 1)
		if err != nil {
			return nil, err
		}
		list = append(list, offered{record.Ref{Kind: r.Kind, ID: r.ID}, e.titleOf(r).Text, group})
		e.Labels = append(e.Labels, r.Label)
	}
	first := map[string]int{}
	for i, o := range list {
		if _, known := first[o.Group]; !known {
			first[o.Group] = i
		}
	}
	slices.SortStableFunc(list, func(a, b offered) int { return first[a.Group] - first[b.Group] })
	return list, nil
}

// groupOf is what tells records apart that are called alike: what they belong
// to, and their kind where the list has several.
func (e *editing) groupOf(tx *store.Tx, r store.Record, several bool) (string, error) {
	group := ""
	if several {
		group = e.kindName(r.Kind)
	}
	kind, known := e.Kinds.Lookup(r.Kind)
	if !known || r.Body == nil {
		return group, nil
	}
	for _, column := range kind.Columns() {
		if !column.Required || len(column.To) == 0 {
			continue
		}
		for _, named := range kind.References(r.Body) {
			if named.Path != column.Name {
				continue
			}
			words, err := e.wordsFor(tx, named.Ref)
			if group != "" {
				words = group + ", " + words
			}
			return words, err
		}
	}
	return group, nil
}

// wordsFor is what a record is called, which may not have arrived.
func (e *editing) wordsFor(tx *store.Tx, ref record.Ref) (string, error) {
	if _, known := e.Known[ref.ID]; !known {
		found, err := tx.Record(e.Channel.ID, ref.ID)
		if err == nil {
			e.Known[ref.ID] = found
			e.Labels = append(e.Labels, found.Label)
		} else if !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
	}
	return e.name(ref).Words.Text, nil
}

// settle turns the words of every reference that was typed into the record that
// they mean. What is not here, of another kind or of another channel is refused
// alike; what was named before may stay, whatever became of it.
func (e *editing) settle(tx *store.Tx, sent sentForm) (record.Problems, error) {
	var problems record.Problems
	before := answers{}
	if e.Stored != nil {
		before = answersOf(e.Kind, e.Stored)
	}
	for _, q := range questions(e.Kind.Outline(), "", e.Typed.items) {
		typed := strings.TrimSpace(e.Typed[q.Path])
		if q.Type != refType || typed == "" || typed == before[q.Path] {
			continue
		}
		if match := sent.Matches[q.Path]; match != "" {
			typed = match
		}
		if was, ok := q.ref(sent.Named[q.Path]); ok {
			words, err := e.wordsFor(tx, was)
			if err != nil {
				return nil, err
			}
			if typed == words {
				typed = q.named(was)
			}
		}
		meant, err := e.meant(tx, q, typed)
		if err != nil {
			return nil, err
		}
		switch {
		case typed == before[q.Path] || len(meant) == 1:
			if len(meant) == 1 {
				typed = q.named(meant[0].Ref)
			}
			e.Typed[q.Path] = typed
		case len(meant) == 0:
			problems = append(problems, record.Wrong(q.Path, "There is no such record here that can be named."))
		default:
			problems = append(problems, record.Wrong(q.Path, "Choose the record that is meant."))
			e.Naming[q.Path] = naming{Offered: meant}
		}
	}
	return problems, nil
}

// meant are the records of the channel that a text may name: by id, by key, by
// exactly its title, or else by its words.
func (e *editing) meant(tx *store.Tx, q question, text string) ([]offered, error) {
	if ref, ok := q.ref(text); ok {
		found, err := tx.Record(e.Channel.ID, ref.ID)
		if errors.Is(err, store.ErrNotFound) || err == nil && found.Kind != ref.Kind {
			return nil, nil
		}
		return []offered{{Ref: ref}}, err
	}
	byKey, err := tx.FindExternal(e.Channel.ID, record.KeyScheme, text)
	if err != nil {
		return nil, err
	}
	search := store.SearchQuery{Text: text, Channels: []record.ChannelID{e.Channel.ID}, Limit: mostOffered}
	if !slices.Contains(q.To, record.AnyKind) {
		search.Kinds = q.To
	}
	hits, err := tx.Search(search)
	if err != nil {
		return nil, err
	}
	var exact, like []offered
	add := func(r store.Record, exactly bool) {
		o := offered{record.Ref{Kind: r.Kind, ID: r.ID}, e.titleOf(r).Text, e.kindName(r.Kind)}
		if !q.mayName(r.Kind) || slices.ContainsFunc(like, func(other offered) bool { return other.Ref == o.Ref }) {
			return
		}
		like = append(like, o)
		if exactly {
			exact = append(exact, o)
		}
		e.Labels = append(e.Labels, r.Label)
	}
	for _, r := range byKey {
		add(r, true)
	}
	for _, hit := range hits {
		add(hit.Record, slices.ContainsFunc(hit.Title.All(), func(title string) bool { return strings.EqualFold(title, text) }))
	}
	if len(exact) == 1 {
		return exact, nil
	}
	if len(exact) > 1 {
		like = exact
	}
	if len(like) == 1 { // words that only resemble a title are confirmed by a person
		return append(like, like...), nil
	}
	return like[:min(len(like), mostMatches)], nil
}

// input is the control for a reference.
func (e *editing) referenceInput(q question) ui.Input {
	n := e.Naming[q.Path]
	typed := e.Typed[q.Path]
	ref, names := q.ref(typed)
	if n.Search {
		text := ui.TextInput{Name: q.Path, Value: typed}
		input := ui.Reference{Text: text, Title: e.say("Records that may be meant")}
		if names {
			input.Text.Value = n.Words
			input.Hidden = ui.Hidden{Name: beforeNamed + q.Path, Value: q.named(ref)}
			return input
		}
		input.Matches = ui.Choices{Name: chosenMatch + q.Path}
		seen := map[record.Ref]bool{}
		for _, o := range n.Offered {
			if !seen[o.Ref] {
				input.Matches.Options = append(input.Matches.Options, ui.Option{Value: q.named(o.Ref), Words: o.Words, Hint: o.Group})
			}
			seen[o.Ref] = true
		}
		return input
	}
	list := ui.Select{Name: q.Path, Options: []ui.Option{{Words: "—"}}}
	held := typed == ""
	for _, o := range n.Offered {
		chosen := names && o.Ref == ref
		held = held || chosen
		list.Options = append(list.Options, ui.Option{Value: q.named(o.Ref), Words: o.Words, Group: o.Group, Chosen: chosen})
	}
	if !held {
		words := n.Words
		if !names {
			words = typed
		}
		list.Options = slices.Insert(list.Options, 1, ui.Option{Value: typed, Words: words, Chosen: true})
	}
	return list
}
