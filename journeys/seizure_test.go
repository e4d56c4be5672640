package journeys_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/access"
	"entente/channel"
	"entente/comment"
	"entente/feature"
	"entente/file"
	"entente/internal/testworld"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A bid has what must stay at home: a sensitive field and a personal value.
type bid struct {
	Title   record.Text             `json:"title" is:"required column search" en:"Title"`
	Limit   string                  `json:"limit" is:"sensitive" en:"Limit"`
	Contact record.Personal[string] `json:"contact" en:"Contact"`
	record.Basics
}

var bids = record.Declare(record.Of[bid]{Name: "desk/bid", Version: 1, Title: "Bid|Bids"})

// What must be found nowhere in a partner's folder, and what must be there, so
// that it is certain that the search finds what there is. An index keeps only how
// a word differs from the one before, so their ends are looked for too.
const (
	ofPrivateDraft   = "qvprivatedraftzk 뷁쀍쑯"
	ofSensitiveField = "qvsensitivefieldzw"
	ofPersonalPart   = "qvpersonalpartzj"
	ofThirdChannel   = "qvthirdchannelzx"
	ofThirdPerson    = "qvthirdpersonzy"
	ofAccount        = "qvaccountholderzu"
	ofPrivateNote    = "qvprivatenotezq"
	aboveItsCeiling  = "qvabovetheceilingzv"

	released     = "qvreleasedtextzt"
	sharedPerson = "qvsharedpersonzs"
	sharedFile   = "qvsharedfilezr"

	sharedComment = "qvsharedcommentzp"
)

// A seizure is a partner's node in the hands of somebody else.
type seizure struct {
	*testworld.World
	t       *testing.T
	private record.ChannelID
	ids     []record.ID // of records that are not for the partner
}

func (s *seizure) write(on testworld.Side, in record.ChannelID, value bid, mark []byte) record.ID {
	s.t.Helper()
	body, personal, err := bids.Encode(value)
	if err != nil {
		s.t.Fatal(err)
	}
	written, err := on.Write(s.t.Context(), in, testworld.Author, node.Draft{Kind: bids.Name(), Body: body, Personal: personal, Label: mark})
	if err != nil {
		s.t.Fatal(err)
	}
	return written[0].ID
}

// third founds a channel with somebody whom the partner does not know, and writes
// into it. The charter goes by hand.
func (s *seizure) third() {
	s.t.Helper()
	config := node.Config{Now: s.ROK.Now, Random: rand.Reader, Kinds: s.Program.Kinds, Policies: label.Shipped(), Cost: &testworld.Cheap}
	folder := node.Folder(s.t.TempDir())
	who := node.Identity{Code: "usa", Name: record.Text{EN: ofThirdPerson}, Address: "https://third.example:1", Demo: true}
	if err := node.Init(s.t.Context(), folder, who, config); err != nil {
		s.t.Fatal(err)
	}
	n, err := node.Open(s.t.Context(), folder, config)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = n.Close() })
	third := testworld.Side{Node: n}
	s.know(s.ROK, third)
	s.know(third, s.ROK)
	id := s.found(s.ROK, third, node.Founding{
		Name: record.Text{EN: ofThirdChannel}, Policy: label.TLP().Name, Ceiling: "AMBER",
	})
	s.ids = append(s.ids, s.write(s.ROK, id, bid{Title: record.Text{EN: ofThirdChannel, KO: ofThirdChannel}}, nil))
}

