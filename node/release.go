package node

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"entente/channel"
	"entente/record"
	"entente/store"
)

// A Selection is what is to be released from one channel, usually the private
// one, into a wider one.
type Selection struct {
	Narrow, Wide record.ChannelID
	Records      []record.ID
	KeepExternal bool                 // carry names in other systems
	KeepPersonal bool                 // carry personal values
	Labels       map[record.ID][]byte // labels that a person chose instead of those that follow
}

// ErrPen says that a record is not ours to release or to revise.
var ErrPen = errors.New("another partner holds the pen")

// PlanRelease says what a release would make of each record and what would stay
// behind: the preview of exactly what the other members would have.
func (n *Node) PlanRelease(ctx context.Context, s Selection) (plan channel.Plan, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		plan, err = n.PlanReleaseIn(tx, s)
		return err
	})
	return plan, err
}

// PlanReleaseIn is PlanRelease for a caller who reads already.
func (n *Node) PlanReleaseIn(tx *store.Tx, s Selection) (channel.Plan, error) {
	failed := func(err error) (channel.Plan, error) {
		return channel.Plan{}, fmt.Errorf("node: plan a release into channel %s: %w", s.Wide, err)
	}
	wide, err := placeIn(tx, s.Wide)
	if err != nil {
		return failed(err)
	}
	if err := fromPrivate(tx, s.Narrow, s.Wide); err != nil {
		return failed(err)
	}
	release := channel.Release{
		Self: n.self, Narrow: s.Narrow, Wide: s.Wide, Ceiling: wide.charter.Ceiling, At: n.Now(),
		NewID:        func() record.ID { return n.NewID(s.Wide) },
		KeepExternal: s.KeepExternal, KeepPersonal: s.KeepPersonal, Labels: s.Labels,
	}
	if release.Policies, err = wide.charter.Pinned(n.Policies); err != nil {
		return failed(err)
	}
	var unreadable []channel.RefusedRecord
	for _, id := range s.Records {
		selected, err := n.selected(tx, s.Narrow, id)
		switch {
		case errors.Is(err, channel.ErrSchema), errors.Is(err, channel.ErrFile):
			unreadable = append(unreadable, channel.RefusedRecord{Narrow: id, Err: err})
		case err != nil:
			return failed(err)
		default:
			release.Records = append(release.Records, selected)
		}
	}
	if len(release.Records) == 0 && len(unreadable) > 0 {
		return channel.Plan{Wide: s.Wide, Refused: unreadable}, nil
	}
	if release.Counterparts, err = n.counterparts(tx, s, release.Records); err != nil {
		return failed(err)
	}
	plan, err := release.Plan()
	plan.Refused = append(plan.Refused, unreadable...)
	return n.fit(wide, plan), err
}

// fit moves to what is refused whatever could not be written as it is planned,
// so that a person is told before the act and of all of it at once.
func (n *Node) fit(wide place, plan channel.Plan) channel.Plan {
	var fitting []channel.Item
	for i, item := range plan.Items {
		draft := Draft{Kind: item.Kind, ID: item.ID, After: item.After, Body: item.Body, Personal: item.Personal, Label: item.Label}
		if err := n.check(wide, i, &draft); err != nil {
			plan.Refused = append(plan.Refused, channel.RefusedRecord{Narrow: item.Narrow, Err: err})
			continue
		}
		fitting = append(fitting, item)
	}
	plan.Items = fitting
	return plan
}

// selected reads one record and what its kind says of it.
func (n *Node) selected(tx *store.Tx, narrow record.ChannelID, id record.ID) (s channel.Selected, err error) {
	current, err := tx.Record(narrow, id)
	if err != nil {
		return s, err
	}
	if current.Partner != n.self {
		return s, fmt.Errorf("record %s is not ours to release: %w", id, ErrPen)
	}
	kind, known := n.Kinds.Lookup(current.Kind)
	if !known || !current.Known || current.Body == nil {
		return s, fmt.Errorf("record %s (%s, %d) cannot be read here, so nobody can tell what must stay behind: %w", id, current.Kind, current.Schema, channel.ErrSchema)
	}
	entry, err := tx.Entry(current.Origin, current.Index)
	if err != nil {
		return s, err
	}
	files, err := tx.FilesOf(narrow, id)
	if err == nil && len(files) > 0 {
		err = fmt.Errorf("record %s: %w", id, channel.ErrFile)
	}
	if err != nil {
		return s, err
	}
	var personal [][]byte
	for _, part := range entry.Parts {
		if part.Type == record.PersonalPart {
			personal = append(personal, part.Content)
		}
	}
	return channel.Select(kind, id, current.Schema, current.Revision.Revision, current.Body, personal, current.Label)
}

