package node

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"entente/record"
	"entente/store"
)

// A Draft is one revision that is not written yet.
type Draft struct {
	Kind     string
	ID       record.ID // zero for a new record, or one from NewID
	After    int       // the revision that the author had before them; 0 for a new record
	Body     []byte    // JSON as its kind has it on the wire
	Personal [][]byte  // values that the body names by index
	Label    []byte    // XML; nil for the channel's default
	Quotes   []record.Leaf

	Attachments []Attachment // files that the author sent before
}

// An Author is who writes: the office is on the record, the person only as a
// pseudonym.
type Author struct {
	Office string
	Person string
}

// Written says where a draft came to stand.
type Written struct {
	Channel  record.ChannelID
	ID       record.ID
	Revision int
	Origin   string
	Index    int64
	Leaf     record.Leaf
}

var (
	// ErrStale says that a record has moved on since its author read it.
	ErrStale = errors.New("the record was changed meanwhile")
	// ErrUnpublished says that what was written is kept and will be signed, but
	// is not yet: writing it again would make a duplicate.
	ErrUnpublished = errors.New("written, and not signed yet: do not write it again")
	// ErrNotMember says that this node does not write in that channel.
	ErrNotMember = errors.New("this node keeps no ledger in that channel")
	// ErrAbove says that a label is not within a ceiling, or is not understood.
	ErrAbove = errors.New("above the ceiling")
	// ErrNotTheirs says that a person wrote what their offices give them no say over.
	ErrNotTheirs = errors.New("not for the offices of this person to write")
	// ErrNoOffice says that a person wrote without acting for an office.
	ErrNoOffice = errors.New("written by a person who acts for no office")
	// ErrSensitive says that a draft fills fields that never leave the private
	// channel.
	ErrSensitive = errors.New("fields that must stay in the private channel")
)

// Invalid lists what is wrong with one draft.
type Invalid struct {
	Draft    int // its position in the call
	Problems record.Problems
}

func (e *Invalid) Error() string {
	return fmt.Sprintf("draft %d is not valid: %v", e.Draft+1, e.Problems)
}

// Write appends drafts to our ledger in a channel, all or none, and returns
// when a signed checkpoint covers them and queries see them.
func (n *Node) Write(ctx context.Context, channel record.ChannelID, author Author, drafts ...Draft) ([]Written, error) {
	if len(drafts) == 0 {
		return nil, nil
	}
	place, err := n.place(ctx, channel)
	if err != nil {
		return nil, err
	}
	for i := range drafts {
		if err := n.check(place, i, &drafts[i]); err != nil {
			return nil, err
		}
	}
	if err := n.scanUploads(ctx, author, drafts); err != nil {
		return nil, err
	}
	written, err := n.append(ctx, place, author, drafts)
	if err != nil {
		return nil, err
	}
	// What is committed must be signed even if the caller goes away.
	if err := n.publish(context.WithoutCancel(ctx), place.own.Origin, endOf(written)); err != nil {
		return written, fmt.Errorf("%w: %w", ErrUnpublished, err)
	}
	return written, nil
}

// check holds a draft to its kind, to the channel and to its ceiling.
func (n *Node) check(place place, position int, draft *Draft) error {
	kind, known := n.Kinds.Lookup(draft.Kind)
	if !known {
		return fmt.Errorf("node: write to channel %s: this version knows no kind %q", place.channel.ID, draft.Kind)
	}
	problems := append(kind.Validate(draft.Body), personalProblems(kind, draft.Body, draft.parts(nil))...)
	if len(problems) == 0 {
		problems = place.others.Named(kind, draft.Body)
	}
	if len(problems) > 0 {
		return &Invalid{Draft: position, Problems: problems}
	}
	if kind.OwnSide() && !place.channel.Private {
		return fmt.Errorf("node: write to channel %s, draft %d: %w: records of kind %s", place.channel.ID, position+1, ErrSensitive, draft.Kind)
	}
	if sensitive := kind.SensitivePaths(draft.Body); len(sensitive) > 0 && !place.channel.Private {
		return fmt.Errorf("node: write to channel %s, draft %d: %w: %s", place.channel.ID, position+1, ErrSensitive, strings.Join(sensitive, ", "))
	}
	if draft.Label == nil {
		draft.Label = place.charter.DefaultLabel
	}
	if err := n.within(place, draft.Label); err != nil {
		return fmt.Errorf("node: write to channel %s, draft %d: %w", place.channel.ID, position+1, err)
	}
	if err := n.checkAttachments(place, draft); err != nil {
		return fmt.Errorf("node: write to channel %s, draft %d: %w", place.channel.ID, position+1, err)
	}
	return nil
}

