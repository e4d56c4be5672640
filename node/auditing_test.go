package node_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/access"
	"entente/access/passkey"
	"entente/audit"
	"entente/node"
	"entente/store"
)

func audited(t *testing.T, n *node.Node) []store.Audited { return auditedAs(t, n, audit.SignIn) }

// auditedAs are the events of one sort that are in the audit ledger.
func auditedAs(t *testing.T, n *node.Node, what audit.What) (all []store.Audited) {
	t.Helper()
	err := n.View(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Audited(store.AuditQuery{What: what})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatIsWrittenDownGetsIntoALedgerThatNobodyWorksIn(t *testing.T) {
	n, private := alone(t, "AAA", false)
	for range 3 {
		if err := n.Audit(t.Context(), audit.Event{What: audit.SignIn}); err != nil {
			t.Fatal(err)
		}
	}
	if got := audited(t, n); len(got) != 0 {
		t.Fatalf("%d events are in the ledger before anybody moved them", len(got))
	}
	for range 2 {
		if err := n.DrainAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := audited(t, n); len(got) != 3 || !got[0].At.Equal(noon) {
		t.Errorf("the ledger holds %+v", got)
	}
	channels, err := n.Channels(t.Context())
	if err != nil || len(channels) != 1 || channels[0].ID != private {
		t.Errorf("people work in %+v: %v", channels, err)
	}
	if err := n.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := audited(t, n); len(got) != 3 {
		t.Errorf("after a rebuild the ledger holds %+v", got)
	}
	if report, err := n.Verify(t.Context(), nil); err != nil || len(report.Ledgers) != 2 {
		t.Errorf("%d ledgers verify: %v", len(report.Ledgers), err)
	}
}

func TestLinesAreReadInOrderFromTheLedgerAndFromTheSpool(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	write := func(times int) {
		for range times {
			if err := n.Audit(t.Context(), audit.Event{What: audit.SignIn}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 4 { // entries of the ledger
		write(3)
		if err := n.DrainAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	write(2)
	for _, limit := range []int{1, 2, 5, 100} {
		var next int64 = 1
		for {
			lines, err := n.AuditLines(t.Context(), next-1, limit)
			if err != nil || len(lines) > limit {
				t.Fatalf("%d lines: %v", len(lines), err)
			}
			if len(lines) == 0 {
				break
			}
			for _, l := range lines {
				if l.Number != next {
					t.Fatalf("line %d came, %d was due", l.Number, next)
				}
				next++
			}
		}
		if next != 16 { // with the charter of the founding
			t.Errorf("%d at a time it ended before line %d", limit, next)
		}
	}
}

func TestAClosedGateLosesNothingOfTheAudit(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	folder := n.Folder
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	marks, err := os.ReadFile(folder.Marks())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(folder.Marks()); err != nil {
		t.Fatal(err)
	}
	opened := func() *node.Node {
		n, err := node.Open(t.Context(), folder, config(t))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	closed := opened()
	if err := closed.Audit(t.Context(), audit.Event{What: audit.SignIn}); err != nil {
		t.Fatal(err)
	}
	if err := closed.DrainAudit(t.Context()); !errors.Is(err, node.ErrClosedGate) {
		t.Fatalf("the gate lets the audit through: %v", err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder.Marks(), marks, 0o600); err != nil {
		t.Fatal(err)
	}
	again := opened()
	defer again.Close()
	if err := again.DrainAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := audited(t, again); len(got) != 1 {
		t.Errorf("%d events got into the ledger", len(got))
	}
}

// The newest entry of a new audit ledger is its charter, which holds no lines.
func TestANodeThatWroteNothingDownYetOpensWithoutAWarning(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	folder := n.Folder
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	again := config(t)
	again.Log = slog.New(slog.NewTextHandler(&said, nil))
	opened, err := node.Open(t.Context(), folder, again)
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil || said.Len() > 0 {
		t.Errorf("it said %q: %v", said.String(), err)
	}
}

func TestAPseudonymIsNotThatOfAChannelAndNoNameIsInTheSpool(t *testing.T) {
	n, private := alone(t, "AAA", false)
	if name := n.AuditName("account-1"); name == n.Actor(private, "account-1") || len(name) != 26 {
		t.Errorf("the pseudonym is %q", name)
	}
	ctx := n.Acting(t.Context(), access.Person{Account: "account-1", Name: "Kim"}, [32]byte{1})
	if err := n.Audit(ctx, audit.Event{What: audit.SignIn}); err != nil {
		t.Fatal(err)
	}
	if line := spooled(t, n); strings.Contains(line, "account-1") || strings.Contains(line, "Kim") || !strings.Contains(line, `"session":"`) {
		t.Errorf("the spool holds %s", line)
	}
}

// spooled is the newest file of the spool.
func spooled(t *testing.T, n *node.Node) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(n.Folder.Audit(), "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the spool has %v: %v", files, err)
	}
	lines, err := os.ReadFile(files[len(files)-1])
	if err != nil {
		t.Fatal(err)
	}
	return string(lines)
}

func TestAProcessThatOnlyReadsShowsNothingThatHasToBeWrittenDown(t *testing.T) {
	n, _ := alone(t, "AAA", false)
	beside := config(t)
	beside.ReadOnly = true
	reading, err := node.Open(t.Context(), n.Folder, beside)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	if err := reading.Audit(t.Context(), audit.Event{What: audit.Read}); !errors.Is(err, audit.ErrUnwritable) {
		t.Errorf("it was let: %v", err)
	}
}

func TestWhateverOpensAnAccountIsWrittenDown(t *testing.T) {
	p := newPair(t)
	for _, change := range []struct {
		outcome string
		do      func() error
	}{
		{"passkey", func() error {
			return p.AddPasskey(t.Context(), p.kim.ID, "Key", "node.example", passkey.Key{ID: []byte("key"), Credential: "{}"})
		}},
		{"passkey-removed", func() error { return p.RemovePasskey(t.Context(), p.kim.ID, []byte("key")) }},
		{"identity", func() error {
			return p.BindIdentity(t.Context(), access.Identity{Issuer: "https://provider.example", Subject: "kim", Account: p.kim.ID})
		}},
		{"identity-removed", func() error { return p.UnbindIdentities(t.Context(), p.kim.ID) }},
	} {
		if err := change.do(); err != nil {
			t.Fatalf("%s: %v", change.outcome, err)
		}
		if line := `"outcome":"` + change.outcome + `"`; !strings.Contains(spooled(t, p.Node), line) {
			t.Errorf("%s left no line", change.outcome)
		}
	}
}
