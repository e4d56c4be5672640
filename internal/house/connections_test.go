package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// Where connections begin: the policy itself, what is given its dialer, and the
// command line's way to the process of its own folder, whose address is held to
// 127.0.0.1.
var connecting = []string{"outbound/policy.go", "outbound/client.go", "exchange/client.go", "control/remote.go"}

var dialing = regexp.MustCompile(`http\.Client\{|http\.Transport\{|http\.Default(Client|Transport)|http\.(Get|Post|PostForm|Head)\(|net\.(Dial|DialTimeout|DialTCP|DialUDP)\(|net\.Dialer\{|tls\.(Dial|DialWithDialer)\(|tls\.Dialer\{`)

// A connection that goes past package outbound could be aimed at what only this
// node reaches.
func TestConnectionsBeginInOnePlace(t *testing.T) {
	for _, file := range sources(t) {
		if file.test || file.folder == "internal/testworld" || file.folder == "internal/browser" || slices.Contains(connecting, file.path) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file.path)))
		if err != nil {
			t.Fatal(err)
		}
		if found := dialing.Find(text); found != nil {
			t.Errorf("%s: %s: connect through package outbound", file.path, found)
		}
	}
}
