package node_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"entente/access"
	"entente/label"
	"entente/node"
	"entente/record"
)

func TestADemonstrationsAccountOpensNoRealNode(t *testing.T) {
	for _, demo := range []bool{false, true} {
		kinds, err := record.NewKinds()
		if err != nil {
			t.Fatal(err)
		}
		config := node.Config{Now: time.Now, Random: rand.Reader, Kinds: kinds, Policies: label.Shipped(), Cost: &access.Cost{MemoryKiB: 64, Passes: 1}}
		folder := node.Folder(t.TempDir())
		if err := node.Init(t.Context(), folder, node.Identity{Code: "aaa", Name: record.Text{EN: "A"}, Address: "https://127.0.0.1:1", Demo: demo}, config); err != nil {
			t.Fatal(err)
		}
		n, err := node.Open(t.Context(), folder, config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = n.Close() })
		account := access.Account{Login: "desk", Name: "Desk", Offices: []access.Office{{Code: "desk"}}, Demo: true}
		_, err = n.AddAccount(t.Context(), account, access.DemoPassword)
		if demo && err != nil || !demo && !errors.Is(err, node.ErrDemoAccount) {
			t.Errorf("demonstration %t: %v", demo, err)
		}
		if _, err := n.AddAccount(t.Context(), account, access.DemoPassword); demo && !errors.Is(err, node.ErrLoginTaken) {
			t.Errorf("the same login again: %v", err)
		}
	}
}
