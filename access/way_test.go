package access

import (
	"testing"
	"time"
)

func TestWhatIsProofEnoughForWhatBinds(t *testing.T) {
	for _, test := range []struct {
		ways Ways
		held Credentials
		norm bool
		want bool
	}{
		{Ways{ByPasskey}, Credentials{Passkeys: 1}, false, true},
		{Ways{ByProvider}, Credentials{Provider: true}, false, true},
		{Ways{ByPassword, ByCode}, Credentials{Code: true}, false, true},
		{Ways{ByPassword, ByCode}, Credentials{Code: true, Passkeys: 1}, true, true},
		{Ways{ByPassword}, Credentials{}, true, true},
		{Ways{ByPassword}, Credentials{}, false, false},
		{Ways{ByPassword}, Credentials{Code: true}, true, false},
		{Ways{ByPassword}, Credentials{Passkeys: 1}, true, false},
		{Ways{ByPassword}, Credentials{Provider: true}, true, false},
		{Ways{ByCode}, Credentials{Code: true}, true, false},
		{nil, Credentials{}, true, false},
	} {
		if got := test.ways.Strong(test.held, test.norm); got != test.want {
			t.Errorf("%s of %+v, passwords the norm %t: %t", test.ways, test.held, test.norm, got)
		}
	}
}

func TestAProofGrowsOld(t *testing.T) {
	for ahead, want := range map[time.Duration]bool{0: true, FreshFor - time.Second: true, FreshFor: false, -SeenWithin: true, -2 * SeenWithin: false} {
		if got := (Session{Proved: noon}).Fresh(noon.Add(ahead)); got != want {
			t.Errorf("after %s: %t", ahead, got)
		}
	}
	if (Session{}).Fresh(time.Time{}.Add(time.Second)) {
		t.Error("a session without a proof is fresh")
	}
}

func TestABrowserIsRecognisedByItsOwner(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36":                     "Chrome, Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36 Edg/146.0": "Edge, Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:140.0) Gecko/20100101 Firefox/140.0":                                       "Firefox, macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/604.1": "Safari, iOS",
		"curl/8.0": "", "": "", "Linux": "Linux",
	} {
		if got := BrowserOf(agent); got != want {
			t.Errorf("%s is %q, not %q", agent, got, want)
		}
	}
}
