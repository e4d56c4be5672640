package web_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"entente/comment"
	"entente/internal/testworld"
	"entente/label"
	"entente/node"
	"entente/office"
	"entente/record"
	"entente/rights"
	"entente/store"
)

// What a page of a programme of this size may take on the server.
const (
	manyActivities = 10_000
	pageLimit      = 50 * time.Millisecond
)

// BenchmarkPagesOfManyActivities reports the 99th percentile of each page of a
// programme of 10,000 activities, and what part of the limit that is.
func BenchmarkPagesOfManyActivities(b *testing.B) {
	w := testworld.New(b, comment.Feature, office.Feature, rights.Feature)
	edition, last := writeMany(b, w)
	b.Run("all-seen", func(b *testing.B) { pagesOfMany(b, w, edition, last) })
	hide(b, w)
	b.Run("some-hidden", func(b *testing.B) { pagesOfMany(b, w, edition, last) })
}

// hide writes one record that the reader may not see, so that every query asks.
func hide(b *testing.B, w *testworld.World) {
	private, err := w.ROK.PrivateChannel(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	red, err := label.New(label.TLP(), "RED", testworld.Start, testworld.Start.AddDate(5, 0, 0))
	if err != nil {
		b.Fatal(err)
	}
	draft := node.Draft{Kind: "programme/activity", Body: []byte(`{"title":{"en":"Hidden"},"type":"visit"}`), Label: red}
	if _, err := w.ROK.Write(b.Context(), private, testworld.Author, draft); err != nil {
		b.Fatal(err)
	}
}

func pagesOfMany(b *testing.B, w *testworld.World, edition, last record.ID) {
	list := "/records?kind=programme%2Factivity"
	record := "/records/" + w.Channel.String() + "/"
	for _, page := range []struct {
		name, address string
		form          url.Values
	}{
		{"home", "/", nil},
		{"overview", "/programme", nil},
		{"tree", "/programme/editions/" + w.Channel.String() + "/" + edition.String(), nil},
		{"tree-open", "/programme/editions/" + w.Channel.String() + "/" + edition.String() + "?open=all", nil},
		{"list", list, nil},
		{"list-filtered", list + "&f.type=exercise&f.type=visit&from=2015&sort=-starts", nil},
		{"list-by-title", list + "&f.type=exercise&sort=title&lang=ko", nil},
		{"list-finding", list, url.Values{"text": {"국방"}}},
		{"search-common", "/search", url.Values{"text": {"cooperation"}}},
		{"search-korean", "/search", url.Values{"text": {"국방 협력"}}},
		{"record", record + last.String(), nil},
		{"record-linked", record + edition.String(), nil},
	} {
		b.Run(page.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				answer := w.ROK.Get
				code := 0
				if page.form == nil {
					code = answer(b, page.address).Code
				} else {
					code = w.ROK.Post(b, page.address, page.form).Code
				}
				took = append(took, time.Since(began))
				if code != 200 {
					b.Fatalf("%s answers %d", page.address, code)
				}
			}
			slices.Sort(took)
			p99 := took[(len(took)-1)*99/100]
			b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(p99)/float64(pageLimit), "of-limit")
		})
	}
}

// writeMany writes activities under the areas of one edition.
func writeMany(b *testing.B, w *testworld.World) (edition, last record.ID) {
	var editions, areas []store.Record
	if err := w.ROK.View(b.Context(), func(tx *store.Tx) (err error) {
		if editions, err = tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: "programme/edition", Descending: true, Limit: 1}); err != nil {
			return err
		}
		areas, err = tx.Records(store.RecordQuery{Channel: &w.Channel, Kind: "programme/area", Limit: 20})
		return err
	}); err != nil {
		b.Fatal(err)
	}
	edition = editions[0].ID
	types := []string{"consultation", "exercise", "visit", "training", "event"}
	for from := 0; from < manyActivities; from += 500 {
		var drafts []node.Draft
		for i := from; i < from+500; i++ {
			last = w.ROK.NewID(w.Channel)
			drafts = append(drafts, node.Draft{Kind: "programme/activity", ID: last, Body: fmt.Appendf(nil,
				`{"title":{"en":"Activity %d of the cooperation","ko":"국방협력 활동 %d"},"type":%q,"edition":{"kind":"programme/edition","id":%q},"area":{"kind":"programme/area","id":%q},"starts":"20%02d-%02d","place":"Place %d","theme":"theme %d"}`,
				i, i, types[i%7%5], edition, areas[i%len(areas)].ID, i%30, i%12+1, i%40, i%9)})
		}
		if _, err := w.ROK.Write(b.Context(), w.Channel, testworld.Author, drafts...); err != nil {
			b.Fatal(err)
		}
	}
	w.Settle(b)
	return edition, last
}