// counterparts finds what the records, and those that they refer to, became in
// the wide channel before. What is named there already names itself.
func (n *Node) counterparts(tx *store.Tx, s Selection, records []channel.Selected) (found []channel.Counterpart, err error) {
	wanted := map[record.ID]bool{}
	for _, r := range records {
		wanted[r.ID] = true
		for _, reference := range r.References {
			wanted[reference.Ref.ID] = true
		}
	}
	for id := range wanted {
		link, err := tx.CounterpartOf(s.Narrow, id, s.Wide)
		as := link.WideID
		if errors.Is(err, store.ErrNotFound) {
			as, err = id, nil
		}
		if err != nil {
			return nil, err
		}
		shared, err := newest(tx, s.Wide, as)
		if errors.Is(err, store.ErrNotFound) && as == id {
			continue
		}
		if err != nil {
			return nil, err
		}
		counterpart := channel.Counterpart{
			Narrow: id, Kind: shared.Kind, Wide: as,
			Revision: shared.Revision.Revision, Pen: shared.Partner, Body: shared.Body, Label: shared.Label,
		}
		if shared.Partner != n.self {
			if counterpart.Proposed, err = n.proposed(tx, shared); err != nil {
				return nil, err
			}
		}
		found = append(found, counterpart)
	}
	return found, nil
}

// Release carries out a plan as a whole or not at all: the counterparts in the
// wide channel, and in the narrow one, where alone it may be known, which record
// became which.
func (n *Node) Release(ctx context.Context, author Author, narrow record.ChannelID, plan channel.Plan) ([]Written, error) {
	failed := func(err error) ([]Written, error) {
		return nil, fmt.Errorf("node: release into channel %s: %w", plan.Wide, err)
	}
	for _, refused := range plan.Refused {
		return failed(refused.Err)
	}
	if err := n.store.View(ctx, func(tx *store.Tx) error { return fromPrivate(tx, narrow, plan.Wide) }); err != nil {
		return failed(err)
	}
	from, err := n.place(ctx, narrow)
	if err != nil {
		return failed(err)
	}
	to, err := n.place(ctx, plan.Wide)
	if err != nil {
		return failed(err)
	}
	drafts, items, err := n.draftsOf(to, plan)
	if err != nil || len(drafts) == 0 {
		return nil, err
	}
	var written, listed, noted []Written
	err = n.updateWitnessed(ctx, n.releasing(author, narrow, items), func(tx *store.Tx) error {
		if err := stillAsPlanned(tx, narrow, plan.Wide, items); err != nil {
			return err
		}
		if err := asAmendments(tx, plan.Wide, items, drafts); err != nil {
			return err
		}
		if err := n.permitRelease(tx, author, narrow, plan.Wide, items, drafts); err != nil {
			return err
		}
		if err := n.secondedRelease(tx, author, narrow, to, plan, items, drafts); err != nil {
			return err
		}
		if written, err = n.appendIn(tx, to, author, drafts); err != nil {
			return err
		}
		if listed, err = n.listForAct(tx, to, author, items, written); err != nil {
			return err
		}
		for _, item := range items {
			if err := tx.PutCounterpart(store.Counterpart{
				Narrow: narrow, NarrowID: item.Narrow, Revision: item.NarrowRevision,
				Wide: plan.Wide, WideID: item.ID, At: n.Now(),
			}); err != nil {
				return err
			}
		}
		if err := departReleased(tx, author, from, to, items, n.Now()); err != nil {
			return err
		}
		note, err := noteRelease(tx, from, to, items, written)
		if err != nil {
			return err
		}
		noted, err = n.appendIn(tx, from, author, []Draft{note})
		return err
	})
	if err != nil {
		n.takeBack(slices.Concat(written, listed, noted))
		return failed(err)
	}
	ctx = context.WithoutCancel(ctx)
	return written, errors.Join(n.publish(ctx, to.own.Origin, endOf(append(written, listed...))), n.publish(ctx, from.own.Origin, endOf(noted)))
}

