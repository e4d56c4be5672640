package programme

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"entente/feature"
	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// What the page of one edition reads and shows at most. Each is below
// store.MaxLimit, so that one more can be asked for to see that there is more.
const (
	mostBranches   = 100 // areas
	mostObjectives = 200
	mostGoals      = 400
	mostRows       = 300
	mostPartners   = 6    // columns of status
	mostOpen       = 4096 // bytes of an address that say what is open
)

// openAll opens every branch.
const openAll = "all"

// treePage shows one edition as a numbered tree.
func treePage(env feature.Env) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		env.Page(func(in *feature.Reading) (ui.Page, error) {
			return editionPage(in, q.PathValue("id"))
		}).ServeHTTP(w, q)
	})
}

// treeAddress is the page of an edition of the channel that is before the reader.
func (l *listing) treeAddress(id record.ID) string {
	return "/programme/editions/" + l.Channel.ID.String() + "/" + id.String()
}

func editionPage(in *feature.Reading, asked string) (ui.Page, error) {
	id, err := record.ParseID(asked)
	if err != nil {
		return ui.Page{}, store.ErrNotFound
	}
	row, err := in.Tx.Record(in.Channel.ID, id)
	if err != nil {
		return ui.Page{}, err
	}
	if row.Kind != Editions.Name() {
		return ui.Page{}, store.ErrNotFound
	}
	l := newListing(in)
	page := ui.Page{Title: l.Hear(row.Title), Trail: []ui.Link{ui.To("/programme/editions?channel="+in.Channel.ID.String(), l.Say("Editions"))}}
	editions := read(l, Editions, []store.Record{row})
	if len(editions) == 0 {
		page.Main, page.Labels = l.unreadableNotice().Show(), [][]byte{row.Label}
		return page, nil
	}
	sources, err := l.sourcesOf([]store.Record{row})
	if err != nil {
		return ui.Page{}, err
	}
	tree, err := l.gatherTree(id)
	if err != nil {
		return ui.Page{}, err
	}
	step := Lineage(editions, nil, sources)[0]
	if err := l.lookUp(step.Edition.Value.Predecessor); err != nil {
		return ui.Page{}, err
	}
	page.Kind = l.option(string(step.Edition.Value.Type), step.Edition.Value.Type.Options())
	page.Main = l.treeView(l.edition(step), step, tree).main()
	page.Labels = l.labels
	return page, nil
}

// gathered is a tree with the rows of it that are open.
type gathered struct {
	Nodes    []Node
	Rows     []openRow
	Open     openBranches
	Partners []keys.PartnerID // each with a column of its own
	Cut      bool             // records were left out
	CutRows  bool             // rows were left out
}

// gatherTree reads what belongs to an edition through the index of references,
// so that its cost is that of the edition and not of the channel. Activities are
// counted; those that are to be seen are read, and what partners find of it.
func (l *listing) gatherTree(edition record.ID) (gathered, error) {
	var t gathered
	parts, err := l.partsOf(edition)
	if err != nil {
		return t, err
	}
	t.Cut = parts.Cut
	grow := func(assessments []Written[Assessment]) {
		t.Nodes = parts.tree(assessments)
		t.Rows = t.Open.rows(t.Nodes, 0, nil)
		t.CutRows = len(t.Rows) > mostRows
		t.Rows = t.Rows[:min(len(t.Rows), mostRows)]
	}
	t.Open = branches(l.Query.Get("open"))
	grow(nil)
	if parts.Activities, err = l.readOpen(t.Open, t.Nodes, parts.Heaps); err != nil {
		return t, err
	}
	grow(nil)
	if t.Partners, err = l.writers(); err != nil {
		return t, err
	}
	assessments, err := l.assessmentsOf(t.Rows, t.Partners)
	if err != nil {
		return t, err
	}
	for _, row := range t.Rows {
		if err := l.lookUp(row.Missing...); err != nil {
			return t, err
		}
		if row.Absent {
			if err := l.lookUp(row.Ref); err != nil {
				return t, err
			}
		}
	}
	grow(assessments)
	return t, nil
}

