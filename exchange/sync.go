package exchange

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"golang.org/x/time/rate"

	"entente/keys"
	"entente/node"
	"entente/store"
)

// A Peer keeps one partner's ledgers up to date here. It is used by one
// goroutine.
type Peer struct {
	Node    *node.Node
	Partner keys.PartnerID
	Client  *Client
	Log     *slog.Logger
	// PageEntries bounds a page for lines that are often cut: less to send again.
	// 0 for as many as one page holds.
	PageEntries int
	// Pause waits between attempts, or returns early with the context's error.
	Pause func(context.Context, time.Duration) error

	labels  labelSet
	taken   *rate.Limiter // in KiB
	rounds  *rate.Limiter
	token   string
	backoff time.Duration
}

const (
	firstBackoff = 200 * time.Millisecond
	lastBackoff  = time.Minute

	// A partner that has news all the time is asked this often.
	roundsPerSecond = 5
	roundsInBurst   = 100
)

// Run exchanges until the context ends. A partner that is away or answers
// nonsense is asked again later and later, up to a minute.
func (p *Peer) Run(ctx context.Context) {
	defer p.Client.Close()
	for ctx.Err() == nil {
		err := p.Once(ctx, maxWaitSeconds*5/6)
		if ctx.Err() != nil {
			return
		}
		if saveErr := p.Node.NoteExchange(ctx, p.Partner, err); saveErr != nil && ctx.Err() == nil {
			p.Log.Error("the state of an exchange could not be kept", "partner", p.Partner, "error", saveErr)
		}
		if err == nil {
			p.backoff = 0
			if p.rounds == nil {
				p.rounds = rate.NewLimiter(roundsPerSecond, roundsInBurst)
			}
			if !p.rounds.AllowN(p.Node.Now(), 1) && p.Pause(ctx, time.Second/roundsPerSecond) != nil {
				return
			}
			continue
		}
		p.token = ""
		p.backoff = min(max(2*p.backoff, firstBackoff), lastBackoff)
		p.Log.Warn("exchange failed", "partner", p.Partner, "again in", p.backoff, "error", err)
		// Half of it by chance, so that nodes that lost each other do not meet
		// again and again at the same moment.
		if p.Pause(ctx, p.backoff/2+rand.N(p.backoff/2+1)) != nil {
			return
		}
	}
}

// Once asks what is new, waiting up to waitSeconds for it, and takes all of it.
func (p *Peer) Once(ctx context.Context, waitSeconds int) error {
	known, err := p.Node.ManifestVersion(ctx, p.Partner)
	if err != nil {
		return err
	}
	heads, err := p.Client.Heads(ctx, HeadsRequest{After: p.token, WaitSeconds: waitSeconds, Manifest: known})
	if err != nil {
		return err
	}
	var problems []error
	for _, envelope := range heads.Manifests {
		if err := p.Node.TakeManifest(ctx, p.Partner, envelope); err != nil {
			return err
		}
	}
	for _, envelope := range heads.Charters {
		if err := p.Node.TakeCharter(ctx, envelope); err != nil {
			problems = append(problems, err)
		}
	}
	for _, head := range heads.Ledgers {
		if err := p.follow(ctx, head); err != nil {
			problems = append(problems, err)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	p.token = heads.Token
	return nil
}

// follow brings one ledger up to date, or its receipt to its writer. One
// ledger's trouble is not another's.
func (p *Peer) follow(ctx context.Context, head Head) error {
	l, err := p.Node.LedgerByOrigin(ctx, head.Origin)
	if errors.Is(err, store.ErrNotFound) {
		return nil // its charter is not agreed here yet
	}
	if err != nil {
		return err
	}
	switch {
	case l.Own && head.Checkpoint != "":
		return p.Node.HeldByPartner(ctx, []byte(head.Checkpoint), head.Origin)
	case l.Own || l.State != store.LedgerOpen:
		return nil
	case head.Partner != p.Partner:
		// What a relay was not given, or gives wrong, must not become what we hold:
		// until parts can be asked for by commitment, a ledger comes from its writer.
		return nil
	case head.Size > l.Size:
		return p.Pull(ctx, head.Origin)
	case head.Confirmed < l.Size:
		return p.confirmAgain(ctx, l)
	}
	return nil
}

// confirmAgain hands back a receipt that the writer has not got, because the
// line broke, or makes the one that a crash left out.
func (p *Peer) confirmAgain(ctx context.Context, l store.Ledger) error {
	receipt, err := p.Node.Receipt(ctx, l.Origin)
	if err != nil || receipt == nil {
		return err
	}
	return p.handBack(ctx, *receipt)
}
