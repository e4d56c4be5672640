package node_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

type note struct {
	Title   record.Text             `json:"title" is:"required column search" en:"Title"`
	Contact record.Personal[string] `json:"contact" en:"Contact"`
	record.Basics
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func config(t testing.TB) node.Config {
	t.Helper()
	kinds, err := record.NewKinds(record.Declare(record.Of[note]{Name: "test/note", Version: 1, Title: "Note|Notes"}).Kind)
	if err != nil {
		t.Fatal(err)
	}
	return node.Config{Now: func() time.Time { return noon }, Random: rand.Reader, Kinds: kinds, Policies: label.Shipped()}
}

// alone makes a node and opens its private channel.
func alone(t testing.TB, code string, demo bool) (*node.Node, record.ChannelID) {
	t.Helper()
	folder := node.Folder(filepath.Join(t.TempDir(), code))
	who := node.Identity{Code: code, Name: record.Text{EN: code}, Address: "https://node.example:7443", Demo: demo}
	if err := node.Init(t.Context(), folder, who, config(t)); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	private, err := n.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n, private
}

func body(title string) []byte { return fmt.Appendf(nil, `{"title":{"en":%q}}`, title) }

func TestWritersOfOneRecordFollowEachOtherOrAreToldThatItChanged(t *testing.T) {
	n, private := alone(t, "AAA", false)
	first, err := n.Write(t.Context(), private, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: body("0")})
	if err != nil {
		t.Fatal(err)
	}
	id := first[0].ID
	var wait sync.WaitGroup
	var mu sync.Mutex
	written := 0
	for range 8 {
		wait.Go(func() {
			for range 20 {
				var revision int
				err := n.View(t.Context(), func(tx *store.Tx) error {
					standing, err := tx.Standing(private, id)
					revision = standing.Revision
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
				_, err = n.Write(t.Context(), private, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", ID: id, After: revision, Body: body("next")})
				mu.Lock()
				if err == nil {
					written++
				} else if !errors.Is(err, node.ErrStale) {
					t.Errorf("a writer was refused for another reason: %v", err)
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	err = n.View(t.Context(), func(tx *store.Tx) error {
		revisions, err := tx.Revisions(private, id)
		if err != nil {
			return err
		}
		if len(revisions) != written+1 {
			t.Errorf("%d revisions stand in the record, %d were acknowledged", len(revisions), written+1)
		}
		quarantined, err := tx.Quarantined(nil)
		if len(quarantined) > 0 {
			t.Errorf("our own entries are in quarantine: %+v", quarantined)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Verify(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

func TestDraftsOfOneCallMayReferToReservedIDsAndStandTogetherOrNotAtAll(t *testing.T) {
	n, private := alone(t, "AAA", false)
	id := n.NewID(private)
	good := node.Draft{Kind: "test/note", ID: id, Body: body("one")}
	bad := node.Draft{Kind: "test/note", Body: []byte(`{"title":7}`)}
	_, err := n.Write(t.Context(), private, node.Author{}, good, bad)
	var invalid *node.Invalid
	if !errors.As(err, &invalid) || invalid.Draft != 1 {
		t.Fatalf("a call with one bad draft was not refused for it: %v", err)
	}
	written, err := n.Write(t.Context(), private, node.Author{}, good, node.Draft{Kind: "test/note", ID: id, After: 1, Body: body("two")})
	if err != nil {
		t.Fatal(err)
	}
	if written[0].ID != id || written[0].Revision != 1 || written[1].Revision != 2 {
		t.Errorf("the drafts came to stand as %+v", written)
	}
}

func TestAPersonalValueMustBeAPartOfItsOwn(t *testing.T) {
	n, private := alone(t, "AAA", false)
	draft := node.Draft{Kind: "test/note", Body: []byte(`{"title":{"en":"x"},"contact":{"part":3}}`)}
	var invalid *node.Invalid
	if _, err := n.Write(t.Context(), private, node.Author{}, draft); !errors.As(err, &invalid) {
		t.Errorf("a body that names a part which is not there was written: %v", err)
	}
	draft.Personal = [][]byte{[]byte(`"desk officer"`)}
	if _, err := n.Write(t.Context(), private, node.Author{}, draft); err != nil {
		t.Error(err)
	}
}

func TestAPartnerIsActiveOnlyAfterTwoOfficesComparedItsFingerprint(t *testing.T) {
	a, _ := alone(t, "AAA", false)
	b, _ := alone(t, "BBB", false)
	card, err := b.Card(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	digits := keys.Fingerprint(card.Manifest)
	wrong := "00000 " + digits[6:]
	if wrong == digits {
		wrong = "00001 " + digits[6:]
	}
	for _, c := range []struct {
		name     string
		compared *node.Comparison
		state    store.PartnerState
	}{
		{"without a comparison", nil, store.PartnerIntroduced},
		{"with other digits", &node.Comparison{Digits: wrong, Offices: []string{"desk", "security"}}, ""},
		{"with some of the digits", &node.Comparison{Digits: digits[:20], Offices: []string{"desk", "security"}}, ""},
		{"by one office", &node.Comparison{Digits: digits, Offices: []string{"desk"}}, ""},
		{"by one office twice", &node.Comparison{Digits: digits, Offices: []string{"desk", "desk"}}, ""},
		{"by two offices", &node.Comparison{Digits: digits, Offices: []string{"desk", "security"}}, store.PartnerActive},
	} {
		partner, err := a.AddPartner(t.Context(), card, c.compared)
		if (err == nil) != (c.state != "") || (err == nil && partner.State != c.state) {
			t.Errorf("%s the partner is %q: %v", c.name, partner.State, err)
		}
	}
	if _, active := a.PartnerWithPin(t.Context(), b.Keys().TLSPin()); !active {
		t.Error("an active partner's key is not known")
	}
}

func TestADemonstrationsCardIsRefusedByARealNode(t *testing.T) {
	actual, _ := alone(t, "AAA", false)
	demo, _ := alone(t, "BBB", true)
	card, err := demo.Card(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := actual.AddPartner(t.Context(), card, nil); !errors.Is(err, node.ErrDemo) {
		t.Errorf("a demonstration's card was taken: %v", err)
	}
}

func TestAFolderIsMadeOnceAndOnlyOpenedWhereANodeIs(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	if err := node.Init(t.Context(), n.Folder, node.Identity{Code: "AAA"}, config(t)); !errors.Is(err, node.ErrExists) {
		t.Errorf("a node was made over another: %v", err)
	}
	if _, err := node.Open(t.Context(), node.Folder(t.TempDir()), config(t)); !errors.Is(err, node.ErrNoNode) {
		t.Errorf("an empty folder was opened: %v", err)
	}
}

func TestPseudonymsOfOnePersonDifferByChannel(t *testing.T) {
	n, private := alone(t, "AAA", false)
	other := private
	other[0]++
	here, again, elsewhere := n.Actor(private, "person"), n.Actor(private, "person"), n.Actor(other, "person")
	if here != again || here == elsewhere {
		t.Errorf("one person is %s, then %s, and elsewhere %s", here, again, elsewhere)
	}
}