func (s *seizure) know(who, other testworld.Side) {
	s.t.Helper()
	card, err := other.Card(s.t.Context())
	if err == nil {
		_, err = who.AddPartner(s.t.Context(), card, &node.Comparison{Digits: keys.Fingerprint(card.Manifest), Offices: []string{"Programme office", "Security office"}})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// found agrees on a channel by hand: the charter goes there and comes back signed.
func (s *seizure) found(a, b testworld.Side, f node.Founding) record.ChannelID {
	s.t.Helper()
	f.Members = []keys.PartnerID{b.Self()}
	id, err := a.Found(s.t.Context(), f, a.Root(s.t))
	if err == nil {
		err = b.TakeCharter(s.t.Context(), charterOf(s.t, a, id))
	}
	if err == nil {
		err = b.Accept(s.t.Context(), id, b.Root(s.t))
	}
	if err == nil {
		err = a.TakeCharter(s.t.Context(), charterOf(s.t, b, id))
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func charterOf(t *testing.T, s testworld.Side, id record.ChannelID) (encoded []byte) {
	t.Helper()
	if err := s.View(t.Context(), func(tx *store.Tx) error {
		charter, err := tx.Charter(id, 0)
		encoded = charter.Envelope.Encode()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return encoded
}

// A partner's node is handed to an attacker with its database and its keys. What
// can be read there is exactly what that partner was entitled to.
func TestASeizedNodeReadsExactlyWhatItsPartnerWasEntitledTo(t *testing.T) {
	s := &seizure{World: testworld.New(t, feature.Feature{Name: "desk", Kinds: []*record.Kind{bids.Kind}}, comment.Feature, file.Feature), t: t}
	s.third()
	var err error
	if s.private, err = s.ROK.PrivateChannel(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.NATO.SetCeiling(t.Context(), label.TLP().Name, "GREEN"); err != nil {
		t.Fatal(err)
	}
	bounded := s.found(s.ROK, s.NATO, node.Founding{Name: record.Text{EN: "Bounded"}, Policy: label.TLP().Name, Ceiling: "AMBER", Default: "GREEN"})
	s.fill(bounded)
	folder, seized := s.NATO.Folder, s.seize(bounded)

	raw := rawOf(t, string(folder))
	contents, places := contentsOf(t, seized)
	for _, marker := range []string{ofPrivateDraft, ofSensitiveField, ofPersonalPart, ofThirdChannel, ofThirdPerson, ofAccount, ofPrivateNote, aboveItsCeiling} {
		if where := traceOf(marker, raw, contents); where != "" {
			t.Errorf("%s is in %s", marker, where)
		}
	}
	for _, id := range s.ids {
		if traceOf(id.String(), raw, contents) != "" || bytes.Contains(raw, id[:]) || bytes.Contains(contents, id[:]) {
			t.Errorf("the id of a record that is not the partner's is there: %s", id)
		}
	}
	for _, marker := range []string{released, sharedPerson, sharedComment, sharedFile} {
		if traceOf(marker, nil, contents) == "" {
			t.Errorf("%s, which the partner is entitled to, is not found: the search proves nothing", marker)
		}
	}
	if traceOf(released, raw, nil) == "" {
		t.Error("the title of what was released is not found in the raw files: the search proves nothing")
	}
	s.exactly(seized, places)
}

// fill writes what is for the partner and what is not.
func (s *seizure) fill(bounded record.ChannelID) {
	s.t.Helper()
	ctx := s.t.Context()
	s.ids = append(s.ids, s.write(s.ROK, s.private, bid{Title: record.Text{EN: ofPrivateDraft, KO: ofPrivateDraft}}, nil))
	if _, err := s.ROK.AddAccount(ctx, access.Account{Login: ofAccount, Name: ofAccount, Offices: testworld.Offices}, "a password of tests"); err != nil {
		s.t.Fatal(err)
	}
	draft := s.write(s.ROK, s.private, bid{Title: record.Text{EN: released}, Limit: ofSensitiveField, Contact: record.PersonalValue(ofPersonalPart)}, nil)
	s.ids = append(s.ids, draft)
	plan, err := s.ROK.PlanRelease(ctx, node.Selection{
		Narrow: s.private, Wide: s.Channel, Records: []record.ID{draft}, Labels: map[record.ID][]byte{draft: s.defaultLabel()},
	})
	if err == nil {
		_, err = s.ROK.Release(ctx, testworld.Author, s.private, plan)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(s.ROK, s.Channel, bid{Title: record.Text{EN: "Shared"}, Contact: record.PersonalValue(sharedPerson)}, nil)
	s.write(s.ROK, bounded, bid{Title: record.Text{EN: "Within its ceiling"}}, nil)
	s.write(s.ROK, bounded, bid{Title: record.Text{EN: aboveItsCeiling}}, s.marked("AMBER"))
	about := s.ROK.Find(s.t, s.Channel, dialogue)
	for _, c := range []struct{ to, text string }{{"own", ofPrivateNote}, {"channel", sharedComment}} {
		form := map[string][]string{"to": {c.to}, "text": {c.text}, "language": {"en"}}
		if answer := s.ROK.Post(s.t, "/comment/"+s.Channel.String()+"/"+about.ID.String(), form); answer.Code != 303 {
			s.t.Fatalf("a comment answers %d: %s", answer.Code, answer.Body)
		}
	}
	files := map[string][]string{"to": {"channel"}, "language": {"en"}, "label-channel": {"UNCLASSIFIED"}, "description": {"Minutes"}}
	path := "/file/" + s.Channel.String() + "/" + about.ID.String()
	if answer := s.ROK.PostFile(s.t, path, files, "minutes.txt", strings.NewReader(sharedFile)); answer.Code != 303 {
		s.t.Fatalf("a file answers %d: %s", answer.Code, answer.Body)
	}
}

func (s *seizure) defaultLabel() (mark []byte) {
	s.t.Helper()
	if err := s.ROK.View(s.t.Context(), func(tx *store.Tx) error {
		c, err := tx.Channel(s.Channel)
		mark = c.DefaultLabel
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return mark
}

func (s *seizure) marked(classification string) []byte {
	s.t.Helper()
	mark, err := label.New(label.TLP(), classification, s.ROK.Now(), s.ROK.Now().AddDate(1, 0, 0))
	if err != nil {
		s.t.Fatal(err)
	}
	return mark
}

// seize waits until the partner has all that is for it, takes its node away and
// opens the folder with the keys in it.
func (s *seizure) seize(bounded record.ChannelID) *node.Node {
	s.t.Helper()
	s.Settle(s.t)
	s.NATO.Until(s.t, func(tx *store.Tx) bool {
		ledgers, err := tx.LedgersOf(bounded)
		for _, l := range ledgers {
			if l.Partner == s.ROK.Self() {
				return err == nil && l.Folded == 3 // the charter, and two bids
			}
		}
		return false
	})
	s.NATO.Until(s.t, func(tx *store.Tx) bool {
		arriving, err := tx.FilesIn(store.FileArriving)
		return err == nil && len(arriving) == 0
	})
	s.ROK.Until(s.t, func(tx *store.Tx) bool {
		extent, err := s.ROK.ExtentOf(tx, s.NATO.Self())
		without := slices.ContainsFunc(extent.Ledgers, func(l node.Confirmed) bool { return l.Confirmed == 0 })
		return err == nil && extent.Unconfirmed() == 0 && !without
	})
	s.Part()
	config := s.NATO.Config
	if err := s.NATO.Close(); err != nil {
		s.t.Fatal(err)
	}
	n, err := node.Open(s.t.Context(), s.NATO.Folder, config)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = n.Close() })
	return n
}

// rawOf is everything in the files below a folder, and their names.
func rawOf(t *testing.T, folder string) (all []byte) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(append(all, path...), content...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A place is one entry of a ledger, by its leaf.
type place struct {
	origin string
	index  int64
	leaf   record.Leaf
}

// contentsOf is all that somebody with the keys reads: every part of every entry,
// every file, every column of every table. It names every entry that is there.
func contentsOf(t *testing.T, n *node.Node) (all []byte, places []place) {
	t.Helper()
	var files []store.File
	err := n.View(t.Context(), func(tx *store.Tx) error {
		ledgers, err := tx.Ledgers()
		for _, l := range ledgers {
			if err != nil {
				return err
			}
			err = tx.Entries(l.Origin, 0, l.Size, func(e record.Entry) error {
				places = append(places, place{l.Origin, e.Index, e.Leaf})
				for _, part := range e.Parts {
					all = append(append(all, part.Content...), part.Reason...)
				}
				return nil
			})
		}
		if err == nil {
			files, err = tx.FilesIn(store.FilePresent)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := n.OpenContent(t.Context(), f.Origin, f.Index, f.Part)
		if err != nil {
			t.Fatal(err)
		}
		read, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, read...)
	}
	return append(all, tablesOf(t, n.Folder.Database())...), places
}

func tablesOf(t *testing.T, path string) (all []byte) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range columnOf(t, db, `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`) {
		for _, column := range columnOf(t, db, `SELECT name FROM pragma_table_info(?)`, table) {
			for _, value := range columnOf(t, db, fmt.Sprintf(`SELECT CAST(%q AS BLOB) FROM %q`, column, table)) {
				all = append(all, value...)
			}
		}
	}
	return all
}

func columnOf(t *testing.T, db *sql.DB, query string, args ...any) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var value []byte
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, string(value))
	}
	return values
}

// traceOf says where a marker, or the end of one of its words, is found.
func traceOf(marker string, raw, contents []byte) string {
	for _, word := range strings.Fields(marker) {
		for _, from := range []int{0, len(word) / 3} {
			end := []byte(word[from:])
			switch {
			case bytes.Contains(bytes.ToLower(raw), bytes.ToLower(end)):
				return "the raw files"
			case bytes.Contains(bytes.ToLower(contents), bytes.ToLower(end)):
				return "what the keys open"
			}
		}
	}
	return ""
}

// exactly compares what is there with what the ledgers of the other side say that
// the partner is entitled to, and with its own ledgers that it shares with nobody.
func (s *seizure) exactly(seized *node.Node, found []place) {
	s.t.Helper()
	entitled := map[place]bool{}
	if err := s.ROK.View(s.t.Context(), func(tx *store.Tx) error {
		extent, err := s.ROK.ExtentOf(tx, s.NATO.Self())
		for _, l := range extent.Ledgers {
			if err != nil {
				return err
			}
			var leaves []record.Leaf
			leaves, err = tx.Leaves(l.Origin, 0, l.Confirmed)
			for i, leaf := range leaves {
				entitled[place{l.Origin, int64(i), leaf}] = true
			}
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	own := map[string]bool{}
	for _, p := range found {
		if !entitled[p] {
			own[p.origin] = true
		}
		delete(entitled, p)
	}
	if err := seized.View(s.t.Context(), func(tx *store.Tx) error {
		for origin := range own {
			l, err := tx.Ledger(origin)
			if err != nil {
				return err
			}
			stored, err := tx.Charter(l.Channel, l.Epoch)
			if err != nil {
				return err
			}
			charter, err := channel.Decode(stored.Envelope.Payload)
			if err != nil {
				return err
			}
			if !l.Own || len(charter.Members) != 1 {
				s.t.Errorf("it has entries of %s, which it is not entitled to", origin)
			}
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	if len(entitled) > 0 {
		s.t.Errorf("%d entries that it is entitled to are not there", len(entitled))
	}
}
