package access

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often may be tried: a few times quickly, as people do who mistype, and
// then slowly. Nobody can use that to lock somebody out: what a stranger tries is
// counted by account and network, so that it slows no other network; a browser in
// which an account was opened before has a count of its own that nobody else can
// touch; and other ways to sign in are not counted here at all.
const (
	attemptsOfPair    = 10 // of one account from one network, or in one known browser
	pairRefill        = rate.Limit(1.0 / 30)
	attemptsOfAddress = 30
	addressRefill     = rate.Limit(1.0 / 5)
	// Of one account from all networks in which it was never opened together: whoever
	// has many networks guesses no faster (NIST SP 800-63B, section 3.2.2).
	attemptsOfStrangers = 100
	strangersRefill     = rate.Limit(1.0 / 60)
	mostRemembered      = 10_000
)

// A place is from where an account is tried.
type place struct {
	login   string
	network netip.Addr
	browser string // a known one; the network does not count then
}

// attempts remembers who has tried how often.
type attempts struct {
	mu        sync.Mutex
	places    map[place]*rate.Limiter
	strangers map[string]*rate.Limiter
	addresses map[netip.Addr]*rate.Limiter
	opened    map[place]bool // networks in which an account was opened since this process began
}

func newAttempts() *attempts {
	return &attempts{
		places: map[place]*rate.Limiter{}, strangers: map[string]*rate.Limiter{}, addresses: map[netip.Addr]*rate.Limiter{}, opened: map[place]bool{},
	}
}

// placeOf is from where an attempt comes.
func placeOf(a Attempt) place {
	login := Login(a.Login)
	if len(login) > maxLogin {
		login = login[:maxLogin]
	}
	if a.Browser != "" {
		return place{login: login, browser: a.Browser}
	}
	return place{login: login, network: network(a.From)}
}

// take counts an attempt, of a login whether or not it exists.
func (a *attempts) take(try Attempt) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	at, now := placeOf(try), try.At
	counting := []*rate.Limiter{remembered(a.places, at, pairRefill, attemptsOfPair, now)}
	if at.browser == "" && !a.opened[at] {
		counting = append(counting, remembered(a.strangers, at.login, strangersRefill, attemptsOfStrangers, now))
	}
	if at.network.IsValid() {
		counting = append(counting, remembered(a.addresses, at.network, addressRefill, attemptsOfAddress, now))
	}
	for _, limiter := range counting {
		if wait := waiting(limiter, now); wait > 0 {
			return &TooManyError{wait}
		}
	}
	for _, limiter := range counting {
		limiter.AllowN(now, 1)
	}
	return nil
}

// forgive forgets what was tried from a place: somebody there has shown that they
// hold the account. What strangers tried elsewhere still counts.
func (a *attempts) forgive(try Attempt) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := placeOf(try)
	delete(a.places, at)
	if at.browser == "" && len(a.opened) < mostRemembered {
		a.opened[at] = true
	}
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
