package access

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often may be tried: a few times quickly, as people do who mistype, and
// then slowly. What an attacker fills is bounded; the limits of an account do
// not end its sessions, so nobody is locked out who is in.
const (
	attemptsOfAccount = 10
	accountRefill     = rate.Limit(1.0 / 30)
	attemptsOfAddress = 30
	addressRefill     = rate.Limit(1.0 / 5)
	mostRemembered    = 10_000
)

// attempts remembers who has tried how often.
type attempts struct {
	mu        sync.Mutex
	accounts  map[string]*rate.Limiter
	addresses map[netip.Addr]*rate.Limiter
}

func newAttempts() *attempts {
	return &attempts{accounts: map[string]*rate.Limiter{}, addresses: map[netip.Addr]*rate.Limiter{}}
}

// take counts an attempt, of a login whether or not it exists.
func (a *attempts) take(login string, from netip.Addr, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(login) > maxLogin {
		login = login[:maxLogin]
	}
	from = network(from)
	account := remembered(a.accounts, login, accountRefill, attemptsOfAccount, now)
	if wait := waiting(account, now); wait > 0 {
		return &TooManyError{wait}
	}
	if !from.IsValid() {
		account.AllowN(now, 1)
		return nil
	}
	address := remembered(a.addresses, from, addressRefill, attemptsOfAddress, now)
	if wait := waiting(address, now); wait > 0 {
		return &TooManyError{wait}
	}
	account.AllowN(now, 1)
	address.AllowN(now, 1)
	return nil
}

// forgive forgets what an account tried: it has shown that it is its holder.
func (a *attempts) forgive(login string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.accounts, login)
}

// network is what is counted together: an IPv6 network of 64 bits is one place.
func network(from netip.Addr) netip.Addr {
	from = from.Unmap().WithZone("")
	if from.Is6() {
		if prefix, err := from.Prefix(64); err == nil {
			return prefix.Addr()
		}
	}
	return from
}

func waiting(l *rate.Limiter, now time.Time) time.Duration {
	missing := 1 - l.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return max(time.Second, time.Duration(missing/float64(l.Limit())*float64(time.Second)))
}

func remembered[K comparable](all map[K]*rate.Limiter, key K, refill rate.Limit, burst int, now time.Time) *rate.Limiter {
	if l, found := all[key]; found {
		return l
	}
	if len(all) >= mostRemembered {
		forget(all, now)
	}
	l := rate.NewLimiter(refill, burst)
	all[key] = l
	return l
}

// forget makes room: those go who have everything again, and if there are none
// of them any half, since the other half still slows the attacker down.
func forget[K comparable](all map[K]*rate.Limiter, now time.Time) {
	for key, l := range all {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(all, key)
		}
	}
	for key := range all {
		if len(all) < mostRemembered/2 {
			return
		}
		delete(all, key)
	}
}
