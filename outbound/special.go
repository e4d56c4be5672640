package outbound

import (
	"encoding/binary"
	"net/netip"
)

// Addresses that are not on the public network, by the IANA registries of
// special-purpose addresses (RFC 6890), and why a node does not go there.
var specials = []struct {
	prefix netip.Prefix
	why    string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "of no machine"},
	{netip.MustParsePrefix("10.0.0.0/8"), "on a private network"},
	{netip.MustParsePrefix("100.64.0.0/10"), "on a provider's inner network"}, // RFC 6598; some clouds' metadata
	{netip.MustParsePrefix("127.0.0.0/8"), "this machine"},
	{netip.MustParsePrefix("169.254.0.0/16"), "on this link only"}, // 169.254.169.254 hands out a cloud's credentials
	{netip.MustParsePrefix("172.16.0.0/12"), "on a private network"},
	{netip.MustParsePrefix("192.0.0.0/24"), "reserved"},
	{netip.MustParsePrefix("192.0.2.0/24"), "for examples"},
	{netip.MustParsePrefix("192.168.0.0/16"), "on a private network"},
	{netip.MustParsePrefix("198.18.0.0/15"), "for measurements"},
	{netip.MustParsePrefix("198.51.100.0/24"), "for examples"},
	{netip.MustParsePrefix("203.0.113.0/24"), "for examples"},
	{netip.MustParsePrefix("224.0.0.0/4"), "for many at once"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved"},
	{netip.MustParsePrefix("::/128"), "of no machine"},
	{netip.MustParsePrefix("::1/128"), "this machine"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "on a private network"}, // RFC 8215
	{netip.MustParsePrefix("100::/64"), "of no machine"},
	{netip.MustParsePrefix("2001::/23"), "reserved"}, // Teredo among them, which carries an IPv4 address
	{netip.MustParsePrefix("2001:db8::/32"), "for examples"},
	{netip.MustParsePrefix("3fff::/20"), "for examples"},
	{netip.MustParsePrefix("5f00::/16"), "reserved"},
	{netip.MustParsePrefix("fc00::/7"), "on a private network"}, // fd00:ec2::254 among them
	{netip.MustParsePrefix("fe80::/10"), "on this link only"},
	{netip.MustParsePrefix("fec0::/10"), "on a private network"},
	{netip.MustParsePrefix("ff00::/8"), "for many at once"},
}

// Prefixes whose addresses stand for an IPv4 address, and where it is in them.
var carriers = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("::/96"), 12},        // IPv4-compatible, RFC 4291 2.5.5.1
	{netip.MustParsePrefix("64:ff9b::/96"), 12}, // NAT64, RFC 6052
	{netip.MustParsePrefix("2002::/16"), 2},     // 6to4, RFC 3056
}

// special says why an address is not a public one; "" if it is.
func special(addr netip.Addr) string {
	if !addr.IsValid() {
		return "no address"
	}
	for _, s := range specials {
		if s.prefix.Contains(addr) {
			return s.why
		}
	}
	for _, c := range carriers {
		if c.prefix.Contains(addr) {
			whole := addr.As16()
			var inner [4]byte
			binary.BigEndian.PutUint32(inner[:], binary.BigEndian.Uint32(whole[c.at:]))
			return special(netip.AddrFrom4(inner))
		}
	}
	return ""
}
