package rights_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"entente/access"
	"entente/access/provider"
	"entente/internal/testprovider"
	"entente/internal/testworld"
	"entente/label"
	"entente/node"
	"entente/outbound"
	"entente/store"
	"entente/web"
)

// claimed are what a provider may say of somebody beside who they are; nil for a
// claim that is left out. Each would raise rights if any claim did.
var claimed = map[string]map[string]any{
	"groups":        {"groups": []string{"SEC", "security-officer", "auditor", "operator", "records-officer", "admin"}},
	"roles":         {"roles": []string{"security-officer", "auditor", "officer"}, "role": "auditor", "realm_access": map[string]any{"roles": []string{"operator"}}},
	"clearance":     {"clearance": "RED", "clearances": []map[string]any{{"policy": "TLP", "classification": "RED"}}, "security_clearance": "COSMIC TOP SECRET"},
	"offices":       {"offices": []string{"SEC"}, "office": "SEC", "organization": "SEC", "department": "SEC"},
	"nationality":   {"nationality": "USA", "nationalities": []string{"KOR", "USA"}, "country": "USA"},
	"need to know":  {"needToKnow": true, "channels": []string{"*"}, "entitlements": []string{"*"}},
	"another login": {"preferred_username": "sec", "email": "sec@example.org", "email_verified": true, "name": "Name of sec", "account": "sec"},
	"a better way":  {"acr": "urn:mace:incommon:iap:gold", "amr": []string{"pwd", "hwk", "mfa", "user"}},
	"scopes":        {"scope": "openid write operate", "scp": []string{"write"}, "admin": true},
}

// pagesAt are what somebody may or may not open by what they were granted.
func pagesAt(w *testworld.World, records ...string) []string {
	in := w.Channel.String()
	return append(records, "/", "/audit", "/rights/granted", "/rights/new?kind=rights/clearance", "/channels", "/withdrawal/orders",
		"/records/"+in+"/new?kind=programme/activity", "/records?kind=programme/activity&channel="+in, "/records.csv?kind=programme/activity&channel="+in)
}

func TestNoClaimOfAProviderRaisesARight(t *testing.T) {
	w := newWorld(t)
	onPaper(t, w.ROK, role("SEC", "security-officer"))
	onPaper(t, w.ROK, role("DESK", "delegate"))
	cho := as(t, w.ROK, "cho", "DESK")
	as(t, w.ROK, "sec", "SEC")
	private, err := w.ROK.PrivateChannel(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	red, err := label.New(label.TLP(), "RED", testworld.Start, testworld.Start.AddDate(5, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	written, err := w.ROK.Write(t.Context(), private, testworld.Author, node.Draft{Kind: "programme/activity", Label: red, Body: []byte(`{"title":{"en":"Visit"},"type":"visit"}`)})
	if err != nil {
		t.Fatal(err)
	}
	shared := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	addresses := pagesAt(w, "/records/"+private.String()+"/"+written[0].ID.String(), "/records/"+w.Channel.String()+"/"+shared.ID.String(),
		"/records/"+w.Channel.String()+"/"+shared.ID.String()+"/edit")

	i := testprovider.New(t)
	door := providedDoor(t, w, i)
	if err := w.ROK.BindIdentity(t.Context(), access.Identity{Issuer: i.URL, Subject: "person-1", Account: cho.Person.Account}); err != nil {
		t.Fatal(err)
	}
	plain := map[string]any{"roles": nil, "clearance": nil}
	codes, account, rights := standsAs(t, w, i, door, cho.Person, plain, addresses)
	if !slices.Contains(codes, http.StatusOK) || !slices.Contains(codes, http.StatusNotFound) || !slices.Contains(codes, http.StatusForbidden) {
		t.Fatalf("the pages tell nothing apart: %v", codes)
	}
	for name, claims := range claimed {
		with := map[string]any{"roles": nil, "clearance": nil}
		for claim, value := range claims {
			with[claim] = value
		}
		gotCodes, gotAccount, gotRights := standsAs(t, w, i, door, cho.Person, with, addresses)
		if !slices.Equal(gotCodes, codes) {
			t.Errorf("%s: pages answer %v, without %v", name, gotCodes, codes)
		}
		if gotRights != rights || gotAccount != account {
			t.Errorf("%s: account or rights are others than without", name)
		}
	}
	t.Logf("%d sets of claims, %d pages each", len(claimed), len(addresses))
}

// providedDoor are the pages with a provider to sign in at.
func providedDoor(t *testing.T, w *testworld.World, i *testprovider.Issuer) http.Handler {
	t.Helper()
	reach := outbound.Policy{Ranges: outbound.Loopback()}
	p, err := provider.New(provider.Config{Issuer: i.URL, Client: testprovider.Client, Secret: testprovider.Secret, HTTP: reach.Client(), Now: w.ROK.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	door, err := web.Handler(w.ROK.Node, web.Options{Program: w.Program, Names: []string{"node.example"}, SignInProvider: p})
	if err != nil {
		t.Fatal(err)
	}
	return door
}

// standsAs signs somebody in with these claims, and answers what pages give them,
// which login their account has by then, and what their rights are.
func standsAs(t *testing.T, w *testworld.World, i *testprovider.Issuer, door http.Handler, person access.Person, claims map[string]any, addresses []string) (codes []int, login string, rights [32]byte) {
	t.Helper()
	cookies := map[string]*http.Cookie{}
	get := func(address string) *httptest.ResponseRecorder {
		q := httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil)
		for _, c := range cookies {
			q.AddCookie(c)
		}
		answer := httptest.NewRecorder()
		door.ServeHTTP(answer, q)
		for _, c := range answer.Result().Cookies() {
			cookies[c.Name] = c
		}
		return answer
	}
	i.Now, i.Claim = w.ROK.Now(), claims
	left := get("/sign-in/provider?next=%2F").Header().Get("Location")
	if back := get("/sign-in/provider/return?" + i.Visit(left).Encode()); back.Code != http.StatusSeeOther {
		t.Fatalf("who comes back from the provider is answered %d", back.Code)
	}
	for _, address := range addresses {
		codes = append(codes, get(address).Code)
	}
	err := w.ROK.View(t.Context(), func(tx *store.Tx) error {
		account, err := tx.Account(person.Account)
		if err != nil {
			return err
		}
		login = account.Login
		now, err := w.ROK.PersonOf(tx, person.Account)
		if err != nil {
			return err
		}
		held, err := w.ROK.RightsOf(tx, now)
		rights = held.Fingerprint()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes, login, rights
}
