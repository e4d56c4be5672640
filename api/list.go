package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"entente/keys"
	"entente/record"
	"entente/store"
)

// A page is a part of a list and the address of the next part, if there is one.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// byChange sorts by when this node came to have the newest revision.
const byChange = "changed"

// filterPrefix begins the parameters that are fields of a kind, so that a field
// may be called limit.
const filterPrefix = "filter."

func listOperation(kind *record.Kind) operation {
	_, many := kind.Title()
	return operation{kind: kind, answer: (*call).listRecords, Operation: huma.Operation{
		Method: http.MethodGet, Path: pathOf(kind), OperationID: "list" + identifierOf(kind), Tags: []string{tagOf(kind)},
		Summary: many + ": list", Description: "The newest revision of each, page by page. A page may hold less than its limit: next says whether there is more.",
		Parameters: listParameters(kind),
		Responses:  succeeds(http.StatusOK, "One page.", pageSchema(recordSchema(kind)), linkHeader()),
	}}.complete()
}

func listParameters(kind *record.Kind) []*huma.Param {
	sorts, dated := sortsOf(kind)
	all := []*huma.Param{
		channelParameter(),
		integerParameter("limit", "How many records a page has at most.", 1, store.MaxLimit),
		textParameter("after", "Where to go on: taken from next, good until the node is started again.", object{"maxLength": longestCursor}),
		choiceParameter("sort", "The field to sort by; without it as the kind is usually sorted.", sorts),
		choiceParameter("order", "Ascending or descending.", []string{"asc", "desc"}),
		textParameter("partner", "Id of the partner who holds the pen.", object{"pattern": shortID}),
	}
	if len(dated) > 0 {
		all = append(all, choiceParameter("period", "The field that from and to are about.", dated),
			textParameter("from", "Only records whose date may lie on or after this day, month or year.", object{"pattern": partialDate}),
			textParameter("to", "Only records whose date may lie on or before it.", object{"pattern": partialDate}))
	}
	for _, field := range kind.FilterFields() {
		all = append(all, textParameter(filterPrefix+field.Name, "Only records with one of these values, separated by commas, of "+strings.Join(field.Titles, ", ")+". "+
			"A reference is kind/id; a free text is what the filter on the page puts into its address, since addresses hold no texts.", object{"maxLength": 4000}))
	}
	return all
}

// sortsOf are the fields to sort by, and those of them that are dates.
func sortsOf(kind *record.Kind) (all, dated []string) {
	for _, field := range kind.SortFields() {
		all = append(all, field.Name)
		if field.Dated {
			dated = append(dated, field.Name)
		}
	}
	return append(all, byChange), dated
}

// maxPage bounds the texts of one page in bytes.
const maxPage = 8 << 20

// chunk is how many records are read at once while a page fills up.
const chunk = 50

func (c *call) listRecords() (answer, error) {
	listing, limit, err := c.listing()
	if err != nil {
		return answer{}, err
	}
	found := page[revision]{}
	var last *store.ListCursor
	err = c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		if _, err := tx.Channel(listing.Channel); err != nil {
			return err
		}
		size := 0
		for len(found.Items) < limit && size < maxPage {
			listing.Limit = min(chunk, limit-len(found.Items))
			records, err := tx.List(listing)
			if err != nil {
				return err
			}
			for _, r := range records {
				shown, err := c.shown(tx, c.op.kind, r.Revision)
				if err != nil {
					return err
				}
				size += len(shown.Body)
				found.Items = append(found.Items, shown)
				listing.After = r.Position
			}
			if len(records) < listing.Limit {
				return nil
			}
		}
		last = &listing.After
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	a := answer{headers: map[string]string{}}
	if last != nil {
		if found.Next, err = c.next(*last); err != nil {
			return answer{}, err
		}
		a.headers["Link"] = "<" + found.Next + `>; rel="next"`
	}
	a.value = found
	return a, nil
}

// listing reads what is asked from the address.
func (c *call) listing() (q store.Listing, limit int, err error) {
	if q.Channel, err = c.channelID(); err != nil {
		return q, 0, err
	}
	if limit, err = c.number("limit", store.DefaultLimit, store.MaxLimit); err != nil {
		return q, 0, err
	}
	kind := c.op.kind
	q.Kind = kind.Name()
	if q.Sort, q.Descending, err = c.order(kind); err != nil {
		return q, 0, err
	}
	if q.Filters, err = c.filters(kind); err != nil {
		return q, 0, err
	}
	if q.Period, err = c.period(kind); err != nil {
		return q, 0, err
	}
	if c.query.Has("after") {
		if q.After, err = c.cursors.open(c.query.Get("after"), c.withoutAfter()); err != nil {
			return q, 0, wrongParameter("after")
		}
	}
	return q, limit, nil
}

func (c *call) order(kind *record.Kind) (sort string, descending bool, err error) {
	sort = store.ByDefault
	_, descending = kind.SortOf(nil)
	if asked := c.query.Get("sort"); asked == byChange {
		sort, descending = store.ByChange, true
	} else if c.query.Has("sort") {
		key, ok := kind.SortName(asked, c.language)
		if !ok {
			return "", false, wrongParameter("sort")
		}
		sort, descending = key, false
	}
	switch asked := c.query.Get("order"); {
	case asked == "asc", asked == "desc":
		descending = asked == "desc"
	case c.query.Has("order"):
		return "", false, wrongParameter("order")
	}
	return sort, descending, nil
}

func (c *call) filters(kind *record.Kind) (all []store.Filter, err error) {
	if c.query.Has("partner") {
		var id keys.PartnerID
		if id.UnmarshalText([]byte(c.query.Get("partner"))) != nil {
			return nil, wrongParameter("partner")
		}
		all = append(all, store.Filter{Field: store.ByPartner, Values: []string{store.PartnerFacet(id)}})
	}
	for _, field := range kind.FilterFields() {
		if name := filterPrefix + field.Name; c.query.Has(name) {
			values := strings.Split(c.query.Get(name), ",")
			if len(values) > 50 {
				return nil, wrongParameter(name)
			}
			all = append(all, store.Filter{Field: field.Name, Values: values})
		}
	}
	return all, nil
}

func (c *call) period(kind *record.Kind) (p store.Period, err error) {
	_, dated := sortsOf(kind)
	for name, to := range map[string]*record.Date{"from": &p.From, "to": &p.To} {
		if c.query.Has(name) {
			if *to, err = record.ParseDate(c.query.Get(name)); err != nil {
				return p, wrongParameter(name)
			}
		}
	}
	p.Field = c.query.Get("period")
	if c.query.Has("period") && !slices.Contains(dated, p.Field) || !p.IsZero() && p.Field == "" {
		return p, wrongParameter("period")
	}
	return p, nil
}
