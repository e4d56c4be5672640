package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"entente/access"
	"entente/channel"
	"entente/label"
	"entente/record"
	"entente/store"
)

// RightsOf are what a person may do here now: what they were granted, and what
// everybody of this side may read.
func (n *Node) RightsOf(tx *store.Tx, person access.Person) (access.Rights, error) {
	account, err := tx.Account(person.Account)
	if err != nil {
		return access.Rights{}, fmt.Errorf("node: rights of an account: %w", err)
	}
	account.Offices = person.Offices
	rights := access.ByOffice(account.Offices)
	if n.Rights != nil {
		asked, err := n.Inquiry(tx, account)
		if err == nil {
			rights, err = n.Rights(asked)
		}
		if err != nil {
			return access.Rights{}, fmt.Errorf("node: rights of account %s: %w", account.ID, err)
		}
	}
	basic, err := n.basicClearances(tx)
	rights.Clearances = append(rights.Clearances, basic...)
	return rights, err
}

// basicClearances are what everybody with an account reads without a clearance
// of their own: the lowest classification of every policy, and of the policy of
// the private channel that with which the own side marks its drafts.
func (n *Node) basicClearances(tx *store.Tx) (all []label.Clearance, err error) {
	private, err := tx.PrivateChannel()
	if err != nil {
		return nil, err
	}
	drafts, err := n.Policies.Check(private.DefaultLabel)
	if err != nil {
		return nil, fmt.Errorf("node: the default label of the private channel: %w", err)
	}
	for _, policy := range n.Policies.All() {
		basic := label.Clearance{Policy: policy.Name, Classification: policy.Classifications[0].Name}
		if drafts.Policy == policy.Name {
			basic.Classification, basic.Held = drafts.Classification, drafts.Categories
		}
		all = append(all, basic)
	}
	return all, nil
}

// Decide answers whether somebody with these rights may do something with the
// records of one channel, kind and label: nil, or an *access.Denied.
func (n *Node) Decide(tx *store.Tx, rights access.Rights, action access.Action, class store.Class) error {
	c, err := tx.Channel(class.Channel)
	if err != nil {
		return fmt.Errorf("node: decide on channel %s: %w", class.Channel, err)
	}
	return n.decideIn(rights, action, c, class)
}

func (n *Node) decideIn(rights access.Rights, action access.Action, c store.Channel, class store.Class) error {
	return n.decider.Decide(rights, action, n.resource(rights, c, class))
}

// resource is a class of records as the decision knows it.
func (n *Node) resource(rights access.Rights, c store.Channel, class store.Class) access.Resource {
	on := access.Resource{Channel: c.ID, Private: c.Private, Closed: slices.Contains(rights.Closed, c.ID), Kind: class.Kind, Label: class.Label}
	if byDefault, err := n.Policies.Check(c.DefaultLabel); err == nil {
		for _, category := range byDefault.Categories {
			if category.Type == label.Permissive {
				on.Addressed = append(on.Addressed, category)
			}
		}
	}
	return on
}

// ViewAs runs queries over a snapshot of the store as one person: they find what
// the person may read, and of everything else not even that it is there. What they
// opened above the level is written down before it returns: audit.ErrUnwritable says
// that it was not, and that nothing of it may be shown.
func (n *Node) ViewAs(ctx context.Context, person access.Person, query func(*store.Tx) error) error {
	var opened []store.Opened
	noted := func(seen *store.Tx) error {
		defer func() { opened = seen.Opened() }()
		return query(seen)
	}
	view := n.viewOwn
	if n.shownBy != nil {
		view = n.viewHeld
	}
	err := view(ctx, person, noted)
	if unwritten := n.auditReads(ctx, person, opened); unwritten != nil {
		return errors.Join(err, unwritten)
	}
	return err
}

func (n *Node) viewOwn(ctx context.Context, person access.Person, query func(*store.Tx) error) error {
	return n.store.View(ctx, func(tx *store.Tx) error {
		seen, err := n.SeenBy(tx, person)
		if err != nil {
			return err
		}
		return query(seen)
	})
}

// SeenBy is ViewAs for a caller who reads already.
func (n *Node) SeenBy(tx *store.Tx, person access.Person) (*store.Tx, error) {
	sight, err := n.sightOf(tx, person)
	if err != nil {
		return nil, err
	}
	return tx.Seen(sight)
}

// A sight is what one person sees in one snapshot.
type sight struct {
	node     *Node
	rights   access.Rights
	key      [32]byte // of the rights
	channels map[record.ChannelID]store.Channel
}

func (n *Node) sightOf(tx *store.Tx, person access.Person) (*sight, error) {
	s := &sight{node: n, channels: map[record.ChannelID]store.Channel{}}
	if person.IsZero() {
		return s, nil
	}
	channels, err := tx.Channels()
	if err != nil {
		return nil, err
	}
	for _, c := range channels {
		s.channels[c.ID] = c
	}
	s.rights, err = n.RightsOf(tx, person)
	s.key = s.rights.Fingerprint()
	return s, err
}

// SeesChannel implements store.Sight: a channel is there for who has a role in
// it, and may read what bears its default label.
func (s *sight) SeesChannel(c store.Channel) bool {
	return s.SeesClass(store.Class{Channel: c.ID, Kind: channel.KindPrefix, Label: c.DefaultLabel})
}

