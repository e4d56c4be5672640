package interchange

import (
	"errors"
	"slices"

	"entente/record"
	"entente/store"
)

// A name is how a file refers to a record.
type name struct{ kind, key string }

// A target is what a name was found to mean; its id is zero if nothing.
type target struct{ id record.ID }

// mostKnown bounds what is remembered of names; a file seldom has more.
const mostKnown = 100_000

var errNothing = errors.New("no record, or more than one, has this key")

// resolver finds what the rows of a file refer to: a row of the same file, else
// a record of the channel, our own before a partner's. What is imported into the
// private channel may also refer to a shared record.
func (im *importing) resolver(tx *store.Tx) record.Resolve {
	return func(kind, key string) (record.Ref, error) {
		if kind == im.kind.Name() {
			if at, here := im.byKey[key]; here && !im.rows[at].double {
				return record.Ref{Kind: kind, ID: im.rows[at].id}, nil
			}
		}
		found, remembered := im.known[name{kind, key}]
		if !remembered {
			var err error
			if found, err = im.look(tx, kind, key); err != nil {
				im.failed = err
				return record.Ref{}, err
			}
			if im.known == nil || len(im.known) == mostKnown {
				im.known = map[name]target{}
			}
			im.known[name{kind, key}] = found
		}
		if found.id.IsZero() {
			return record.Ref{}, errNothing
		}
		return record.Ref{Kind: kind, ID: found.id}, nil
	}
}

func (im *importing) look(tx *store.Tx, kind, key string) (target, error) {
	found, err := im.in(tx, im.Channel, kind, key)
	if err != nil {
		return target{}, err
	}
	if len(found) == 0 && !im.shared {
		channels, err := tx.Channels()
		if err != nil {
			return target{}, err
		}
		for _, c := range channels {
			if c.ID == im.Channel {
				continue
			}
			there, err := im.in(tx, c.ID, kind, key)
			if err != nil {
				return target{}, err
			}
			found = append(found, there...)
		}
	}
	ours := slices.DeleteFunc(slices.Clone(found), func(r store.Record) bool { return r.Partner != im.node.Self() })
	switch {
	case len(ours) == 1:
		return target{ours[0].ID}, nil
	case len(ours) == 0 && len(found) == 1:
		return target{found[0].ID}, nil
	}
	return target{}, nil
}

// in finds the records of a kind that have a key in one channel.
func (im *importing) in(tx *store.Tx, channel record.ChannelID, kind, key string) ([]store.Record, error) {
	found, err := tx.FindExternal(channel, record.KeyScheme, key)
	return slices.DeleteFunc(found, func(r store.Record) bool { return r.Kind != kind }), err
}

// A need is a reference from one row of the file to the record that another is
// about to create.
type need struct {
	from, to int32
	path     string
}

// noteNeeds keeps which rows a row cannot do without.
func (im *importing) noteNeeds(at int, refers []string, body []byte) {
	if len(refers) == 0 {
		return
	}
	for _, reference := range im.kind.References(body) {
		for _, key := range refers {
			to := im.byKey[key]
			if im.rows[to].id == reference.Ref.ID && int(to) != at {
				im.needs = append(im.needs, need{int32(at), to, reference.Path})
			}
		}
	}
}

// refuseDependents refuses what refers to a record that will not be created
// because its row is refused, and what refers to that.
func (im *importing) refuseDependents() {
	byTo := map[int32][]need{}
	for _, n := range im.needs {
		byTo[n.to] = append(byTo[n.to], n)
	}
	var refused []int32
	for to := range byTo {
		if im.rows[to].action == Refuse && !im.rows[to].exists {
			refused = append(refused, to)
		}
	}
	for len(refused) > 0 {
		to := refused[len(refused)-1]
		refused = refused[:len(refused)-1]
		for _, n := range byTo[to] {
			if im.refuseLater(n) {
				refused = append(refused, n.from)
			}
		}
	}
}

// refuseLater turns a judgement around; it reports whether that takes a record
// away from others too.
func (im *importing) refuseLater(n need) bool {
	row := &im.rows[n.from]
	problem := record.Problem{Path: n.path, Code: record.ProblemUnresolved}
	if row.listed >= 0 {
		listed := &im.report.Rows[row.listed]
		listed.Action, listed.Changes, listed.Problems = Refuse, nil, append(listed.Problems, problem)
	}
	if row.action == Refuse {
		return false
	}
	*im.report.counter(row.action)--
	*im.report.counter(Refuse)++
	row.action = Refuse
	return !row.exists
}
