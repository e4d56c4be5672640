package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"entente/control"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/outbound"
	"entente/store"
)

// A side is one partner with its running node.
type side struct {
	partner
	*node.Node
	pages, peers net.Listener
	handler      http.Handler
}

// openSide opens a partner's node, or makes it, and takes its ports.
func openSide(ctx context.Context, o Options, state state, p partner, position int) (*side, error) {
	folder := node.Folder(filepath.Join(o.Dir, p.folder))
	config := node.Config{
		Now: time.Now, Random: rand.Reader, Kinds: o.Program.Kinds, Offices: o.Program.Offices, Vet: o.Program.Vet, Rights: o.Program.Rights, Policies: label.Shipped(), Log: log(o),
	}
	exists, err := folder.Exists()
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	if !exists {
		if err := node.Init(ctx, folder, node.Identity{Code: p.code, Name: p.name, Demo: true}, config); err != nil {
			return nil, err
		}
	}
	n, err := node.Open(ctx, folder, config)
	if err != nil {
		return nil, err
	}
	s := &side{partner: p, Node: n}
	if err := s.prepare(ctx, o, state, position); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func log(o Options) *slog.Logger {
	return slog.New(slog.NewTextHandler(o.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func (s *side) prepare(ctx context.Context, o Options, state state, position int) (err error) {
	if err := s.Gate(); err != nil {
		return fmt.Errorf("demo: folder %s: %w", s.Folder, err)
	}
	if err := s.isDemo(ctx); err != nil {
		return err
	}
	if err := s.letIn(ctx); err != nil {
		return err
	}
	if s.handler, err = o.Pages(s.Node); err != nil {
		return err
	}
	last := state.Sides[s.folder]
	if o.Port != 0 {
		s.pages, err = listen(o.Port + position)
		if err != nil {
			return fmt.Errorf("demo: port %d for the pages of %s cannot be used: choose another with --port, or none: %w", o.Port+position, s.code, err)
		}
	} else if s.pages, err = listenNear(last.Pages, pagesPort+position); err != nil {
		return err
	}
	if s.peers, err = listenNear(last.Peers, peersPort+position); err != nil {
		return err
	}
	return s.SetAddress(ctx, s.Self(), s.peerAddress())
}

// isDemo keeps real nodes out of the example.
func (s *side) isDemo(ctx context.Context) error {
	return s.View(ctx, func(tx *store.Tx) error {
		self, err := tx.Partner(s.Self())
		if err != nil {
			return err
		}
		manifest, err := keys.ReadManifest(self.Manifest)
		if err == nil && !manifest.Demo {
			err = fmt.Errorf("demo: %s is a real partner's node: choose another folder for the demonstration", s.Folder)
		}
		return err
	})
}

// listenNear takes the first of these ports that is free, or any.
func listenNear(wanted ...int) (net.Listener, error) {
	for _, port := range wanted {
		if port == 0 {
			continue
		}
		if listener, err := listen(port); err == nil {
			return listener, nil
		}
	}
	listener, err := listen(0)
	if err != nil {
		return nil, fmt.Errorf("demo: no port of this machine can be used: %w", err)
	}
	return listener, nil
}

func listen(port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

func (s *side) ports() ports { return ports{portOf(s.pages), portOf(s.peers)} }

// address is a name of its own for each node: on one name browsers would mix up
// the two nodes' cookies.
func (s *side) address() string {
	return fmt.Sprintf("http://%s.localhost:%d", s.folder, portOf(s.pages))
}

func (s *side) peerAddress() string { return "https://" + s.peers.Addr().String() }

func (s *side) face(o Options) control.Face {
	return control.Face{
		Pages: s.pages, Address: s.address(), Handler: s.handler, Peers: s.peers, Software: o.Software, Log: log(o),
		Reach: outbound.Policy{Ranges: outbound.Loopback()}, // the other side is on this machine
	}
}

// Close lets go of the folder and of ports that were not served.
func (s *side) Close() error {
	for _, l := range []net.Listener{s.pages, s.peers} {
		if l != nil {
			_ = l.Close() // closed already if it was served
		}
	}
	return s.Node.Close()
}
