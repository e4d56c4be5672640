package cli

import (
	"net"
	"net/netip"
	"testing"
)

func TestPagesAreReachedByANameUnderWhichPasskeysAreMade(t *testing.T) {
	for listening, want := range map[string]string{
		"127.0.0.1:7080": "http://localhost:7080",
		"[::1]:7080":     "http://localhost:7080",
		"127.0.0.2:7080": "http://127.0.0.2:7080", // which localhost does not lead to
	} {
		if got := pagesAddress(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(listening))); got != want {
			t.Errorf("%s: %s", listening, got)
		}
	}
}
