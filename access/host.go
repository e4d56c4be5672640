package access

import (
	"net"
	"strings"
)

// AnswersTo reports whether a request was meant for this node, which is reached
// under these names and those of its machine. A page elsewhere can point a name
// of its own at this address and then read what it is given (DNS rebinding); it
// cannot make a browser send another Host.
func AnswersTo(host string, names []string) bool {
	name := HostName(host)
	if IsLoopback(name) {
		return true
	}
	for _, own := range names {
		if strings.EqualFold(name, own) {
			return true
		}
	}
	return false
}

// HostName is the name in a Host header, in small letters.
func HostName(host string) string {
	name := host
	if bare, _, err := net.SplitHostPort(host); err == nil {
		name = bare
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
}

// IsLoopback reports whether a name is this machine's own everywhere.
func IsLoopback(name string) bool {
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || name == "127.0.0.1" || name == "::1"
}