// SeesClass implements store.Sight.
func (s *sight) SeesClass(class store.Class) bool {
	c, known := s.channels[class.Channel]
	if !known {
		return false
	}
	return s.may(access.ToRead, c, class)
}

func (s *sight) may(action access.Action, c store.Channel, class store.Class) bool {
	return s.node.verdicts.of(verdictKey{s.key, action, class.Channel, string(c.DefaultLabel), class.Kind, string(class.Label)}, func() bool {
		return s.node.decideIn(s.rights, action, c, class) == nil
	})
}

// May reports whether the person for whom a transaction reads may do something
// with a class of records.
func (n *Node) May(tx *store.Tx, action access.Action, class store.Class) bool {
	s, of := tx.By().(*sight)
	if !of {
		return false
	}
	c, known := s.channels[class.Channel]
	return known && s.may(action, c, class)
}

// Permit is May, and says what is missing: an error that wraps ErrNotTheirs and
// an *access.Denied.
func (n *Node) Permit(tx *store.Tx, action access.Action, class store.Class) error {
	s, of := tx.By().(*sight)
	if !of {
		return ErrNotTheirs
	}
	c, known := s.channels[class.Channel]
	switch {
	case !known:
		return fmt.Errorf("node: permit: channel %s: %w", class.Channel, store.ErrNotFound)
	case s.may(action, c, class):
		return nil
	}
	return fmt.Errorf("%w: %w", ErrNotTheirs, s.node.decideIn(s.rights, action, c, class))
}

// RightsIn are those of the person for whom a transaction reads.
func (n *Node) RightsIn(tx *store.Tx) (rights access.Rights) {
	if s, of := tx.By().(*sight); of {
		rights = s.rights
	}
	return rights
}

// verdicts remembers what was decided: rights, channels and labels repeat, and
// nothing else plays a part.
type verdicts struct {
	mu    sync.Mutex
	known map[verdictKey]bool
}

type verdictKey struct {
	rights  [32]byte
	action  access.Action
	channel record.ChannelID
	marked  string // its default label, which a new charter can change
	kind    string
	label   string
}

// mostVerdicts bounds what is remembered, at about 1 KB each.
const mostVerdicts = 20_000

func (v *verdicts) of(key verdictKey, decide func() bool) bool {
	v.mu.Lock()
	verdict, known := v.known[key]
	v.mu.Unlock()
	if known {
		return verdict
	}
	verdict = decide()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known == nil || len(v.known) >= mostVerdicts {
		v.known = map[verdictKey]bool{}
	}
	v.known[key] = verdict
	return verdict
}

// permit holds a person to their rights before something is done with a class of
// records. Who acts by the command line holds the folder, and may; so may the
// node itself.
func (n *Node) permit(tx *store.Tx, author Author, action access.Action, classes ...store.Class) error {
	if _, err := tx.Account(author.Person); errors.Is(err, store.ErrNotFound) {
		return nil
	}
	person, err := n.PersonOf(tx, author.Person)
	if err != nil {
		return err
	}
	rights, err := n.RightsOf(tx, person)
	for i := 0; i < len(classes) && err == nil; i++ {
		err = n.Decide(tx, rights, action, classes[i])
	}
	if errors.Is(err, access.ErrDenied) {
		return fmt.Errorf("%w: %w", ErrNotTheirs, err)
	}
	return err
}

// permitDrafts holds a person to their rights before drafts are written.
func (n *Node) permitDrafts(tx *store.Tx, in record.ChannelID, author Author, drafts []Draft) error {
	for _, draft := range drafts {
		action, decided := writing(draft.Kind)
		if !decided {
			continue
		}
		if err := n.permit(tx, author, action, store.Class{Channel: in, Kind: draft.Kind, Label: draft.Label}); err != nil {
			return err
		}
	}
	return nil
}

// writing is the action that writing a record of a kind is. What a channel
// governs itself with is decided where it is done: a note of a release is
// written by who may release.
func writing(kind string) (action access.Action, decided bool) {
	switch {
	case strings.HasPrefix(kind, grantedPrefix):
		return access.ToGrant, true
	case kind != channel.KindAmendment && channel.Reserved(kind):
		return "", false
	}
	return access.ToWrite, true
}

// grantedPrefix is before the names of the kinds that rights are made of.
const grantedPrefix = "rights/"

// permitRelease holds a person to what they may read on the narrow side and
// release on the wide one.
func (n *Node) permitRelease(tx *store.Tx, author Author, narrow, wide record.ChannelID, items []channel.Item, drafts []Draft) error {
	var read, released []store.Class
	for i, item := range items {
		r, err := tx.Record(narrow, item.Narrow)
		if err != nil {
			return err
		}
		read = append(read, store.Class{Channel: narrow, Kind: r.Kind, Label: r.Label})
		released = append(released, store.Class{Channel: wide, Kind: drafts[i].Kind, Label: drafts[i].Label})
	}
	if err := n.permit(tx, author, access.ToRead, read...); err != nil {
		return err
	}
	return n.permit(tx, author, access.ToRelease, released...)
}
