package web_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"entente/comment"
	"entente/file"
	"entente/internal/testworld"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A holding is all that a store says of one channel, in comparable form.
type holding map[string]any

// holds reads what a partner's store says of a channel: every record with its
// history, its parts, what names it and what finds it.
func holds(t *testing.T, w *testworld.World, view func(context.Context, func(*store.Tx) error) error) holding {
	t.Helper()
	all := holding{}
	err := view(t.Context(), func(tx *store.Tx) error {
		kinds := []string{"channel/charter", "channel/amendment", "channel/decline"}
		for _, kind := range w.Program.Kinds.All() {
			kinds = append(kinds, kind.Name())
		}
		for _, kind := range kinds {
			rows, err := tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: kind, Limit: store.MaxLimit})
			if err != nil {
				return err
			}
			all["number of "+kind] = len(rows)
			labels, err := tx.ListedLabels(w.Channel, kind)
			if err != nil {
				return err
			}
			all["labels of "+kind] = len(labels)
			for _, row := range rows {
				if err := all.record(tx, w.Channel, row.ID, w.NATO.Self()); err != nil {
					return err
				}
			}
		}
		for _, text := range []string{"cyber", "NATO", "회의", "사이버", "bid", "summit 2024", "Zq81", "Kim"} {
			hits, err := tx.Search(store.SearchQuery{Text: text, Channels: []record.ChannelID{w.Channel}, Limit: store.MaxLimit})
			if err != nil {
				return err
			}
			var found []string
			for _, hit := range hits {
				found = append(found, hit.ID.String())
			}
			slices.Sort(found)
			all["search "+text] = found
		}
		quarantined, err := tx.Quarantined(&w.Channel)
		all["quarantined"] = len(quarantined)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 1000 || len(all["search cyber"].([]string)) == 0 {
		t.Fatalf("only %d things are compared", len(all))
	}
	return all
}

func (h holding) record(tx *store.Tx, channel record.ChannelID, id record.ID, of keys.PartnerID) error {
	name := "record " + id.String()
	row, err := tx.Record(channel, id)
	if err != nil {
		return err
	}
	h[name] = row
	revisions, err := tx.Revisions(channel, id)
	if err != nil {
		return err
	}
	h[name+" history"] = revisions
	for _, r := range revisions {
		entry, err := tx.Entry(r.Origin, r.Index)
		if err != nil {
			return err
		}
		h[fmt.Sprintf("%s entry %d", name, r.Index)] = entry
		receipt, err := tx.FirstCosignatureCovering(r.Origin, r.Index, of)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		h[fmt.Sprintf("%s receipt %d", name, r.Index)] = receipt
	}
	referring, err := tx.Referring(channel, id)
	if err != nil {
		return err
	}
	h[name+" referring"] = referring
	files, err := tx.FilesOf(channel, id)
	for i, f := range files {
		h[fmt.Sprintf("%s file %d", name, i)] = [3]any{f.Part, f.Size, f.Revision}
	}
	return err
}

// same names what differs, without printing all of two partners' records.
func same(t *testing.T, there, shown holding) {
	t.Helper()
	differ := 0
	for name := range there {
		if !reflect.DeepEqual(there[name], shown[name]) {
			if differ++; differ <= 10 {
				t.Errorf("%s:\nthe partner's node has %+v\nthe vantage shows      %+v", name, there[name], shown[name])
			}
		}
	}
	for name := range shown {
		if _, known := there[name]; !known {
			t.Errorf("the vantage shows %s, which the partner's node does not have", name)
		}
	}
}

func from(t *testing.T, s testworld.Side, of testworld.Side) func(context.Context, func(*store.Tx) error) error {
	return func(ctx context.Context, read func(*store.Tx) error) error {
		return s.ViewFrom(ctx, of.Self(), func(v *node.Vantage) error { return v.View(ctx, read) })
	}
}

