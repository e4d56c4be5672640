package outbound

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A Policy says to which addresses a node may connect. The zero value allows the
// public ones.
type Policy struct {
	// Ranges are addresses that an operator allowed, whatever they are.
	Ranges []netip.Prefix
	// Named are hosts that the operator named and nobody else can: what they
	// resolve to is the operator's doing.
	Named []string
	// Lookup resolves a name; nil is the system's resolver.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// A Refused says that an address was not connected to, and why.
type Refused struct {
	Host string
	Addr netip.Addr
	Why  string
}

func (e *Refused) Error() string {
	return fmt.Sprintf("%.80s is %s, %s: a node connects there only if its operator allows it (serve --reach)", e.Host, e.Addr, e.Why)
}

const (
	lookupTime  = 10 * time.Second
	connectTime = 10 * time.Second
	// mostAddresses of one name are tried.
	mostAddresses = 8
)

// Range reads what an operator allows: one address, or a range of them.
func Range(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("outbound: %.80q is neither an address nor a range such as 10.20.0.0/16", text)
	}
	return prefix.Masked(), nil
}

// Loopback are this machine's own addresses, for nodes of one machine that speak
// to each other.
func Loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// Dial connects to HOST:PORT. It can take the place of net.Dialer.DialContext.
func (p Policy) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("outbound: connect to %.120q: %w", address, err)
	}
	allowed, err := p.Addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: connectTime}
	var last error
	for _, addr := range allowed {
		var conn net.Conn
		if conn, last = dialer.DialContext(ctx, network, net.JoinHostPort(addr.String(), port)); last == nil {
			return conn, nil
		}
	}
	return nil, last
}

// Addresses looks a host up once and leaves out what is not allowed; a *Refused
// says why if nothing remains.
func (p Policy) Addresses(ctx context.Context, host string) (allowed []netip.Addr, err error) {
	found, err := p.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	named := slices.ContainsFunc(p.Named, func(name string) bool { return strings.EqualFold(name, host) })
	var refused *Refused
	for _, addr := range found[:min(len(found), mostAddresses)] {
		addr = addr.Unmap()
		why := special(addr.WithZone(""))
		if why == "" || named || slices.ContainsFunc(p.Ranges, func(r netip.Prefix) bool { return r.Contains(addr.WithZone("")) }) {
			allowed = append(allowed, addr)
			continue
		}
		refused = &Refused{host, addr, why}
	}
	if allowed == nil && refused != nil {
		return nil, refused
	}
	if allowed == nil {
		return nil, fmt.Errorf("outbound: %.80q has no address", host)
	}
	return allowed, nil
}

func (p Policy) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	lookup := p.Lookup
	if lookup == nil {
		lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	found, err := lookup(ctx, host)
	if err != nil {
		return nil, fmt.Errorf("outbound: look up %.80q: %w", host, err)
	}
	return found, nil
}

// Socket connects to a socket of this machine's file system, which only its
// operator can name.
func Socket(ctx context.Context, path string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: connectTime}
	return dialer.DialContext(ctx, "unix", path)
}
