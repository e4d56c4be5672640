package api

import (
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Whoever shows no token that counts may try so often.
const (
	strangerRate  = rate.Limit(1)
	strangerBurst = 30
)

// mostRemembered bounds how many callers are told apart at once. Beyond it all
// begin anew: an attacker gains a burst, and nobody loses anything.
const mostRemembered = 10_000

// limits are how often each of many callers may call.
type limits struct {
	rate  rate.Limit
	burst int

	mu sync.Mutex
	of map[string]*rate.Limiter
}

func newLimits(perSecond rate.Limit, burst int) *limits {
	return &limits{rate: perSecond, burst: burst, of: map[string]*rate.Limiter{}}
}

// take counts one call, or says when to come again.
func (l *limits) take(caller string, now time.Time) (again time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	limiter, known := l.of[caller]
	if !known {
		if len(l.of) >= mostRemembered {
			clear(l.of)
		}
		limiter = rate.NewLimiter(l.rate, l.burst)
		l.of[caller] = limiter
	}
	if limiter.AllowN(now, 1) {
		return 0, true
	}
	return time.Duration(float64(time.Second) / float64(l.rate)), false
}

func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}
