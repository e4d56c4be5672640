package interchange_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"entente/interchange"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// visit is a kind with what makes importing hard: references to itself, lists of
// groups, personal and sensitive values.
type visit struct {
	Title   record.Text             `json:"title" is:"required column sort search" en:"Title"`
	Follows record.Ref              `json:"follows" to:"test/visit" en:"Follows"`
	Host    record.Ref              `json:"host" to:"test/host" en:"Host"`
	Starts  record.Date             `json:"starts" en:"Start"`
	Guests  []guest                 `json:"guests" en:"Guests"`
	Themes  []string                `json:"themes" en:"Themes"`
	Contact record.Personal[string] `json:"contact" en:"Contact"`
	Secret  string                  `json:"secret" is:"sensitive" en:"Secret"`
	record.Basics
}

type guest struct {
	Office string `json:"office" is:"required" en:"Office"`
	Seats  int64  `json:"seats" en:"Seats"`
	record.Extra
}

type host struct {
	Name string `json:"name" is:"required sort" en:"Name"`
	record.Basics
}

var (
	visits = record.Declare(record.Of[visit]{Name: "test/visit", Version: 1, Title: "Visit|Visits", Sort: "title"})
	stamps = record.Declare(record.Of[host]{Name: "test/stamp", Version: 1, Title: "Stamp|Stamps", Sort: "name", Made: record.ByOwnPages})
	hosts  = record.Declare(record.Of[host]{Name: "test/host", Version: 1, Title: "Host|Hosts", Sort: "name"})
)

// A world is one node and a channel to import into.
type world struct {
	*node.Node
	t       *testing.T
	channel record.ChannelID
}

func newWorld(t *testing.T) world { return worldOf(t, "A") }

// worldOf is a world whose node speaks for the partner of this code.
func worldOf(t *testing.T, code string) world {
	t.Helper()
	kinds, err := record.NewKinds(visits.Kind, hosts.Kind, stamps.Kind)
	if err != nil {
		t.Fatal(err)
	}
	start, ticks := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), 0
	config := node.Config{Random: rand.Reader, Kinds: kinds, Policies: label.Shipped(), Now: func() time.Time {
		ticks++
		return start.Add(time.Duration(ticks) * time.Millisecond)
	}}
	folder := node.Folder(t.TempDir())
	if err := node.Init(t.Context(), folder, node.Identity{Code: code, Name: record.Text{EN: code}, Address: "https://127.0.0.1:1"}, config); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	channel, err := n.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return world{n, t, channel}
}

func (w world) request(kind string, lines ...string) interchange.Request {
	return interchange.Request{
		Kind: kind, Channel: w.channel, Author: node.Author{Office: "desk", Person: "tester"},
		Source: strings.NewReader(strings.Join(lines, "\n") + "\n"),
	}
}

// takes imports what must go well.
func (w world) takes(kind string, lines ...string) interchange.Report {
	w.t.Helper()
	report, err := interchange.Import(w.t.Context(), w.Node, w.request(kind, lines...))
	if err != nil {
		w.t.Fatalf("%v: %+v", err, report.Rows)
	}
	return report
}

// counts holds a report to "created changed unchanged refused written".
func counts(t *testing.T, report interchange.Report, want string) {
	t.Helper()
	got := fmt.Sprint(report.Created, report.Changed, report.Unchanged, report.Refused, report.Written)
	if got != want {
		t.Errorf("created, changed, unchanged, refused, written: %s, want %s: %+v", got, want, report.Rows)
	}
}

func (w world) size() (entries int64) {
	w.t.Helper()
	ledgers, err := w.Ledgers(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range ledgers {
		entries += l.Size
	}
	return entries
}

func (w world) byKey(key string) (found store.Record) {
	w.t.Helper()
	err := w.View(w.t.Context(), func(tx *store.Tx) error {
		all, err := tx.FindExternal(w.channel, record.KeyScheme, key)
		if err == nil && len(all) != 1 {
			w.t.Fatalf("%d records have the key %s", len(all), key)
		}
		if err == nil {
			found, err = tx.Record(w.channel, all[0].ID)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

func (w world) exports(kind string, partner *keys.PartnerID) (string, interchange.Exported) {
	w.t.Helper()
	var out bytes.Buffer
	done, err := interchange.Export(w.t.Context(), w.Node, interchange.Selection{Kind: kind, Channel: w.channel, Partner: partner}, &out, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return out.String(), done
}

// sharedWith founds a channel with another node, by hand instead of over a wire.
func (w world) sharedWith(other world) record.ChannelID {
	w.t.Helper()
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	for _, pair := range [][2]world{{w, other}, {other, w}} {
		card, err := pair[0].Card(w.t.Context())
		must(err)
		_, err = pair[1].AddPartner(w.t.Context(), card, &node.Comparison{
			Digits: keys.Fingerprint(card.Manifest), Offices: []string{"desk", "security"},
		})
		must(err)
	}
	root := func(of world) []keys.Private {
		signers, _, err := keys.LoadRoot(of.Folder.RootKeys(), "")
		must(err)
		return signers
	}
	charter := func(of world, id record.ChannelID) (encoded []byte) {
		must(of.View(w.t.Context(), func(tx *store.Tx) error {
			charters, err := tx.Charters(id)
			if err == nil {
				encoded = charters[0].Envelope.Encode()
			}
			return err
		}))
		return encoded
	}
	id, err := w.Found(w.t.Context(), node.Founding{
		Name: record.Text{EN: "Shared"}, Members: []keys.PartnerID{other.Self()}, Policy: "TLP", Ceiling: "GREEN",
	}, root(w))
	must(err)
	must(other.TakeCharter(w.t.Context(), charter(w, id)))
	must(other.Accept(w.t.Context(), id, root(other)))
	must(w.TakeCharter(w.t.Context(), charter(other, id)))
	return id
}
