package exchange

import (
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"entente/keys"
)

// What one partner may ask of us at once. A node that waits for news holds one
// request open; the rest is room for pulling several ledgers.
const (
	requestsAtOnce    = 8
	requestsPerSecond = 50
	requestsInBurst   = 200
)

// What one partner may make us store: 4 GiB at once, then 1 GiB an hour. More is
// not refused, only taken later.
const (
	kibPerSecond = (1 << 20) / 3600
	kibInBurst   = 4 << 20
)

// errOverBudget says that a partner has to wait with the rest.
var errOverBudget = errors.New("the partner is over its budget of bytes; the rest is taken later")

// errBusy is answered to a partner that is over its budget.
var errBusy = errors.New("too many requests at once; try again in a second")

// budgets keeps every partner from using up what the others need.
type budgets struct {
	mu        sync.Mutex
	byPartner map[keys.PartnerID]*budget
}

type budget struct {
	open int
	rate *rate.Limiter
}

func (b *budgets) enter(partner keys.PartnerID, now time.Time) (leave func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.byPartner == nil {
		b.byPartner = map[keys.PartnerID]*budget{}
	}
	own := b.byPartner[partner]
	if own == nil {
		own = &budget{rate: rate.NewLimiter(requestsPerSecond, requestsInBurst)}
		b.byPartner[partner] = own
	}
	if own.open >= requestsAtOnce || !own.rate.AllowN(now, 1) {
		return nil, errBusy
	}
	own.open++
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		own.open--
	}, nil
}
