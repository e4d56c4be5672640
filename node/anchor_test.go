package node_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"entente/access"
	"entente/audit"
	"entente/channel"
	"entente/keys"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

func TestHeadsThatWereAnchoredCannotGoBackUnnoticed(t *testing.T) {
	at := noon
	clock := func(c node.Config) node.Config { c.Now = func() time.Time { return at }; return c }
	n := sharing(t, clock)
	folder := n.Folder
	write := func() {
		t.Helper()
		private, err := n.PrivateChannel(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Write(t.Context(), private, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: body("draft")}); err != nil {
			t.Fatal(err)
		}
	}
	write()
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	old := copied(t, string(folder))
	reopen := func(at string) {
		t.Helper()
		var err error
		if n, err = node.Open(t.Context(), node.Folder(at), clock(config(t))); err != nil {
			t.Fatal(err)
		}
	}
	reopen(string(folder))
	write()
	at = at.Add(7 * time.Hour)
	for range 2 { // the second finds that this beat has its anchor
		if err := n.Anchor(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := n.OpeningOf(t.Context())
	if err != nil || len(kept) != 1 || !kept[0].Beat.Equal(time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)) {
		t.Fatalf("%d anchors are kept: %+v: %v", len(kept), kept, err)
	}
	report, err := n.VerifyAudit(t.Context())
	if err != nil || !report.Sound() || report.Anchors != 1 {
		t.Errorf("before anything is changed: %+v: %v", report, err)
	}
	if faults := held(t, n, kept[0].Opening); len(faults) != 0 {
		t.Errorf("the opening does not hold where nothing was changed: %v", faults)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	// An older copy of the whole folder is consistent in itself: what an auditor kept
	// tells.
	reopen(old)
	defer n.Close()
	faults := held(t, n, kept[0].Opening)
	if len(faults) == 0 || faults[0].Reason != node.AnchorBehind || faults[0].Held >= faults[0].Anchored {
		t.Errorf("a restored folder is held for the newest: %v", faults)
	}
	// Its node goes on and anchors other heads: the old opening still tells.
	write()
	write()
	write()
	if faults := held(t, n, kept[0].Opening); len(faults) == 0 {
		t.Error("a restored folder that went on is held for the newest")
	}
	// With the opening among its own, its status tells too.
	if err := n.KeepAnchor(t.Context(), kept[0]); err != nil {
		t.Fatal(err)
	}
	err = n.View(t.Context(), func(tx *store.Tx) error {
		faults, _, err := n.CheckAnchors(tx)
		if len(faults) == 0 {
			t.Error("the status knows the anchor and reports nothing")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func held(t *testing.T, n *node.Node, o audit.Opening) (faults []node.AnchorFault) {
	t.Helper()
	err := n.View(t.Context(), func(tx *store.Tx) (err error) {
		faults, err = n.CheckOpening(tx, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

// copied is another folder with the same files.
func copied(t *testing.T, folder string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "restored")
	if err := os.CopyFS(to, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"keys/node.key", "keys/root.key"} {
		if err := os.Chmod(filepath.Join(to, key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(to, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	return to
}

// No text of any record gets into the spool or the audit ledger.
func TestNoContentIsWrittenDown(t *testing.T) {
	n, private := alone(t, "AAA", false)
	const marker = "Zyxwvuts"
	written, err := n.Write(t.Context(), private, node.Author{Office: "desk", Person: ""}, node.Draft{Kind: "test/note", Body: body(marker)})
	if err != nil {
		t.Fatal(err)
	}
	account := reader(t, n)
	err = n.ViewAs(t.Context(), account, func(tx *store.Tx) error {
		r, err := tx.Record(private, written[0].ID)
		if err == nil && !bytes.Contains(r.Body, []byte(marker)) {
			t.Error("the reader does not read the record")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range []func() error{func() error { return nil }, func() error { return n.DrainAudit(t.Context()) }} {
		if err := what(); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(n.Folder.Audit(), "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if text, err := os.ReadFile(path); err != nil || bytes.Contains(text, []byte(marker)) || bytes.Contains(text, []byte(account.Name)) {
				t.Errorf("%s: a text or a name was written down: %v", path, err)
			}
		}
	}
	read := func() (all []store.Audited) {
		err := n.View(t.Context(), func(tx *store.Tx) (err error) {
			all, err = tx.Audited(store.AuditQuery{What: audit.Read, Record: &written[0].ID})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}()
	if len(read) != 1 || read[0].Account != n.AuditName(account.Account) || read[0].Of[0].Records[0] != (audit.Item{ID: written[0].ID, Revision: 1}) {
		t.Fatalf("the read was written down as %+v", read)
	}
	if body := ledgerText(t, n); bytes.Contains(body, []byte(marker)) || !bytes.Contains(body, []byte(written[0].ID.String())) {
		t.Error("the audit ledger holds a text, or not the read")
	}
}

// ledgerText is all bodies of the audit ledger.
func ledgerText(t *testing.T, n *node.Node) (all []byte) {
	t.Helper()
	err := n.View(t.Context(), func(tx *store.Tx) error {
		c, err := tx.AuditChannel()
		if err != nil {
			return err
		}
		ledgers, err := tx.LedgersOf(c.ID)
		if err != nil {
			return err
		}
		return tx.Entries(ledgers[0].Origin, 0, ledgers[0].Size, func(e record.Entry) error {
			body, _ := e.Content(record.BodyPart)
			all = append(all, body...)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestReadsAtTheLevelAreNotWrittenDown(t *testing.T) {
	n, private := alone(t, "AAA", false)
	if err := n.SetAudit(t.Context(), node.AuditSettings{AnchorHours: 6, KeepYears: 5, Above: map[string]string{label.TLP().Name: "AMBER+STRICT"}}); err != nil {
		t.Fatal(err)
	}
	written, err := n.Write(t.Context(), private, node.Author{Office: "desk"}, node.Draft{Kind: "test/note", Body: body("draft")})
	if err != nil {
		t.Fatal(err)
	}
	account := reader(t, n)
	look := func() error {
		return n.ViewAs(t.Context(), account, func(tx *store.Tx) error {
			_, err := tx.Record(private, written[0].ID)
			return err
		})
	}
	if err := look(); err != nil {
		t.Fatal(err)
	}
	if err := n.DrainAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(ledgerText(t, n), []byte(`"read"`)) {
		t.Error("a read at the level was written down")
	}
	for _, wrong := range []node.AuditSettings{{KeepYears: 5}, {AnchorHours: 6}, {AnchorHours: 6, KeepYears: 5, Above: map[string]string{"TLP": "PINK"}}} {
		if err := n.SetAudit(t.Context(), wrong); err == nil {
			t.Errorf("%+v was taken", wrong)
		}
	}
}

func TestLinesGoWhenTheirTermIsOverAndTheProofsStay(t *testing.T) {
	at := noon
	c := config(t)
	c.Now = func() time.Time { return at }
	folder := node.Folder(filepath.Join(t.TempDir(), "AAA"))
	if err := node.Init(t.Context(), folder, node.Identity{Code: "AAA", Name: record.Text{EN: "A"}, Address: "https://node.example:7443"}, c); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, c)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	for range 4 {
		if err := n.Audit(t.Context(), audit.Event{What: audit.SignIn}); err != nil {
			t.Fatal(err)
		}
		if err := n.DrainAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
		at = at.AddDate(2, 0, 0)
	}
	if err := n.ExpireAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := audited(t, n); len(left) != 2 {
		t.Errorf("%d of 4 are left after eight years, of which five are kept", len(left))
	}
	report, err := n.VerifyAudit(t.Context())
	if err != nil || !report.Sound() || report.Purged == 0 {
		t.Errorf("what is left does not verify: %+v: %v", report, err)
	}
	if _, err := n.Verify(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

// sharing is a node with a channel that a second partner has signed too.
func sharing(t *testing.T, clock func(node.Config) node.Config) *node.Node {
	t.Helper()
	var both []*node.Node
	var roots []keys.Private
	for _, code := range []string{"AAA", "BBB"} {
		folder := node.Folder(filepath.Join(t.TempDir(), code))
		who := node.Identity{Code: code, Name: record.Text{EN: code}, Address: "https://node.example:7443"}
		if err := node.Init(t.Context(), folder, who, clock(config(t))); err != nil {
			t.Fatal(err)
		}
		n, err := node.Open(t.Context(), folder, clock(config(t)))
		if err != nil {
			t.Fatal(err)
		}
		root, _, err := keys.LoadRoot(folder.RootKeys(), "")
		if err != nil {
			t.Fatal(err)
		}
		both, roots = append(both, n), append(roots, root...)
	}
	for i, n := range both {
		card, err := both[1-i].Card(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		compared := &node.Comparison{Digits: keys.Fingerprint(card.Manifest), Offices: []string{"desk", "security"}}
		if _, err := n.AddPartner(t.Context(), card, compared); err != nil {
			t.Fatal(err)
		}
	}
	charter, err := both[0].DraftCharter(t.Context(), node.Founding{
		Name: record.Text{EN: "Shared"}, Members: []keys.PartnerID{both[1].Self()}, Policy: "TLP", Ceiling: "GREEN",
	})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := channel.Propose(charter, roots...)
	if err != nil {
		t.Fatal(err)
	}
	if err := both[0].TakeCharter(t.Context(), signed.Encode()); err != nil {
		t.Fatal(err)
	}
	if err := both[1].Close(); err != nil {
		t.Fatal(err)
	}
	return both[0]
}

// reader is somebody with an account.
func reader(t *testing.T, n *node.Node) access.Person {
	t.Helper()
	account := access.Account{Login: "desk", Name: "Kim Min-su", Offices: []access.Office{{Code: "desk"}}}
	account, err := n.AddAccount(t.Context(), account, "a long password of a test")
	if err != nil {
		t.Fatal(err)
	}
	return account.Person("desk")
}