// append commits drafts in one transaction, which may be shared with other
// writers.
func (n *Node) append(ctx context.Context, place place, author Author, drafts []Draft) (written []Written, err error) {
	if err := n.Audit(ctx, n.changedRights(place.channel.ID, author, drafts)...); err != nil {
		return nil, err
	}
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		if err := n.vet(tx, place, author, drafts); err != nil {
			return err
		}
		if err := n.seconded(tx, place, author, drafts); err != nil {
			return err
		}
		written, err = n.appendIn(tx, place, author, drafts)
		return err
	})
	if err != nil {
		n.takeBack(written)
		return nil, fmt.Errorf("node: write to channel %s: %w", place.channel.ID, err)
	}
	return written, nil
}

// vet asks the features whether a person may write these drafts for the own side.
// Who writes by the command line holds the folder, and may.
func (n *Node) vet(tx *store.Tx, place place, author Author, drafts []Draft) error {
	if n.Vet == nil || !place.channel.Private {
		return nil
	}
	account, err := tx.Account(author.Person)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	for i := 0; i < len(drafts) && err == nil; i++ {
		err = n.Vet(tx, account, drafts[i], n.Now())
	}
	return err
}

// appendIn gives drafts their headers, seals them and adds them to our ledger.
func (n *Node) appendIn(tx *store.Tx, place place, author Author, drafts []Draft) (written []Written, err error) {
	if author.Person != "" && author.Office == "" {
		return nil, ErrNoOffice
	}
	if err := n.gate.check(); err != nil {
		return nil, err
	}
	if n.Rebuilding() {
		return nil, ErrRebuilding
	}
	if err := n.permitDrafts(tx, place.channel.ID, author, drafts); err != nil {
		return nil, err
	}
	own, err := tx.Ledger(place.own.Origin)
	if err != nil {
		return nil, err
	}
	frontier, err := frontier(tx, place.channel.ID)
	if err != nil {
		return nil, err
	}
	standings := make(map[record.ID]record.Standing, len(drafts))
	entries := make([]record.Entry, 0, len(drafts))
	var files []func() error // once the entries are there
	for i, draft := range drafts {
		header, err := n.header(tx, own, author, draft, standings)
		if err != nil {
			return nil, fmt.Errorf("draft %d: %w", i+1, err)
		}
		header.Frontier = frontier
		attachments, uploads, err := attached(tx, author, draft)
		if err != nil {
			return nil, fmt.Errorf("draft %d: its files: %w", i+1, err)
		}
		if err := n.allClean(uploads); err != nil {
			return nil, fmt.Errorf("draft %d: its files: %w", i+1, err)
		}
		entry, err := n.seal(header, draft, attachments)
		if err != nil {
			return nil, fmt.Errorf("draft %d: %w", i+1, err)
		}
		entry.Index = own.Size + int64(i)
		files = append(files, func() error { return n.keepUploads(tx, own.Origin, header, entry, uploads) })
		standings[header.ID] = record.Standing{Kind: header.Kind, Revision: header.Revision, Leaf: entry.Leaf, Pen: n.self}
		entries = append(entries, entry)
		written = append(written, Written{Channel: own.Channel, ID: header.ID, Revision: header.Revision, Origin: own.Origin, Index: entry.Index, Leaf: entry.Leaf})
	}
	if _, err := tx.AppendEntries(own.Origin, entries); err != nil {
		return nil, err
	}
	for _, keep := range files {
		if err := keep(); err != nil {
			return nil, err
		}
	}
	// Last, so that a savepoint rolled back leaves no trace here; the next writer
	// of the same transaction must already see it.
	for id, standing := range standings {
		n.awaiting.add(own.Channel, id, standing)
	}
	return written, nil
}

// endOf is the size of a ledger that ends with these entries.
func endOf(written []Written) int64 { return written[len(written)-1].Index + 1 }

// takeBack forgets what a commit that failed had promised to later writers.
func (n *Node) takeBack(written []Written) {
	for _, w := range written {
		n.awaiting.drop(w.Channel, w.ID, func(s record.Standing) bool { return s.Leaf == w.Leaf })
	}
}
