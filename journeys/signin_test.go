package journeys_test

import (
	"testing"

	"entente/access"
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

// A sign-in runs out while somebody types. What they sent comes back to them, and
// to nobody else who signs in at the same desk.
func runOut(t *testing.T, s *stage) {
	const typed = "Visit that was typed for an hour"
	if _, err := s.ROK.AddAccount(t.Context(), access.Account{Login: "colleague", Name: "colleague", Offices: testworld.Offices[1:]}, testworld.Password); err != nil {
		t.Fatal(err)
	}
	tab, address := s.outside(t, s.ROK, "rok")
	signIn(tab, testworld.Login)
	tab.Go(address + "/records/" + s.Channel.String() + "/new?kind=programme/activity")
	tab.In("Title").Fill("English", typed)
	tab.Choose("Type", "Visit")
	if err := s.ROK.SetPassword(t.Context(), s.ROK.Person.Account, testworld.Password); err != nil {
		t.Fatal(err)
	}
	tab.Follow("Save")
	tab.Sees("Your sign-in had run out.")
	tab.SeesNo(typed)
	signIn(tab, "colleague")
	tab.Go(address + "/kept")
	tab.SeesNo(typed)
	tab.Click("Security office")
	tab.Follow("Sign out")

	signIn(tab, testworld.Login)
	tab.Go(address + "/kept")
	tab.Sees(typed)
	s.forEverybody(t, tab)
	tab.Follow("Send it now")
	tab.Sees(typed, "Visit")
	tab.In("History").Sees("Rev 1")
}
