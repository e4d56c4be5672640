package rights_test

import (
	"net/http"
	"testing"

	"entente/access"
	"entente/comment"
	"entente/control"
	"entente/file"
	"entente/internal/testworld"
	"entente/node"
	"entente/office"
	"entente/record"
	"entente/rights"
	"entente/withdrawal"
)

// newWorld is one in which rights are kept.
func newWorld(t testing.TB) *testworld.World {
	return testworld.New(t, comment.Feature, file.Feature, office.Feature, withdrawal.Feature, rights.Feature)
}

// onPaper gives a right as the command line does.
func onPaper(t testing.TB, s testworld.Side, terms rights.Terms) record.ID {
	t.Helper()
	terms.OnPaper = []string{"Kim", "Lee"}
	draft, err := terms.Draft(record.ID{}, 0, s.Policies)
	if err != nil {
		t.Fatal(err)
	}
	private, err := s.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	written, err := s.Write(t.Context(), private, node.Author{}, draft)
	if err != nil {
		t.Fatal(err)
	}
	return written[0].ID
}

func role(office, role string) rights.Terms {
	return rights.Terms{Kind: rights.Roles.Name(), Office: office, Role: role}
}

// as is the side as somebody with an account of this login and office finds it.
func as(t testing.TB, s testworld.Side, login, office string) testworld.Side {
	t.Helper()
	const password = "a long enough password 1"
	account, err := s.AddAccount(t.Context(), access.Account{Login: login, Name: "Name of " + login, Offices: []access.Office{{Code: office}}}, password)
	if err != nil {
		t.Fatal(err)
	}
	s.Person = account.Person("")
	again(t, &s, login)
	return s
}

// again signs in once more.
func again(t testing.TB, s *testworld.Side, login string) {
	t.Helper()
	cookies := testworld.SignIn(t, s.Door, "localhost", login, "a long enough password 1")
	door := s.Door
	s.Pages = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		for _, cookie := range cookies {
			q.AddCookie(cookie)
		}
		door.ServeHTTP(w, q)
	})
}

// end ends a right as the command line does.
func end(t testing.TB, s testworld.Side, id record.ID) {
	t.Helper()
	operator := control.Local(s.Node)
	if _, err := control.Revoke(t.Context(), operator, id, []string{"Kim", "Lee"}); err != nil {
		t.Fatal(err)
	}
}

// dayAfter is the day some days after now in the world.
func dayAfter(w *testworld.World, days int) record.Date {
	return record.DayOf(w.ROK.Now().UTC().AddDate(0, 0, days))
}
