package main

import (
	"crypto/rand"
	"maps"
	"slices"
	"testing"
	"time"

	"entente/feature"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/web"
)

// forms are all to which something can be sent, each with whether its sender is
// asked once more who they are. What binds the partner, lets something out or opens
// doors asks; whoever adds a form says here which it is.
var forms = map[string]bool{
	"POST /release":       true,
	"POST /sign":          true,
	"POST /account/token": true,

	"POST /account/passkey":              true,
	"POST /account/passkey/remove":       true,
	"POST /account/provider":             true,
	"POST /account/provider/remove":      true,
	"POST /account/second-factor":        true,
	"POST /account/second-factor/remove": true,

	"POST /sign-in":  false,
	"POST /sign-out": false,
	"POST /step-up":  false,

	"POST /approvals/{deed}/{hash}/approve":   true,
	"POST /approvals/{deed}/{hash}/take-back": false,
	"POST /rights/granted":                    true,
	"POST /rights/new":                        true,
	"POST /rights/why":                        false, // only asks
	"POST /withdrawal/order":                  true,
	"POST /withdrawal/orders/{order}":         true,
	"POST /withdrawal/choose/{channel}/{id}":  false,
	"POST /withdrawal/person":                 false,
	"POST /withdrawal/preview":                false,
	"POST /withdrawal/requests/{request}":     false, // refuses or answers a request; destroys nothing
	"POST /view-as":                           false,
	"POST /view-as/leave":                     false,

	"POST /sign-in/passkey":            false,
	"POST /step-up/passkey":            false,
	"POST /account/second-factor/code": false, // the factor was begun after a proof

	"POST /account/language":  false,
	"POST /notices":           false,
	"POST /account/office":    false,
	"POST /account/password":  false, // asks for the password itself
	"POST /account/profile":   false,
	"POST /account/session":   false, // ends sessions: what shuts a door needs no proof
	"POST /account/token/end": false,
	"POST /kept/discard":      false,

	"POST /import":                false,
	"POST /import/{id}":           false,
	"POST /records":               false,
	"POST /records/{channel}/new": false,
	"POST /records/{channel}/{id}/amendments/{amendment}": false,
	"POST /records/{channel}/{id}/edit":                   false,
	"POST /records/{channel}/{id}/private":                false,
	"POST /records/{channel}/{id}/take-over":              false,
	"POST /drafts/{channel}/{id}/discard":                 false,
	"POST /release/choose":                                false,
	"POST /release/preview":                               false,
	"POST /search":                                        false,
	"POST /seen":                                          false,
	"POST /uploads":                                       false,

	"POST /comment/{channel}/{id}": false,
	"POST /file/{channel}/{id}":    false,
	"POST /office/duties":          false,
	"POST /office/handover/{id}":   false,
	"POST /office/leave":           false,
	"POST /office/views":           false,
	"POST /office/watched":         false,
}

func TestEveryFormSaysWhetherItsSenderIsAskedAgain(t *testing.T) {
	collected, err := feature.Collect(program().Features...)
	if err != nil {
		t.Fatal(err)
	}
	config := node.Config{Now: time.Now, Random: rand.Reader, Kinds: collected.Kinds, Policies: label.Shipped()}
	folder := node.Folder(t.TempDir())
	who := node.Identity{Code: "AAA", Name: record.Text{EN: "A"}, Address: "https://127.0.0.1:1"}
	if err := node.Init(t.Context(), folder, who, config); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	site, err := web.Handler(n, web.Options{Program: collected})
	if err != nil {
		t.Fatal(err)
	}
	served := site.Forms()
	for _, pattern := range slices.Sorted(maps.Keys(served)) {
		asks, listed := forms[pattern]
		switch {
		case !listed:
			t.Errorf("%q: say in this test whether its sender is asked once more who they are", pattern)
		case asks != served[pattern]:
			t.Errorf("%q: it is listed as %t, and served as %t", pattern, asks, served[pattern])
		}
	}
	for pattern := range forms {
		if _, found := served[pattern]; !found {
			t.Errorf("%q is listed and not served", pattern)
		}
	}
}
