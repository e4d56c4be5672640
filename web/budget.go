package web

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// What one person may ask for: as many pages as somebody opens who hurries, and
// then as many as somebody reads. A page that costs more counts as more of them.
const (
	usualPages = 400              // at once
	refillTime = 40 * time.Second // until all of them are there again
)

// dear is what costs more than a page: computed over many records, written as a
// file, or folded anew.
var dear = []struct {
	method, prefix string
	pages          int
}{
	{http.MethodGet, "/records.csv", 20},
	{http.MethodPost, "/import", 20},
	{http.MethodPost, viewAsPath, 20},
	{http.MethodPost, "/release", 10},
	{http.MethodGet, "/search", 5},
	{http.MethodPost, "/search", 5},
	{http.MethodGet, "/check", 5},
	// A file comes in pieces, as many as it has; its bytes are bounded elsewhere.
	{http.MethodPatch, uploadsPath, 0},
}

func costOf(q *http.Request) int {
	for _, d := range dear {
		if (q.Method == d.method || q.Method == http.MethodHead && d.method == http.MethodGet) && strings.HasPrefix(q.URL.Path, d.prefix) {
			return d.pages
		}
	}
	return 1
}

// budgets are those of the accounts that have asked for something; there are no
// more of them than accounts.
type budgets struct {
	pages int // at once; 0 for the usual

	mu sync.Mutex
	of map[string]*rate.Limiter
}

// take counts a request, or says when to come again.
func (b *budgets) take(account string, cost int, now time.Time) (again time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	pages := b.pages
	if pages == 0 {
		pages = usualPages
	}
	perSecond := float64(pages) / refillTime.Seconds()
	limiter, known := b.of[account]
	if !known {
		limiter = rate.NewLimiter(rate.Limit(perSecond), pages)
		if b.of == nil {
			b.of = map[string]*rate.Limiter{}
		}
		b.of[account] = limiter
	}
	if limiter.AllowN(now, cost) {
		return 0, true
	}
	missing := float64(cost) - limiter.TokensAt(now)
	return time.Duration(missing / perSecond * float64(time.Second)), false
}

// tooMany is the shortest of all answers: it must cost less than what it refuses.
func (s *site) tooMany(w http.ResponseWriter, q *http.Request, again time.Duration) {
	seconds := int64(again/time.Second) + 1
	w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
	r := s.readerOf(q)
	http.Error(w, r.say("You ask for more pages than one person reads. Nothing was written; go back and try again in {n} seconds.", "n", r.count(seconds)), http.StatusTooManyRequests)
}
