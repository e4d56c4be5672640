package web

import (
	"bytes"
	"slices"

	"entente/channel"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A pair is a private record and its counterpart in a shared channel.
type pair struct {
	Private, Shared store.Record
	Into            store.Channel
	Released        int    // revision of the private one that was released or copied last
	Seen            int    // revision of the shared one that the private text has taken into account
	Ahead           []step // of the private one since Released, with that revision first
	Gained          []step // of the shared one since Seen, with that revision first
	Members         []string
}

// readPairs finds the counterparts of a record on either side.
func (s *site) readPairs(in *opening, read *readRecord) (pairs []pair, err error) {
	if read.Channel.ID != in.Private {
		link, err := in.Tx.ReleasedFrom(read.Channel.ID, read.Record.ID)
		if isNotFound(err) || err == nil && link.Narrow != in.Private {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		one, err := s.readPair(in, read, link, read.Channel)
		return []pair{one}, err
	}
	channels, err := in.Tx.Channels()
	if err != nil {
		return nil, err
	}
	for _, into := range channels {
		link, err := in.Tx.CounterpartOf(in.Private, read.Record.ID, into.ID)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		one, err := s.readPair(in, read, link, into)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, one)
	}
	return pairs, nil
}

func (s *site) readPair(in *opening, read *readRecord, link store.Counterpart, into store.Channel) (p pair, err error) {
	p = pair{Into: into, Released: link.Revision}
	if p.Private, err = in.Tx.Record(link.Narrow, link.NarrowID); err != nil {
		return p, err
	}
	if p.Shared, err = in.Tx.Record(link.Wide, link.WideID); err != nil {
		return p, err
	}
	private, err := in.Tx.Revisions(link.Narrow, link.NarrowID)
	if err != nil {
		return p, err
	}
	shared, err := in.Tx.Revisions(link.Wide, link.WideID)
	if err != nil {
		return p, err
	}
	if p.Seen, err = s.seenRevision(in, link, private, shared); err != nil {
		return p, err
	}
	p.Ahead, p.Gained = read.stepsFrom(in.Tx, private, p.Released), read.stepsFrom(in.Tx, shared, p.Seen)
	read.Labels = append(read.Labels, p.Private.Label, p.Shared.Label)
	p.Members, err = gainedMembers(in.Tx, s.Program.Kinds, p)
	return p, err
}

// seenRevision is the newest of a shared record that its private counterpart has
// taken into account: by a release, or by quoting it.
func (s *site) seenRevision(in *opening, link store.Counterpart, private, shared []store.Revision) (int, error) {
	seen := 0
	acts, err := s.node.ReleasesOf(in.Tx, link.Narrow, link.NarrowID)
	if err != nil {
		return 0, err
	}
	if act, found := newestRelease(acts, link.Wide); found {
		seen = act.AsRevision
	}
	for _, v := range private[max(0, len(private)-mostRevisions):] {
		quotes, err := node.QuotesOf(in.Tx, v)
		if err != nil {
			return 0, err
		}
		for _, there := range shared {
			if there.Revision > seen && slices.Contains(quotes, there.Leaf) {
				seen = there.Revision
			}
		}
	}
	return seen, nil
}

// stepsFrom reads the revision that a comparison begins at and the newest.
func (s scene) stepsFrom(tx *store.Tx, revisions []store.Revision, from int) (steps []step) {
	for _, v := range revisions {
		if v.Revision >= from {
			steps = append(steps, step{Revision: v, Fields: s.read(tx, v)})
		}
	}
	return steps
}

// gainedMembers are the members of the shared text that can be taken over.
func gainedMembers(tx *store.Tx, kinds *record.Kinds, p pair) ([]string, error) {
	kind, known := kinds.Lookup(p.Shared.Kind)
	if !known || len(p.Gained) < 2 || p.Private.Body == nil {
		return nil, nil
	}
	base, newest, ours, ok := currentBodies(kind, p.Gained[0].Revision, p.Shared.Revision, p.Private.Revision)
	if !ok {
		return nil, nil
	}
	ours, err := mapped(tx, kind, p, ours)
	if err != nil {
		return nil, err
	}
	names, err := channel.Gained(base, newest, ours)
	if err != nil {
		return nil, nil // a partner's body that is no object was refused before
	}
	personal := kind.PersonalParts(newest)
	return slices.DeleteFunc(names, func(name string) bool {
		for _, path := range personal {
			if path == name || len(path) > len(name) && path[:len(name)+1] == name+"." {
				return true
			}
		}
		return false
	}), nil
}

// mapped is a private text with the references that it would have there.
func mapped(tx *store.Tx, kind *record.Kind, p pair, body []byte) ([]byte, error) {
	for _, reference := range kind.References(body) {
		link, err := tx.CounterpartOf(p.Private.Channel, reference.Ref.ID, p.Shared.Channel)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		body = bytes.ReplaceAll(body, []byte(reference.Ref.ID.String()), []byte(link.WideID.String()))
	}
	return body, nil
}

func currentBodies(kind *record.Kind, base, newest, ours store.Revision) (b, n, o []byte, ok bool) {
	var errs [3]error
	b, errs[0] = kind.Current(base.Schema, base.Body)
	n, errs[1] = kind.Current(newest.Schema, newest.Body)
	o, errs[2] = kind.Current(ours.Schema, ours.Body)
	return b, n, o, errs == [3]error{} && base.Body != nil && newest.Body != nil && ours.Body != nil
}
