package doctor_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/channel"
	"entente/doctor"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/office"
	"entente/record"
	"entente/store"
)

func opened(t *testing.T, who node.Identity) *node.Node {
	t.Helper()
	kinds, err := record.NewKinds(office.Offices.Kind)
	if err != nil {
		t.Fatal(err)
	}
	config := node.Config{Random: rand.Reader, Kinds: kinds, Policies: label.Shipped(), Now: time.Now, Cost: &access.Cost{MemoryKiB: 64, Passes: 1}}
	folder := node.Folder(filepath.Join(t.TempDir(), "n"))
	if who.Name = (record.Text{EN: "A partner"}); who.Code == "" {
		who.Code = "AAA"
	}
	if err := node.Init(t.Context(), folder, who, config); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

func found(t *testing.T, n *node.Node) map[string]doctor.Finding {
	t.Helper()
	all, err := doctor.Examine(t.Context(), n, doctor.Reached{})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]doctor.Finding{}
	for _, f := range all {
		if f.Grade != doctor.Good && f.Do == "" {
			t.Errorf("%s: nobody is told what to do: %s", f.Check, f.Found)
		}
		by[f.Check] = f
	}
	return by
}

func TestEveryFaultIsFoundAndServedOnlyAsATrial(t *testing.T) {
	n := opened(t, node.Identity{})
	if _, err := n.AddAccount(t.Context(), access.Account{Login: "desk", Name: "Desk", Offices: []access.Office{{Code: "desk"}}}, "a password of tests"); err != nil {
		t.Fatal(err)
	}
	all, err := doctor.Examine(t.Context(), n, doctor.Reached{})
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range []string{"root key", "node keys", "sign-in"} {
		if f := found(t, n)[check]; f.Grade != doctor.Fault || !f.Trial {
			t.Errorf("%s: %+v", check, f)
		}
	}
	refusal := doctor.Refuse(all, false)
	if refusal == nil || !strings.Contains(refusal.Error(), "3 things") || !strings.Contains(refusal.Error(), "--trial") {
		t.Errorf("%v", refusal)
	}
	if err := doctor.Refuse(all, true); err != nil {
		t.Errorf("a trial is refused: %v", err)
	}
	if err := os.Remove(n.Folder.RootKeys()); err != nil {
		t.Fatal(err)
	}
	if err := keys.Rewrap(n.Folder.NodeKeys(), "", "words"); err != nil {
		t.Fatal(err)
	}
	for _, check := range []string{"root key", "node keys", "demonstration", "signing", "schema"} {
		if f := found(t, n)[check]; f.Grade != doctor.Good {
			t.Errorf("%s: %+v", check, f)
		}
	}
}

func TestADemonstrationIsNotServedEvenAsATrial(t *testing.T) {
	all, err := doctor.Examine(t.Context(), opened(t, node.Identity{Demo: true}), doctor.Reached{})
	if err != nil {
		t.Fatal(err)
	}
	if err := doctor.Refuse(all, true); err == nil || !strings.Contains(err.Error(), "folder of the demonstration") || strings.Contains(err.Error(), "--trial") {
		t.Errorf("%v", err)
	}
}

func TestAFolderThatOthersReadIsFound(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes here")
	}
	n := opened(t, node.Identity{})
	if f := found(t, n)["modes"]; f.Grade != doctor.Good {
		t.Errorf("as it was made: %+v", f)
	}
	if err := os.Chmod(n.Folder.Database(), 0o644); err != nil {
		t.Fatal(err)
	}
	if f := found(t, n)["modes"]; f.Grade != doctor.Advice || !strings.Contains(f.Found, "entente.db (0644)") {
		t.Errorf("%+v", f)
	}
}

func TestAPlaceOfBackupsHasNeitherMarksNorKeys(t *testing.T) {
	n, place := opened(t, node.Identity{}), t.TempDir()
	if err := n.Backup(t.Context(), filepath.Join(place, "entente.db")); err != nil {
		t.Fatal(err)
	}
	check := func() (said []string) {
		all, err := doctor.Backup(place)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all {
			if f.Grade == doctor.Fault {
				said = append(said, f.Check)
			}
		}
		return said
	}
	if said := check(); said != nil {
		t.Errorf("a backup that is as it should be: %v", said)
	}
	for _, path := range []string{n.Folder.Marks(), n.Folder.NodeKeys()} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(place, filepath.Base(path)), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if said := check(); !slices.Equal(said, []string{"backup marks", "backup keys"}) {
		t.Errorf("found %v", said)
	}
}

func TestAChannelInWhichTheNodeActsAloneIsFound(t *testing.T) {
	n, partner := opened(t, node.Identity{Address: "https://north.example:7443"}), opened(t, node.Identity{Address: "https://south.example:7443", Code: "BBB"})
	if f := found(t, n)["mandates"]; f.Grade != doctor.Good {
		t.Errorf("without a channel: %+v", f)
	}
	for name, mandated := range map[string][]access.Verb{"asks for no act": nil, `asks for the act "release"`: {access.Release}} {
		shared(t, n, partner, mandated)
		all, err := doctor.Examine(t.Context(), n, doctor.Reached{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(all, func(f doctor.Finding) bool {
			return f.Check == "mandates" && f.Grade == doctor.Advice && strings.Contains(f.Found, name)
		}) {
			t.Errorf("%s: %+v", name, all)
		}
	}
}

// shared founds a channel of the two whose entries need these acts.
func shared(t *testing.T, n, partner *node.Node, mandated []access.Verb) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	root := func(of *node.Node) []keys.Private {
		signers, _, err := keys.LoadRoot(of.Folder.RootKeys(), "")
		must(err)
		return signers
	}
	card, err := partner.Card(t.Context())
	must(err)
	_, err = n.AddPartner(t.Context(), card, &node.Comparison{Digits: keys.Fingerprint(card.Manifest), Offices: []string{"desk", "security"}})
	must(err)
	id, err := n.Found(t.Context(), node.Founding{
		Name: record.Text{EN: "Shared"}, Members: []keys.PartnerID{partner.Self()}, Policy: "TLP", Ceiling: "GREEN", Mandated: mandated,
	}, root(n))
	must(err)
	var envelope keys.Envelope
	must(n.View(t.Context(), func(tx *store.Tx) error {
		charters, err := tx.Charters(id)
		if err == nil {
			envelope = charters[0].Envelope
		}
		return err
	}))
	signed, err := channel.Countersign(envelope, root(partner)...)
	must(err)
	must(n.TakeCharter(t.Context(), signed.Encode()))
}
