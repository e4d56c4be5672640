package journeys_test

import (
	"testing"

	"entente/internal/browser"
	"entente/internal/testworld"
)

// Somebody signs in after a slip, reads in Korean from then on wherever they sign
// in, and leaves nothing behind for who comes after.
func signInAndOut(t *testing.T, s *stage) {
	tab, address := s.outside(t, s.ROK, "rok")
	tab.Fill("Account", testworld.Login)
	tab.Fill("Password", "not the password")
	tab.Follow("Sign in")
	tab.Sees("Not signed in")
	if kept := tab.Value("Account"); kept != testworld.Login {
		t.Errorf("the name of the account was typed and is now %q", kept)
	}
	if kept := tab.Value("Password"); kept != "" {
		t.Error("a password was sent back")
	}
	tab.Fill("Password", testworld.Password)
	tab.Follow("Sign in")
	tab.Sees("Waits for you")

	tab.Follow("한국어")
	tab.Sees("나를 기다리는 일")
	elsewhere := s.browser.Someone(t, s.look)
	elsewhere.Go(address)
	signIn(elsewhere, testworld.Login)
	elsewhere.Sees("나를 기다리는 일")

	tab.Click("사업 담당")
	tab.Follow("로그아웃")
	tab.Back()
	tab.SeesNo("나를 기다리는 일")
	tab.Sees("Account")
}

func signIn(tab *browser.Tab, login string) {
	tab.Fill("Account", login)
	tab.Fill("Password", testworld.Password)
	tab.Follow("Sign in")
}
