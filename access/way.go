package access

import (
	"slices"
	"strings"
	"time"
)

// A Way is how somebody showed that an account is theirs.
type Way string

// The ways. Kept as they are written here, and shown in the words of the reader.
const (
	ByPassword Way = "password"
	ByCode     Way = "code"     // of a second factor, beside a password
	ByPasskey  Way = "passkey"  // with the person verified by the device
	ByProvider Way = "provider" // the identity provider of their organisation
)

// Ways are those that were taken together, in the order of their names.
type Ways []Way

// ParseWays reads what String wrote.
func ParseWays(text string) (w Ways) {
	for _, way := range strings.Fields(text) {
		w = append(w, Way(way))
	}
	return w
}

// String is how they are kept.
func (w Ways) String() string {
	words := make([]string, len(w))
	for i, way := range w {
		words[i] = string(way)
	}
	return strings.Join(words, " ")
}

// And are these and those, each once.
func (w Ways) And(others Ways) Ways {
	all := append(slices.Clone(w), others...)
	slices.Sort(all)
	return slices.Compact(all)
}

// OnlyPassword reports that nothing was shown but a password, with or without a code.
func (w Ways) OnlyPassword() bool {
	return !slices.Contains(w, ByPasskey) && !slices.Contains(w, ByProvider)
}

// Credentials are what an account can show beside its password.
type Credentials struct {
	Passkeys int
	Provider bool // an identity of the provider is bound to it
	Code     bool // a second factor
}

// Only reports that the account has nothing but a password.
func (h Credentials) Only() bool { return h == Credentials{} }

// Strong reports whether ways are proof enough for what binds or opens doors: a
// passkey, the provider, or a password with a second factor. A password alone is,
// where passwords are the norm, of an account that holds nothing better: what is
// weaker than somebody could show is no proof that it was them.
func (w Ways) Strong(held Credentials, passwordsAreNorm bool) bool {
	switch {
	case slices.Contains(w, ByPasskey), slices.Contains(w, ByProvider):
		return true
	case !slices.Contains(w, ByPassword):
		return false
	}
	return slices.Contains(w, ByCode) || passwordsAreNorm && held.Only()
}

// A Proof is how and when somebody has shown that an account is theirs, and in
// which browser.
type Proof struct {
	Ways    Ways
	At      time.Time // zero: at some time before, which is good for signing in and for nothing more
	Browser string    // its family, as BrowserOf says
}

// FreshFor is how long a strong proof counts for what binds or opens doors.
const FreshFor = 5 * time.Minute

// Fresh reports whether the person of a session has shown lately who they are. A
// proof from the future is none.
func (s Session) Fresh(now time.Time) bool {
	return !s.Proved.IsZero() && now.Sub(s.Proved) < FreshFor && !s.Proved.After(now.Add(SeenWithin))
}

// BrowserOf is the family of a browser and of its system, in a few words: enough
// to recognise one's own, and too little to follow anybody by.
func BrowserOf(userAgent string) string {
	family := firstOf(userAgent, [][2]string{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Whale/", "Whale"}, {"Firefox/", "Firefox"},
		{"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"FxiOS/", "Firefox"}, {"Safari/", "Safari"},
	})
	system := firstOf(userAgent, [][2]string{
		{"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iPadOS"}, {"Windows", "Windows"}, {"Macintosh", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	})
	return strings.Trim(family+", "+system, ", ")
}

func firstOf(text string, names [][2]string) string {
	for _, name := range names {
		if strings.Contains(text, name[0]) {
			return name[1]
		}
	}
	return ""
}
