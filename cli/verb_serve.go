package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"regexp"
	"strings"

	"entente/control"
	"entente/doctor"
	"entente/keys"
	"entente/node"
	"entente/outbound"
	"entente/scanner"
	"entente/store"
)

type serveVerb struct {
	folderFlags
	signInFlags
	Listen  string         `name:"listen" default:"127.0.0.1:7080" placeholder:"HOST:PORT" help:"Pages for people, on this machine only (${default})."`
	Name    string         `name:"name" placeholder:"HOST" help:"Name under which a proxy on this machine shows the pages to people by TLS; without it they are for this machine only."`
	Peers   string         `name:"peers" placeholder:"HOST:PORT" help:"Listener for partners' nodes (TLS with pinned keys); without it this node only asks them."`
	Monitor string         `name:"monitor" placeholder:"HOST:PORT" help:"Ledgers as C2SP tiles for tools of others, on this machine only; prints address and token of each."`
	Mail    mailFlags      `embed:"" prefix:"mail-"`
	Audit   collectorFlags `embed:"" prefix:"audit-"`
	Address string         `name:"address" placeholder:"https://HOST:PORT" help:"Where partners reach that listener; it stands in this partner's card."`
	Scanner string         `name:"scanner" placeholder:"tcp://HOST:PORT" help:"clamd that must call every file clean before anybody is given it; or unix:///PATH of one, or the path of a program that reads a file and ends with 0 (clean) or 1."`
	Reach   []string       `name:"reach" placeholder:"ADDRESS" help:"Address, or range such as 10.20.0.0/16, that is not public and where partners' nodes may be. Say it again for each."`
	Verbose bool           `name:"verbose" help:"Log everything that the node says of what it does; never content or secrets."`
	Trial   bool           `name:"trial" help:"Serve it though it is not kept as real work needs (\"entente doctor\" says what is missing); every page says so."`
}