// fromPrivate allows releases from the private channel into a shared one only:
// from a shared one the note of the release would tell its members where else
// we are.
func fromPrivate(tx *store.Tx, narrow, wide record.ChannelID) error {
	from, err := tx.Channel(narrow)
	if err != nil {
		return err
	}
	if !from.Private || narrow == wide {
		return fmt.Errorf("from channel %s: only what stands in the private channel is released", narrow)
	}
	return nil
}

// stillAsPlanned refuses a plan whose records were released by another meanwhile.
func stillAsPlanned(tx *store.Tx, narrow, wide record.ChannelID, items []channel.Item) error {
	for _, item := range items {
		link, err := tx.CounterpartOf(narrow, item.Narrow, wide)
		switch {
		case errors.Is(err, store.ErrNotFound) && item.Action == channel.Create:
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return err
		case err != nil || item.Action == channel.Create || link.WideID != item.ID:
			return fmt.Errorf("record %s was released meanwhile: %w", item.Narrow, ErrStale)
		}
	}
	return nil
}

// draftsOf turns what a plan creates, revises or proposes into drafts, and
// checks them like any other: what is proposed must be fit to become a revision.
func (n *Node) draftsOf(to place, plan channel.Plan) (drafts []Draft, items []channel.Item, err error) {
	for _, item := range plan.Items {
		if item.Action == channel.Unchanged {
			continue
		}
		draft := Draft{Kind: item.Kind, ID: item.ID, After: item.After, Body: item.Body, Personal: item.Personal, Label: item.Label}
		if err := n.check(to, len(drafts), &draft); err != nil {
			return nil, nil, err
		}
		drafts, items = append(drafts, draft), append(items, item)
	}
	return drafts, items, nil
}

// The body of channel/release. docs/formats/channel.md.
type releaseNote struct {
	To    record.ChannelID `json:"to"`
	Epoch int              `json:"epoch"`
	Items []releasedItem   `json:"items"`
}

type releasedItem struct {
	Ref        record.Ref     `json:"ref"`
	Revision   int            `json:"revision"`
	Leaf       record.Leaf    `json:"leaf"`
	Action     channel.Action `json:"action"`
	As         record.Ref     `json:"as"`
	AsRevision int            `json:"asRevision"`
	AsLeaf     record.Leaf    `json:"asLeaf"`
	Removed    []removedPath  `json:"removed,omitempty"`
}

type removedPath struct {
	Path   string         `json:"path"`
	Reason channel.Reason `json:"reason"`
}

// noteRelease drafts the record, on the narrow side, of one act of release.
func noteRelease(tx *store.Tx, from, to place, items []channel.Item, written []Written) (Draft, error) {
	note := releaseNote{To: to.channel.ID, Epoch: to.charter.Epoch}
	for i, item := range items {
		source, err := tx.Standing(from.channel.ID, item.Narrow)
		if err != nil {
			return Draft{}, err
		}
		if source == nil || source.Revision != item.NarrowRevision {
			return Draft{}, fmt.Errorf("record %s: %w", item.Narrow, ErrStale)
		}
		released := releasedItem{
			Ref: record.Ref{Kind: item.Kind, ID: item.Narrow}, Revision: item.NarrowRevision, Leaf: source.Leaf, Action: item.Action,
			As: record.Ref{Kind: item.Kind, ID: item.ID}, AsRevision: item.After, AsLeaf: written[i].Leaf,
		}
		if item.Action != channel.Amend {
			released.AsRevision++
		}
		for _, removal := range item.Removed {
			released.Removed = append(released.Removed, removedPath{Path: removal.Path, Reason: removal.Reason})
		}
		note.Items = append(note.Items, released)
	}
	body, err := json.Marshal(note, json.Deterministic(true))
	return Draft{Kind: channel.KindRelease, Body: body, Label: from.charter.DefaultLabel}, err
}
