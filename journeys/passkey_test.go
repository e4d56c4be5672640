package journeys_test

import (
	"testing"

	"entente/access"
	"entente/internal/testworld"
)

// Somebody makes a passkey, signs in with it, and is asked for it again before what
// opens doors; a second browser of the same person has none and is not let in by one
// that was removed.
func signInByPasskey(t *testing.T, s *stage) {
	tab, address := s.outside(t, s.ROK, "rok")
	tab.Device(true)
	signIn(tab, testworld.Login)
	tab.Go(address + "/account")
	tab.Follow("Add a passkey")
	s.forEverybody(t, tab)
	tab.Fill("Name", "Laptop <of the desk> 노트북")
	tab.Follow("Make the passkey")
	tab.In("Passkeys").Shows("Laptop <of the desk> 노트북")
	tab.In("Passkeys").Sees("rok.localhost", "never")
	s.forEverybody(t, tab)

	tab.Click("Programme desk")
	tab.Follow("Sign out")
	s.forEverybody(t, tab)
	tab.Follow("Use a passkey")
	tab.Sees("Waits for you")
	tab.Go(address + "/account")
	tab.In("Where you are signed in").Sees("passkey", "Chrome, Linux")

	// The proof grows old; a token is asked for, and made after the passkey was shown.
	s.Pass(access.FreshFor)
	tab.In("Tokens for programs").Fill("Name", "reports")
	tab.Follow("Make a token")
	tab.Sees("Show that it is you")
	s.forEverybody(t, tab)
	tab.Follow("Use a passkey")
	tab.Sees("The token is made.", access.TokenPrefix)

	tab.Go(address + "/account")
	tab.In("Laptop <of the desk> 노트북").Follow("Remove it")
	tab.Click("Programme desk")
	tab.Follow("Sign out")
	tab.Follow("Use a passkey")
	tab.Sees("This passkey opens no account here.")
}
