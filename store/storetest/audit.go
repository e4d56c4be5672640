package storetest

import (
	"reflect"
	"testing"
	"time"

	"entente/audit"
	"entente/record"
	"entente/store"
)

func theAuditIsNoChannelToWorkIn(t *testing.T, s store.Store) {
	own := store.Channel{ID: private, State: store.ChannelActive, Private: true}
	log := store.Channel{ID: record.ChannelID{1}, State: store.ChannelActive, Private: true, Audit: true}
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.PutChannel(own))
		return tx.PutChannel(log)
	})
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Channels()); !reflect.DeepEqual(got, []store.Channel{own}) {
			t.Errorf("channels read %+v", got)
		}
		if got := must(tx.PrivateChannel()); !reflect.DeepEqual(got, own) {
			t.Errorf("the private channel reads %+v", got)
		}
		if got := must(tx.AuditChannel()); !reflect.DeepEqual(got, log) {
			t.Errorf("the channel of the audit reads %+v", got)
		}
		return nil
	})
}

// lines makes lines of a chain, as the audit ledger brings them.
func lines(t *testing.T, events ...audit.Event) []audit.Line {
	t.Helper()
	spool := must(audit.Open(audit.Config{Folder: t.TempDir()}))
	defer spool.Close()
	must(0, spool.Append(t.Context(), events...))
	return must(spool.Waiting(0, len(events)))
}

func theAuditIsFiltered(t *testing.T, s store.Store) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	id := must(record.ParseID("01a207a2-3280-7000-b44e-e6a9c9ba57f1"))
	read := audit.Event{At: at.Add(time.Hour), What: audit.Read, Office: "desk", Of: []audit.Subject{{Channel: shared, Records: []audit.Item{{ID: id, Revision: 2}}}}}
	all := lines(t, audit.Event{At: at, What: audit.SignIn, Account: "0w000000000000000000000000"}, read, audit.Event{At: at.Add(2 * time.Hour), What: audit.SignOut})
	update(t, s, func(tx *store.Tx) error { return tx.PutAudited(all) })
	update(t, s, func(tx *store.Tx) error { return tx.PutAudited(all[:1]) }) // folded twice
	for name, test := range map[string]struct {
		query store.AuditQuery
		want  []int64
	}{
		"all":        {store.AuditQuery{}, []int64{3, 2, 1}},
		"a page":     {store.AuditQuery{Limit: 1, Before: 3}, []int64{2}},
		"what":       {store.AuditQuery{What: audit.SignOut}, []int64{3}},
		"when":       {store.AuditQuery{From: at.Add(time.Hour), Until: at.Add(2 * time.Hour)}, []int64{2}},
		"who":        {store.AuditQuery{Account: all[0].Event.Account}, []int64{1}},
		"for whom":   {store.AuditQuery{Office: "desk"}, []int64{2}},
		"which":      {store.AuditQuery{Record: &id}, []int64{2}},
		"not theirs": {store.AuditQuery{Record: &id, What: audit.SignIn}, nil},
	} {
		view(t, s, func(tx *store.Tx) error {
			var got []int64
			for _, event := range must(tx.Audited(test.query)) {
				got = append(got, event.Number)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s: lines %v, expected %v", name, got, test.want)
			}
			return nil
		})
	}
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Audited(store.AuditQuery{Record: &id})); !reflect.DeepEqual(got[0].Event, read) {
			t.Errorf("the event reads %+v", got[0].Event)
		}
		return nil
	})
	update(t, s, func(tx *store.Tx) error { return tx.ForgetAudited(2) })
	view(t, s, func(tx *store.Tx) error {
		if left := must(tx.Audited(store.AuditQuery{})); len(left) != 1 || len(must(tx.Audited(store.AuditQuery{Record: &id}))) != 0 {
			t.Errorf("%d events are left", len(left))
		}
		return nil
	})
}

func anchorsKeepTheirOpenings(t *testing.T, s store.Store) {
	beat := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	_, opening, err := audit.NewAnchor(Random(4), beat, []audit.Head{{Origin: Origin, Size: 7}})
	must(0, err)
	opening.Anchor = record.Leaf{1, 2}
	first := store.Anchor{Channel: shared, Beat: beat, Opening: opening}
	second := first
	second.Beat, second.Opening.Anchor = beat.Add(6*time.Hour), record.Leaf{1, 3}
	update(t, s, func(tx *store.Tx) error {
		must(0, tx.AddAnchor(first))
		return tx.AddAnchor(second)
	})
	view(t, s, func(tx *store.Tx) error {
		if got := must(tx.Anchors(shared, 1)); !reflect.DeepEqual(got, []store.Anchor{second}) {
			t.Errorf("the newest anchor reads %+v", got)
		}
		if got := must(tx.AnchorOf(record.Leaf{1, 2})); !reflect.DeepEqual(got, first) {
			t.Errorf("the anchor reads %+v", got)
		}
		_, err := tx.AnchorOf(record.Leaf{9})
		return expect(err, store.ErrNotFound)
	})
}
