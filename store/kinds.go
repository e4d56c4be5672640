package store

import (
	"fmt"
	"strings"

	"entente/record"
)

// RevisionsOf is all that was written of some kinds in a channel, in the order in
// which their ledgers have it.
func (tx *Tx) RevisionsOf(channel record.ChannelID, kinds ...string) ([]Revision, error) {
	rows, err := list(tx, func(r row) (u unopened, err error) {
		err = r.Scan(u.columns()...)
		return u, err
	}, `SELECT `+revisionColumns+` FROM `+tx.from(revisions)+` r`+revisionJoins+` WHERE r.class IN (`+classesOf(len(kinds))+`) ORDER BY r.place`,
		channelAnd(channel, kinds)...)
	all := make([]Revision, len(rows))
	for i, u := range rows {
		if err == nil {
			all[i], err = tx.openRevision(u)
		}
	}
	return all, failed(err, "read all that was written of some kinds in channel %s", channel)
}

// A KindsMark changes when anything is written of some kinds in a channel, or when the
// content of anything of them goes.
type KindsMark struct{ Revisions, Newest, Gone int64 }

// KindsMark is what RevisionsOf would read now, as a mark.
func (tx *Tx) KindsMark(channel record.ChannelID, kinds ...string) (KindsMark, error) {
	m, err := one(tx, func(r row) (m KindsMark, err error) {
		err = r.Scan(&m.Revisions, &m.Newest, &m.Gone)
		return m, err
	}, `SELECT count(*), coalesce(max(r.place), 0), (SELECT count(*) FROM withdrawal)
		FROM `+tx.from(revisions)+` r WHERE r.class IN (`+classesOf(len(kinds))+`)`, channelAnd(channel, kinds)...)
	return m, failed(err, "mark what was written of some kinds in channel %s", channel)
}

// classesOf are the classes of a channel, $1, and of so many kinds after it.
func classesOf(kinds int) string {
	places := make([]string, kinds)
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+2)
	}
	return `SELECT n FROM class WHERE channel = $1 AND kind IN (` + strings.Join(places, ", ") + `)`
}

func channelAnd(channel record.ChannelID, kinds []string) []any {
	args := []any{channel[:]}
	for _, kind := range kinds {
		args = append(args, kind)
	}
	return args
}