// editionParts are what belongs to one edition.
type editionParts struct {
	Edition    record.ID
	Areas      []Written[Area]
	Objectives []Written[Objective]
	Goals      []Written[Goal]
	Heaps      []*gatheredHeap
	Activities []Written[Activity] // that were taken off the heaps
	Cut        bool                // records were left out
}

func (l *listing) partsOf(edition record.ID) (p editionParts, err error) {
	var cut [3]bool
	var errs [4]error
	p.Edition = edition
	p.Areas, cut[0], errs[0] = gather(l, Areas, mostBranches, edition)
	p.Objectives, cut[1], errs[1] = gather(l, Objectives, mostObjectives, append(ids(p.Areas), edition)...)
	p.Goals, cut[2], errs[2] = gather(l, Goals, mostGoals, ids(p.Objectives)...)
	p.Heaps, errs[3] = l.heapsOf(edition)
	p.Cut = slices.Contains(cut[:], true)
	return p, cmp.Or(errs[:]...)
}

func (p editionParts) tree(assessments []Written[Assessment]) []Node {
	var heaps []*Heap
	for _, heap := range p.Heaps {
		heaps = append(heaps, &heap.Heap)
	}
	return Tree(p.Edition, p.Areas, p.Objectives, p.Goals, p.Activities, assessments, heaps...)
}

// gather reads records of a kind that refer to any of these, each once. Of a
// kind that lists the newest first it keeps the newest.
func gather[T any](l *listing, kind record.Declared[T], most int, to ...record.ID) (all []Written[T], cut bool, err error) {
	_, descending := kind.SortOf(nil)
	seen := map[record.ID]bool{}
	for _, id := range to {
		found, err := l.Tx.Records(store.RecordQuery{
			Channel: &l.Channel.ID, Kind: kind.Name(), RefersTo: &id, Descending: descending, Limit: most + 1,
		})
		if err != nil {
			return nil, false, err
		}
		fresh := slices.DeleteFunc(found, func(r store.Record) bool { return seen[r.ID] })
		for _, r := range fresh {
			seen[r.ID] = true
		}
		if room := most - len(all); len(fresh) > room {
			return append(all, read(l, kind, fresh[:room])...), true, nil
		}
		all = append(all, read(l, kind, fresh)...)
	}
	return all, false, nil
}

func ids[T any](all []Written[T]) []record.ID {
	list := make([]record.ID, 0, len(all))
	for _, one := range all {
		list = append(list, one.ID)
	}
	return list
}

// writers are who keeps a ledger in the channel, ourselves first.
func (l *listing) writers() ([]keys.PartnerID, error) {
	ledgers, err := l.Tx.LedgersOf(l.Channel.ID)
	if err != nil {
		return nil, err
	}
	var all []keys.PartnerID
	for _, ledger := range ledgers {
		if !slices.Contains(all, ledger.Partner) {
			all = append(all, ledger.Partner)
		}
	}
	slices.SortStableFunc(all, func(a, b keys.PartnerID) int {
		first, second := l.Partner(a), l.Partner(b)
		if first.Ours != second.Ours {
			if first.Ours {
				return -1
			}
			return 1
		}
		return strings.Compare(first.Code, second.Code)
	})
	return all[:min(len(all), mostPartners)], nil
}

// assessmentsOf reads the newest assessment of each partner on each row.
func (l *listing) assessmentsOf(rows []openRow, partners []keys.PartnerID) ([]Written[Assessment], error) {
	var about []record.ID
	for _, row := range rows {
		if !row.Ref.IsZero() && !row.Absent {
			about = append(about, row.Ref.ID)
		}
	}
	assessed, err := l.Tx.ReferredTo(l.Channel.ID, Assessments.Name(), about)
	if err != nil {
		return nil, err
	}
	var all []Written[Assessment]
	for _, id := range assessed {
		for _, partner := range partners {
			found, err := l.Tx.Records(store.RecordQuery{
				Channel: &l.Channel.ID, Kind: Assessments.Name(), Partner: &partner, RefersTo: &id, Descending: true, Limit: 1,
			})
			if err != nil {
				return nil, err
			}
			all = append(all, read(l, Assessments, found)...)
		}
	}
	return all, nil
}
