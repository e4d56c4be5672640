package node_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"entente/access"
	"entente/audit"
	"entente/channel"
	"entente/feature"
	"entente/internal/testworld"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// What is withdrawn in these tests, as anything in the files might hold it:
// whole, as pairs of syllables, and without beginnings.
const secret = "Observers quixotzephyrwaltz 뷁쀍쑯 observe"

var traces = []string{"quixotzephyrwaltz", "xotzephyrwaltz", "rwaltz", "뷁쀍쑯", "뷁쀍", "쀍쑯"}

// A signer holds a mandate of one side.
type signer struct {
	key     keys.Private
	mandate keys.Envelope
}

// mandated lets two holders, and a deputy of the first, withdraw for a side.
func mandated(t *testing.T, s testworld.Side) (first, deputy, second signer) {
	t.Helper()
	var made [3]keys.Private
	for i := range made {
		var err error
		if made[i], err = keys.Generate(rand.Reader, keys.Ed25519); err != nil {
			t.Fatal(err)
		}
	}
	give := func(holder string, key keys.Private, deputies ...access.Deputy) keys.Envelope {
		m := access.Mandate{
			Partner: s.Self(), Holder: holder, Key: key.Public(), Acts: []access.Verb{access.Withdrawal},
			NotBefore: testworld.Start.Add(-time.Hour), NotAfter: testworld.Start.AddDate(1, 0, 0), Deputies: deputies,
		}
		envelope, err := m.Sign(s.Root(t)...)
		if err != nil {
			t.Fatal(err)
		}
		return envelope
	}
	one := give("records-1", made[0], access.Deputy{Holder: "records-2", Key: made[1].Public()})
	return signer{made[0], one}, signer{made[1], one}, signer{made[2], give("security-1", made[2])}
}

