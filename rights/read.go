package rights

import (
	"errors"
	"slices"
	"sync"
	"time"

	"entente/access"
	"entente/node"
	"entente/record"
	"entente/store"
)

// The kinds whose records rights follow from: those of this feature, and those
// that say who stands in for whom.
var (
	written    = []string{Roles.Name(), Clearances.Name(), Nationalities.Name(), Needs.Name(), Closures.Name(), Approvals.Name()}
	standingIn = "office/office"
)

// grantedTo says what a person was granted. It is asked at every page.
func grantedTo(asked node.Inquiry) (access.Rights, error) {
	counted, err := counts.read(asked)
	if err != nil || counted == nil {
		return access.Rights{}, err
	}
	return counted.InForce(asked.Account, asked.At), nil
}

// A countings remembers what the records of a private channel came to: they are
// read again when one is written.
type countings struct {
	mu    sync.Mutex
	known map[record.ChannelID]marked
}

type marked struct {
	mark    store.KindsMark
	counted *Counted
}

var counts = countings{known: map[record.ChannelID]marked{}}

// mostKnown bounds for how many nodes of one process it is remembered.
const mostKnown = 64

// read is what counts in a snapshot. While projections are rebuilt it is what was
// known before, or nothing: a grant that is not read yet must not look like one
// that was never made.
func (c *countings) read(asked node.Inquiry) (*Counted, error) {
	c.mu.Lock()
	known, found := c.known[asked.Private]
	c.mu.Unlock()
	if asked.Rebuilding {
		return known.counted, nil
	}
	mark, err := asked.Tx.KindsMark(asked.Private, append(slices.Clone(written), standingIn)...)
	if err != nil || found && known.mark == mark {
		return known.counted, err
	}
	var unread error
	facts, err := readFacts(asked, &unread)
	counted := Count(facts)
	if err = errors.Join(err, unread); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= mostKnown {
		clear(c.known)
	}
	c.known[asked.Private] = marked{mark, &counted}
	return &counted, nil
}

// readFacts reads all that was written of rights on this node. What goes wrong
// when the facts are asked for offices, they say in unread.
func readFacts(asked node.Inquiry, unread *error) (f Facts, err error) {
	f = Facts{Private: asked.Private, CommandLine: asked.Actor(""), Policies: asked.Policies}
	accounts, err := asked.Tx.Accounts()
	if err != nil {
		return f, err
	}
	byActor, byID := map[string]string{}, map[string]access.Account{}
	for _, a := range accounts {
		byActor[asked.Actor(a.ID)], byID[a.ID] = a.ID, a
	}
	f.Account = func(actor string) string { return byActor[actor] }
	f.SameHuman = func(one, other string) bool { return access.SameHuman(byID[one], byID[other]) }
	f.Offices = func(account string, at time.Time) []access.Office {
		offices, err := asked.Offices(byID[account], at)
		*unread = errors.Join(*unread, err)
		return offices
	}
	revisions, err := asked.Tx.RevisionsOf(asked.Private, written...)
	for _, r := range revisions {
		f.Written = append(f.Written, factOf(r))
	}
	return f, err
}

// factOf reads one revision. Of what this version cannot read, only that it was
// written counts.
func factOf(r store.Revision) Fact {
	f := Fact{Kind: r.Kind, ID: r.ID, Revision: r.Revision, Leaf: r.Leaf, At: r.At, Office: r.Office, Actor: r.Actor, Label: r.Label}
	switch r.Kind {
	case Roles.Name():
		f.Granted = readAs(Roles, r)
	case Clearances.Name():
		f.Granted = readAs(Clearances, r)
	case Nationalities.Name():
		f.Granted = readAs(Nationalities, r)
	case Needs.Name():
		f.Granted = readAs(Needs, r)
	case Closures.Name():
		f.Granted = readAs(Closures, r)
	case Approvals.Name():
		f.Approval = &Approval{}
		if value, ok := decode(Approvals, r); ok {
			f.Approval = &value
		}
	}
	return f
}

func readAs[T granted](kind record.Declared[T], r store.Revision) granted {
	if value, ok := decode(kind, r); ok {
		return value
	}
	return nil
}

func decode[T any](kind record.Declared[T], r store.Revision) (value T, ok bool) {
	if !r.Known || r.Body == nil {
		return value, false
	}
	body, err := kind.Current(r.Schema, r.Body)
	if err == nil {
		value, err = kind.Decode(body, func(int) ([]byte, record.PartState) { return nil, record.Pending })
	}
	return value, err == nil
}
