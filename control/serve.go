package control

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"entente/collector"
	"entente/exchange"
	"entente/node"
	"entente/notice"
	"entente/outbound"
)

// A Face is what a served node shows to others.
type Face struct {
	Pages     net.Listener // for people; nil for none
	Address   string       // of the pages, as people type it: http://…
	Handler   http.Handler
	Peers     net.Listener   // for partners' nodes; nil to only ask them
	Monitor   net.Listener   // for tools of others that read ledgers as tiles; nil for none
	Mailer    *notice.Mailer // tells people by mail; nil for a node that does not
	Software  string
	Names     []string             // of hosts under which the pages answer, beside the machine's
	Collector *collector.Collector // takes what is written down; nil for none
	Trial     bool                 // faults that a trial may have are there, and every page says so
	Log       *slog.Logger
	Reach     outbound.Policy // where partners' nodes may be
}

// Serve lets people, partners and commands reach a node until the context ends
// or one of the listeners fails.
func Serve(ctx context.Context, n *node.Node, f Face) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	serving := &Serving{Software: f.Software, Pages: f.Address, PID: os.Getpid(), Names: f.Names, Trial: f.Trial}
	if f.Peers != nil {
		serving.Peers = f.Peers.Addr().String()
	}
	commands, listener, err := listen(Session{Node: n, Serving: serving})
	if err != nil {
		return err
	}
	parts := []func() error{
		func() error { return serveHTTP(ctx, commands.http(ctx), listener) },
		func() error {
			return exchange.Run(ctx, n, exchange.Options{Listener: f.Peers, Software: f.Software, Log: f.Log, Reach: f.Reach})
		},
	}
	parts = append(parts, func() error { return n.RunWithdrawals(ctx, time.After) })
	parts = append(parts, func() error { return n.KeepAudit(ctx) })
	if f.Pages != nil {
		parts = append(parts, func() error { return serveHTTP(ctx, reads(ctx, f.Handler), f.Pages) })
	}
	if f.Collector != nil {
		parts = append(parts, func() error { return f.Collector.Run(ctx, time.After) })
	}
	if f.Mailer != nil {
		parts = append(parts, func() error { return f.Mailer.Run(ctx) })
	}
	if f.Monitor != nil {
		parts = append(parts, func() error { return serveHTTP(ctx, reads(ctx, n.Monitor()), f.Monitor) })
	}
	err = all(stop, parts)
	return errors.Join(err, commands.contact.remove(n.Folder))
}

// all runs every part until one ends, and then ends the others.
func all(stop func(), parts []func() error) error {
	var running sync.WaitGroup
	errs := make([]error, len(parts))
	for i, part := range parts {
		running.Go(func() {
			defer stop()
			errs[i] = part()
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// reads is a server of what is only read.
func reads(ctx context.Context, handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
}

// serveHTTP serves until the context ends, and gives answers under way a second
// to finish.
func serveHTTP(ctx context.Context, server *http.Server, listener net.Listener) error {
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("control: serve %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := server.Shutdown(patience); err != nil {
		server.Close()
	}
	<-served
	return nil
}