func sign(t *testing.T, s testworld.Side, order node.Written, by ...signer) {
	t.Helper()
	for _, each := range by {
		act, err := access.Sign(rand.Reader, each.key, access.Withdrawal, order.Leaf, each.mandate)
		if err != nil {
			t.Fatal(err)
		}
		body, err := channel.ActEntry{Leaf: order.Leaf, Act: act, Mandate: each.mandate}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := node.Govern(s.Node, t.Context(), order.Channel, node.Author{Office: "desk"}, node.Draft{Kind: channel.KindAct, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
}

// contact is a kind with a personal value, for these tests only.
type contact struct {
	Title  record.Text             `json:"title" is:"required column search sort" en:"Title"`
	Place  string                  `json:"place" is:"column filter sort search" en:"Place"`
	Person record.Personal[string] `json:"person" en:"Person"`
	record.Basics
}

var contacts = record.Declare(record.Of[contact]{Name: "test/contact", Version: 1, Title: "Contact|Contacts", Sort: "title"})

func newWorld(t *testing.T) *testworld.World {
	return testworld.New(t, feature.Feature{Name: "test", Kinds: []*record.Kind{contacts.Kind}})
}

// write adds a revision to a record, or a first one, and waits until both sides
// have confirmed it.
func write(t *testing.T, w *testworld.World, s testworld.Side, id record.ID, after int, value contact) node.Written {
	t.Helper()
	body, personal, err := contacts.Encode(value)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Write(t.Context(), w.Channel, testworld.Author, node.Draft{Kind: contacts.Name(), ID: id, After: after, Body: body, Personal: personal})
	if err != nil {
		t.Fatal(err)
	}
	w.Settle(t)
	return all[0]
}

func secretContact() contact {
	return contact{Title: record.Text{EN: secret}, Place: secret, Person: record.PersonalValue(secret)}
}

// order writes an order over everything of a record.
func order(t *testing.T, w *testworld.World, s testworld.Side, id record.ID) node.Written {
	t.Helper()
	var pieces []node.Piece
	if err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		pieces, err = node.PiecesOf(tx, w.Channel, id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	written, err := s.OrderWithdrawal(t.Context(), testworld.Author, channel.Spillage, record.Leaf{}, pieces)
	if err != nil {
		t.Fatal(err)
	}
	return written[0]
}

// rawFiles is everything in a folder and below it.
func rawFiles(t *testing.T, folder string) (all []byte) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(all, content...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func found(raw []byte) (left []string) {
	for _, trace := range traces {
		if bytes.Contains(raw, []byte(trace)) {
			left = append(left, trace)
		}
	}
	return left
}

// carryOut must leave nothing pending.
func carryOut(t *testing.T, s testworld.Side) {
	t.Helper()
	if pending, err := s.CarryOutWithdrawals(t.Context()); err != nil || len(pending) > 0 {
		t.Fatalf("pending: %v, %v", pending, err)
	}
}

func inEffect(t *testing.T, s testworld.Side, order node.Written) bool {
	t.Helper()
	effect := false
	if err := s.View(t.Context(), func(tx *store.Tx) error {
		o, err := tx.Order(order.Leaf)
		effect = !o.Effect.IsZero()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return effect
}

// shows reports what a side's queries still have of the secret.
func shows(t *testing.T, w *testworld.World, s testworld.Side, id record.ID) (still []string) {
	t.Helper()
	err := s.View(t.Context(), func(tx *store.Tx) error {
		r, err := tx.Record(w.Channel, id)
		if err != nil {
			return err
		}
		if r.Body != nil || !r.Title.IsZero() || r.Sort != "" {
			still = append(still, "its record")
		}
		entry, err := tx.Entry(r.Origin, r.Index)
		if err != nil {
			return err
		}
		for i, p := range entry.Parts[2:] {
			if p.State != record.Withdrawn || p.Content != nil {
				still = append(still, "part "+string(rune('2'+i))+" is "+p.State.String())
			}
		}
		for _, text := range []string{"quixotzephyrwaltz", "뷁쀍쑯"} {
			hits, err := tx.Search(store.SearchQuery{Text: text})
			if err != nil || len(hits) > 0 {
				still = append(still, "search")
			}
		}
		return entry.Verify()
	})
	if err != nil {
		t.Fatal(err)
	}
	return still
}

func TestWhatIsWithdrawnIsHiddenAtOnceAndGoneFromTheRawFilesOfBothSides(t *testing.T) {
	w := newWorld(t)
	first, _, second := mandated(t, w.ROK)
	it := write(t, w, w.ROK, record.ID{}, 0, secretContact())
	backups := t.TempDir()
	for _, s := range []testworld.Side{w.ROK, w.NATO} {
		if left := found(rawFiles(t, string(s.Folder))); len(left) == 0 {
			t.Fatal("the search is blind: the projected text is not in the files")
		}
		if err := s.Backup(t.Context(), filepath.Join(backups, s.Self().String())); err != nil {
			t.Fatal(err)
		}
	}
	keysBefore := partKeys(t, filepath.Join(backups, w.NATO.Self().String()+".keys"))

	ordered := order(t, w, w.ROK, it.ID)
	sign(t, w.ROK, ordered, first)
	w.Settle(t)
	if inEffect(t, w.ROK, ordered) || inEffect(t, w.NATO, ordered) {
		t.Fatal("one act put an order into effect")
	}
	sign(t, w.ROK, ordered, second)
	if still := shows(t, w, w.ROK, it.ID); len(still) > 0 {
		t.Errorf("its originator still shows %v", still)
	}
	w.Settle(t)
	if still := shows(t, w, w.NATO, it.ID); len(still) > 0 {
		t.Errorf("its receiver still shows %v", still)
	}

	carryOut(t, w.ROK)
	if left := found(rawFiles(t, string(w.ROK.Folder))); len(left) > 0 {
		t.Errorf("the files of its originator still hold %v", left)
	}
	carryOut(t, w.NATO)
	if answers := answersTo(t, w.ROK, ordered); len(answers) != 0 {
		t.Errorf("nobody decided anything, and it answers %v", answers)
	}
	if err := w.NATO.DecideWithdrawal(t.Context(), "officer", ordered.Leaf, channel.WithdrawalAnswer{Target: 0, State: channel.Purged}); err != nil {
		t.Fatal(err)
	}
	carryOut(t, w.NATO)
	w.Settle(t)
	if left := found(rawFiles(t, string(w.NATO.Folder))); len(left) > 0 {
		t.Errorf("the files of its receiver still hold %v", left)
	}
	if left := found(rawFiles(t, backups)); len(left) > 0 {
		t.Errorf("the backups still hold %v", left)
	}
	if keys := partKeys(t, filepath.Join(backups, w.NATO.Self().String()+".keys")); keys != keysBefore-2 {
		t.Errorf("the backup holds %d keys of parts, and held %d", keys, keysBefore)
	}
	if answers := answersTo(t, w.ROK, ordered); len(answers) != 1 || answers[0].State != "purged" || answers[0].Partner != w.NATO.Self() {
		t.Errorf("its originator reads the answers %+v", answers)
	}
	if err := w.NATO.DrainAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := auditedAs(t, w.NATO.Node, audit.Purge); len(all) != 2 || all[0].Outcome != "done" || all[0].Count != 1 || all[1].Outcome != "decided" {
		t.Errorf("of the destruction it wrote down %+v", all)
	}
	for _, s := range []testworld.Side{w.ROK, w.NATO} {
		if _, err := s.Verify(t.Context(), nil); err != nil {
			t.Errorf("without the parts the folder does not verify: %v", err)
		}
		if err := s.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if still := shows(t, w, s, it.ID); len(still) > 0 {
			t.Errorf("rebuilt, it shows %v", still)
		}
		if left := found(rawFiles(t, string(s.Folder))); len(left) > 0 {
			t.Errorf("rebuilt, the files hold %v", left)
		}
	}
}

func answersTo(t *testing.T, s testworld.Side, order node.Written) (answers []store.OrderAnswer) {
	t.Helper()
	if err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		answers, err = tx.Answers(order.Leaf)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return answers
}

func partKeys(t *testing.T, path string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT count(*) FROM part_key`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