func (v serveVerb) Run(e *env) (err error) {
	if err := onlyThisMachine("--listen", v.Listen); err != nil {
		return err
	}
	if err := v.checkName(); err != nil {
		return err
	}
	if v.Monitor != "" {
		if err := onlyThisMachine("--monitor", v.Monitor); err != nil {
			return err
		}
	}
	if v.Address != "" {
		if err := keys.CheckAddress(v.Address); err != nil {
			return err
		}
	}
	reach, err := v.reach()
	if err != nil {
		return err
	}
	n, err := v.open(e, false)
	if err != nil {
		return err
	}
	if v.Scanner != "" {
		if n.Scanner, err = scanner.New(v.Scanner); err != nil {
			return errors.Join(wrongUsage("--scanner: %v", err), n.Close())
		}
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	if err := v.mayServe(e, n); err != nil {
		return err
	}
	n.PasswordSignIn = v.PasswordSignIn || v.Trial
	face, err := v.face(e, n)
	if err != nil {
		return err
	}
	face.Reach = reach
	if face.Collector, err = v.Audit.collector(e, n); err != nil {
		return err
	}
	if v.Address != "" {
		if err := n.SetAddress(e.ctx, n.Self(), v.Address); err != nil {
			return err
		}
	}
	served, err := reachable(e, n, face)
	if err != nil {
		return err
	}
	if err := e.print(served, func() { e.sayServed(served) }); err != nil {
		return err
	}
	e.hint("Ctrl-C stops.")
	return control.Serve(e.ctx, n, face)
}

// onlyThisMachine holds the pages to loopback: they are plain HTTP, so that
// passwords and sessions would cross a network in the clear.
func onlyThisMachine(flag, address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return wrongUsage("%s %s: it is HOST:PORT: %v", flag, address, err)
	}
	ip, err := netip.ParseAddr(host)
	if host == "localhost" || err == nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%s %s: it is plain HTTP and served to this machine only (127.0.0.1): passwords would cross the network in the clear. For people elsewhere put a proxy that speaks TLS on this machine and say its name with --name HOST (docs/operating.md)", flag, address)
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

// checkName takes a name that browsers elsewhere can reach: sessions under this
// machine's own names are of plain HTTP.
func (v serveVerb) checkName() error {
	name := strings.ToLower(v.Name)
	switch {
	case name == "":
		return nil
	case len(name) > 253 || !hostName.MatchString(name):
		return wrongUsage("--name %.80s: it is the name of a host, without a scheme or a port: node.example.org", v.Name)
	case name == "localhost" || strings.HasSuffix(name, ".localhost"):
		return wrongUsage("--name %s: that is this machine, whose pages need no name", v.Name)
	}
	if ip, err := netip.ParseAddr(name); err == nil && ip.IsLoopback() {
		return wrongUsage("--name %s: that is this machine, whose pages need no name", v.Name)
	}
	return nil
}

func (v serveVerb) level() slog.Level {
	if v.Verbose {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

// reach is where partners' nodes may be, beside the public network.
func (v serveVerb) reach() (p outbound.Policy, err error) {
	for _, text := range v.Reach {
		allowed, err := outbound.Range(text)
		if err != nil {
			return p, wrongUsage("--reach: %v", err)
		}
		p.Ranges = append(p.Ranges, allowed)
	}
	return p, nil
}

// mayServe refuses what must not be served, in the words of the doctor.
func (v serveVerb) mayServe(e *env, n *node.Node) error {
	if err := n.Gate(); err != nil {
		return fmt.Errorf("serve %s: %w", v.Data, err)
	}
	found, err := doctor.Examine(e.ctx, n, doctor.Reached{Passwords: v.PasswordSignIn})
	if err != nil {
		return fmt.Errorf("serve %s: %w", v.Data, err)
	}
	if err := doctor.Refuse(found, v.Trial); err != nil {
		return fmt.Errorf("serve %s: %w", v.Data, err)
	}
	if v.Trial {
		e.hint("This is a trial, and every page says so: \"entente doctor --data %s\" says what real work needs.", v.Data)
	}
	return n.View(e.ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if len(accounts) == 0 {
			e.hint("Nobody can sign in yet: make an account with \"entente account add --data %s LOGIN --name … --office …\".", v.Data)
		}
		return err
	})
}

func (v serveVerb) face(e *env, n *node.Node) (face control.Face, err error) {
	face.Software, face.Log, face.Trial = e.software(), e.log(v.level()), v.Trial
	n.Log = face.Log
	var names []string
	if v.Name != "" {
		names = append(names, v.Name)
	}
	face.Names = names
	if e.collected.Words, err = e.correctedWords(v.folder()); err != nil {
		return face, err
	}
	reach, err := v.reach()
	if err != nil {
		return face, err
	}
	signIn, err := v.provider(n, reach.Ranges)
	if err != nil {
		return face, err
	}
	pages, err := e.program.Pages(n, Reach{SignIn: signIn, Program: e.collected, Software: face.Software, Names: names, Mails: v.Mail.Server != "", Trial: v.Trial})
	if err != nil {
		return face, err
	}
	face.Handler = pages
	if face.Pages, err = listenOn(v.Listen, "--listen"); err != nil {
		return face, err
	}
	face.Address = pagesAddress(face.Pages.Addr())
	if err == nil && v.Mail.Server != "" {
		face.Mailer, err = v.mailer(e, n, pages, face.Address)
	}
	if v.Peers != "" {
		face.Peers, err = listenOn(v.Peers, "--peers")
	}
	if err == nil && v.Monitor != "" {
		face.Monitor, err = listenOn(v.Monitor, "--monitor")
	}
	if err != nil {
		for _, opened := range []net.Listener{face.Pages, face.Peers} {
			if opened != nil {
				opened.Close()
			}
		}
	}
	return face, err
}

// pagesAddress is the one that people type. It has a name where there is one, since
// a device makes no passkey under a number.
func pagesAddress(listening net.Addr) string {
	if at, err := netip.ParseAddrPort(listening.String()); err == nil && (at.Addr() == netip.AddrFrom4([4]byte{127, 0, 0, 1}) || at.Addr() == netip.IPv6Loopback()) {
		return fmt.Sprintf("http://localhost:%d", at.Port())
	}
	return "http://" + listening.String()
}

func listenOn(address, flag string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s %s cannot be used: stop what listens there or choose another port: %w", flag, address, err)
	}
	return listener, nil
}