func TestAVantageShowsExactlyWhatThePartnersNodeHolds(t *testing.T) {
	d := newDesk(t, comment.Feature, file.Feature)
	d.proposeAndAttach()
	first := d.write(&bid{Title: record.Text{EN: "The first bid"}}, record.ID{}, 0)
	second := &bid{Title: record.Text{EN: "The second bid"}, Before: refTo(first), Limit: secret, Contact: record.PersonalValue("Kim")}
	id := d.write(second, record.ID{}, 0)
	d.release(first)
	d.counterpart(first, 1)
	d.Settle(t)
	there := holds(t, d.World, d.NATO.View)
	for _, kind := range []string{"channel/amendment", "comment/comment", "file/file"} {
		if n, _ := there["number of "+kind].(int); n == 0 {
			t.Errorf("no %s is compared", kind)
		}
	}
	same(t, holds(t, d.World, d.NATO.View), holds(t, d.World, from(t, d.ROK, d.NATO)))
	same(t, holds(t, d.World, d.ROK.View), holds(t, d.World, from(t, d.NATO, d.ROK)))

	// What is released while the line is cut is not shown before it is confirmed.
	d.Part()
	before := holds(t, d.World, d.NATO.View)
	second.Title.EN = "The second bid, once more"
	d.write(second, id, 1)
	d.release(id)
	same(t, before, holds(t, d.World, from(t, d.ROK, d.NATO)))
	if err := d.ROK.View(t.Context(), func(tx *store.Tx) error {
		extent, err := d.ROK.ExtentOf(tx, d.NATO.Self())
		if extent.Unconfirmed() != 1 {
			t.Errorf("%d entries are not confirmed, one is", extent.Unconfirmed())
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.Meet(t)
	d.counterpart(id, 1)
	d.Settle(t)
	same(t, holds(t, d.World, d.NATO.View), holds(t, d.World, from(t, d.ROK, d.NATO)))
}

// proposeAndAttach leaves an amendment by one side of what the other wrote, a
// comment, two versions of a file, and a personal value that is shared.
func (d *desk) proposeAndAttach() {
	d.t.Helper()
	theirs, err := d.NATO.Write(d.t.Context(), d.Channel, testworld.Author, node.Draft{
		Kind: bids.Name(), Body: []byte(`{"title":{"en":"Their bid"},"contact":{"part":3}}`), Personal: [][]byte{[]byte(`"Kim of theirs"`)},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.Settle(d.t)
	private, err := d.ROK.WorkPrivately(d.t.Context(), testworld.Author, d.Channel, theirs[0].ID)
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(&bid{Title: record.Text{EN: "Their bid, as we would have it"}}, private.ID, 1)
	d.release(private.ID)
	fact := "/" + d.Channel.String() + "/" + theirs[0].ID.String()
	answer := d.ROK.Post(d.t, "/comment"+fact, url.Values{"to": {"channel"}, "text": {"A comment on their bid"}, "language": {"en"}})
	if answer.Code != http.StatusSeeOther {
		d.t.Fatalf("a comment answers %d", answer.Code)
	}
	form := url.Values{"to": {"channel"}, "language": {"en"}, "label-channel": {"UNCLASSIFIED"}, "description": {"Minutes"}}
	if answer := d.ROK.PostFile(d.t, "/file"+fact, form, "minutes.txt", strings.NewReader("what was said")); answer.Code != http.StatusSeeOther {
		d.t.Fatalf("a file answers %d", answer.Code)
	}
	d.Settle(d.t)
}

// raw is everything in the files below a folder.
func raw(t *testing.T, folder string) (all []byte) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(append(all, path...), content...)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

func TestNothingOfAVantageStaysInTheFolder(t *testing.T) {
	w := testworld.New(t)
	below := filepath.Join(string(w.ROK.Folder), "vantages")
	read := func(*node.Vantage) error { return nil }
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if err := w.ROK.ViewFrom(t.Context(), w.NATO.Self(), read); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if made, err := os.ReadDir(below); err != nil || len(made) != 1 {
		t.Errorf("8 readers at once made %d vantages: %v", len(made), err)
	}
	if err := w.ROK.EndVantages(); err != nil {
		t.Fatal(err)
	}
	if rest := raw(t, below); len(rest) > 0 {
		t.Errorf("%d bytes stay", len(rest))
	}
	if err := w.ROK.ViewFrom(t.Context(), w.NATO.Self(), read); err != nil {
		t.Error(err)
	}
	if err := w.ROK.ViewFrom(t.Context(), w.ROK.Self(), read); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a vantage of our own: %v", err)
	}
}
