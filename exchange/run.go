package exchange

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"entente/keys"
	"entente/node"
	"entente/outbound"
	"entente/store"
)

// Options is what an exchange needs beside its node.
type Options struct {
	Listener net.Listener // where partners' nodes reach this one; nil to only ask
	Software string
	Log      *slog.Logger
	Reach    outbound.Policy // where partners' nodes may be
}

// Run serves partners and keeps up with each active one until the context ends.
// Partners that are added or end meanwhile are noticed.
func Run(ctx context.Context, n *node.Node, o Options) error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	served := make(chan error, 1)
	if o.Listener != nil {
		server := newHTTPServer(ctx, n, o)
		running.Go(func() { served <- server.ServeTLS(o.Listener, "", "") })
		defer shutdown(server)
	}
	defer stop() // before the others: they wait for what it ends
	peers := peers{ctx: ctx, node: n, log: o.Log, reach: o.Reach, running: &running, byPartner: map[keys.PartnerID]runningPeer{}}
	for {
		_, changed := n.Changes.Now()
		if err := peers.adjust(); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-changed:
		case err := <-served:
			return err
		case <-ctx.Done():
			return nil
		}
	}
}

func newHTTPServer(ctx context.Context, n *node.Node, o Options) *http.Server {
	s := NewServer(n, o.Software)
	s.Log = o.Log
	return &http.Server{
		Handler: s.Handler(),
		TLSConfig: keys.ServerTLS(n.Keys().TLS, func(pin string) (keys.PartnerID, bool) {
			return n.PartnerWithPin(ctx, pin)
		}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
}

// shutdown gives answers that are under way a moment; whatever is cut resumes.
func shutdown(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		server.Close()
	}
}

// peers are the loops that keep up with each partner.
type peers struct {
	ctx       context.Context
	node      *node.Node
	log       *slog.Logger
	reach     outbound.Policy
	running   *sync.WaitGroup
	byPartner map[keys.PartnerID]runningPeer
}

type runningPeer struct {
	address string
	version int
	stop    context.CancelFunc
}

// adjust starts a loop for each partner that became active, and starts it anew
// when the partner's address or keys changed.
func (p *peers) adjust() error {
	partners, err := p.node.Partners(p.ctx)
	if err != nil {
		return err
	}
	for _, partner := range partners {
		current, running := p.byPartner[partner.ID]
		wanted := partner.State == store.PartnerActive && partner.Address != ""
		if running && wanted && current.address == partner.Address && current.version == partner.ManifestVersion {
			continue
		}
		if running {
			current.stop()
			delete(p.byPartner, partner.ID)
		}
		if wanted {
			if err := p.start(partner); err != nil {
				p.log.Error("no exchange with a partner", "partner", partner.ID, "error", err)
			}
		}
	}
	return nil
}

func (p *peers) start(partner store.Partner) error {
	manifest, err := keys.ReadManifest(partner.Manifest)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(p.ctx)
	peer := &Peer{
		Node: p.node, Partner: partner.ID, Log: p.log, Pause: pause,
		Client: NewClient(partner.Address, p.node.Keys(), manifest.TLS, p.reach),
	}
	files := &Fetcher{Peer: Peer{
		Node: p.node, Partner: partner.ID, Log: p.log, Pause: pause,
		Client: NewClient(partner.Address, p.node.Keys(), manifest.TLS, p.reach),
	}}
	p.byPartner[partner.ID] = runningPeer{address: partner.Address, version: partner.ManifestVersion, stop: stop}
	p.running.Go(func() { peer.Run(ctx) })
	p.running.Go(func() { files.Run(ctx) })
	return nil
}

// pause waits, or returns early when the context ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
