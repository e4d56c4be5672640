package node_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/channel"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A pair is a node whose label policy demands two persons, and its people.
type pair struct {
	*node.Node
	policy   *label.Policy
	private  record.ChannelID
	now      time.Time
	kim, lee access.Account
	deputy   access.Account // of kim
}

// twoPersons is the Traffic Light Protocol, with two persons for what is AMBER or
// higher.
func twoPersons(t *testing.T) *label.Policy {
	t.Helper()
	file, err := os.ReadFile("../label/policies/tlp.xml")
	if err != nil {
		t.Fatal(err)
	}
	policy, err := label.LoadPolicy([]byte(strings.Replace(string(file), "</spif:SPIF>", `<spif:extensions xmlns:e="urn:entente:spif:1">
		<e:twoPersons deed="downgrade" from="AMBER"/><e:twoPersons deed="release" from="AMBER"/></spif:extensions></spif:SPIF>`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return policy
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{policy: twoPersons(t), now: noon}
	policies, err := label.NewPolicies(p.policy)
	if err != nil {
		t.Fatal(err)
	}
	c := config(t)
	c.Policies, c.Now, c.Random, c.Cost = policies, func() time.Time { return p.now }, rand.Reader, &access.Cost{MemoryKiB: 64, Passes: 1}
	c.Offices = func(_ *store.Tx, a access.Account, _ time.Time) ([]access.Office, error) {
		offices := slices.Clone(a.Offices)
		for i := range offices {
			offices[i].Deputy = a.Login == "choi" && offices[i].Code == "desk"
		}
		return offices, nil
	}
	folder := node.Folder(t.TempDir())
	if err := node.Init(t.Context(), folder, node.Identity{Code: "rok", Name: record.Text{EN: "ROK"}, Address: "https://node.example:7443"}, c); err != nil {
		t.Fatal(err)
	}
	if p.Node, err = node.Open(t.Context(), folder, c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	if p.private, err = p.PrivateChannel(t.Context()); err != nil {
		t.Fatal(err)
	}
	add := func(login, name string, offices ...access.Office) access.Account {
		account, err := p.AddAccount(t.Context(), access.Account{Login: login, Name: name, Offices: offices}, "a long enough passphrase of "+login)
		if err != nil {
			t.Fatal(err)
		}
		return account
	}
	p.kim = add("kim", "Kim Min-ji", access.Office{Code: "desk"})
	p.lee = add("lee", "Lee Ji-woo", access.Office{Code: "records"})
	p.deputy = add("choi", "Choi Seo-yeon", access.Office{Code: "records"}, access.Office{Code: "desk"})
	return p
}

func (p *pair) marked(t *testing.T, class string) []byte {
	t.Helper()
	raw, err := label.New(p.policy, class, noon, noon.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// begin writes a record of this classification and drafts its next revision.
func (p *pair) begin(t *testing.T, class, next string) node.Draft {
	t.Helper()
	written, err := p.Write(t.Context(), p.private, p.by(p.kim), node.Draft{Kind: "test/note", Body: body("secret plan"), Label: p.marked(t, class)})
	if err != nil {
		t.Fatal(err)
	}
	return node.Draft{Kind: "test/note", ID: written[0].ID, After: 1, Body: body("plan"), Label: p.marked(t, next)}
}

func (p *pair) by(account access.Account) node.Author {
	return node.Author{Office: account.Offices[0].Code, Person: account.ID}
}

func (p *pair) labelOf(t *testing.T, id record.ID) (class string, revision int) {
	t.Helper()
	err := p.View(t.Context(), func(tx *store.Tx) error {
		r, err := tx.Record(p.private, id)
		if err != nil {
			return err
		}
		l, err := p.Policies.Check(r.Label)
		class, revision = l.Classification, r.Revision.Revision
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return class, revision
}

func TestALabelIsLoweredByTwoPersonsWhereThePolicySaysSo(t *testing.T) {
	p := newPair(t)
	ctx := context.Background()
	draft := p.begin(t, "AMBER+STRICT", "GREEN")
	if _, err := p.Write(ctx, p.private, p.by(p.kim), draft); !errors.Is(err, node.ErrSecondPerson) {
		t.Fatalf("one person alone: %v", err)
	}
	proposal, err := p.Propose(ctx, p.private, p.by(p.kim), draft)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write(ctx, p.private, p.by(p.kim), draft); !errors.Is(err, node.ErrSecondPerson) {
		t.Errorf("proposed and not approved: %v", err)
	}
	for name, c := range map[string]struct {
		second access.Account
		want   error
	}{"the same person": {p.kim, access.ErrSamePerson}, "their deputy": {p.deputy, access.ErrDeputy}, "nobody": {access.Account{ID: "x"}, access.ErrRefused}} {
		if _, err := p.Approve(ctx, c.second.ID, proposal.Deed, proposal.Hash); !errors.Is(err, c.want) {
			t.Errorf("approved by %s: %v, expected %v", name, err, c.want)
		}
	}
	if _, err := p.Approve(ctx, p.lee.ID, proposal.Deed, proposal.Hash); err != nil {
		t.Fatal(err)
	}
	if class, revision := p.labelOf(t, draft.ID); class != "GREEN" || revision != 2 {
		t.Errorf("it is %s at revision %d", class, revision)
	}
	if _, err := p.Approve(ctx, p.lee.ID, proposal.Deed, proposal.Hash); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an approval is used twice: %v", err)
	}
}

func TestWhoApprovesAReleaseMayReadAllOfIt(t *testing.T) {
	p := newPair(t)
	written, err := p.Write(t.Context(), p.private, node.Author{},
		node.Draft{Kind: "test/note", Body: body("plan"), Label: p.marked(t, "AMBER")}, node.Draft{Kind: "test/note", Body: body("secret plan"), Label: p.marked(t, "RED")})
	if err != nil {
		t.Fatal(err)
	}
	selection := node.Selection{Narrow: p.private, Wide: record.ChannelID{9}, Records: []record.ID{written[0].ID, written[1].ID}}
	proposal, err := p.ProposeRelease(t.Context(), p.by(p.kim), selection, channel.Plan{Wide: selection.Wide})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Approve(t.Context(), p.lee.ID, proposal.Deed, proposal.Hash); !errors.Is(err, node.ErrNotTheirs) {
		t.Errorf("approved by somebody who reads one record of two: %v", err)
	}
}

func TestWhateverChangesVoidsAnApproval(t *testing.T) {
	p := newPair(t)
	ctx := context.Background()
	t.Run("another text, label or record", func(t *testing.T) {
		draft := p.begin(t, "AMBER", "GREEN")
		if _, err := p.Propose(ctx, p.private, p.by(p.kim), draft); err != nil {
			t.Fatal(err)
		}
		for name, change := range map[string]func(*node.Draft){
			"text":   func(d *node.Draft) { d.Body = body("another plan") },
			"label":  func(d *node.Draft) { d.Label = p.marked(t, "CLEAR") },
			"record": func(d *node.Draft) { d.ID = p.begin(t, "AMBER", "GREEN").ID },
		} {
			changed := draft
			change(&changed)
			if _, err := p.Write(ctx, p.private, p.by(p.kim), changed); !errors.Is(err, node.ErrSecondPerson) {
				t.Errorf("another %s: %v", name, err)
			}
		}
	})
	t.Run("another revision meanwhile", func(t *testing.T) {
		draft := p.begin(t, "AMBER+STRICT", "CLEAR")
		proposal, err := p.Propose(ctx, p.private, p.by(p.kim), draft)
		if err != nil {
			t.Fatal(err)
		}
		between := draft
		between.Label, between.Body = p.marked(t, "AMBER+STRICT"), body("meanwhile")
		if _, err := p.Write(ctx, p.private, p.by(p.kim), between); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Approve(ctx, p.lee.ID, proposal.Deed, proposal.Hash); !errors.Is(err, node.ErrStale) {
			t.Errorf("approved after another revision: %v", err)
		}
		if class, _ := p.labelOf(t, draft.ID); class != "AMBER+STRICT" {
			t.Errorf("it is %s", class)
		}
	})
	t.Run("a day", func(t *testing.T) {
		draft := p.begin(t, "AMBER+STRICT", "CLEAR")
		proposal, err := p.Propose(ctx, p.private, p.by(p.kim), draft)
		if err != nil {
			t.Fatal(err)
		}
		p.now = p.now.Add(access.ApprovalLife)
		if _, err := p.Approve(ctx, p.lee.ID, proposal.Deed, proposal.Hash); !errors.Is(err, access.ErrTooLate) {
			t.Errorf("approved after a day: %v", err)
		}
	})
	t.Run("its being taken back", func(t *testing.T) {
		draft := p.begin(t, "AMBER+STRICT", "CLEAR")
		proposal, err := p.Propose(ctx, p.private, p.by(p.kim), draft)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.TakeBack(ctx, p.lee.ID, proposal.Deed, proposal.Hash); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("taken back by another: %v", err)
		}
		if err := p.TakeBack(ctx, p.kim.ID, proposal.Deed, proposal.Hash); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Approve(ctx, p.lee.ID, proposal.Deed, proposal.Hash); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("approved what was taken back: %v", err)
		}
	})
}

func TestWhatLowersNothingNeedsNobody(t *testing.T) {
	p := newPair(t)
	for name, classes := range map[string][2]string{
		"the same": {"AMBER+STRICT", "AMBER+STRICT"}, "higher": {"AMBER", "AMBER+STRICT"}, "lower than the policy asks about": {"GREEN", "CLEAR"},
	} {
		draft := p.begin(t, classes[0], classes[1])
		if _, err := p.Write(t.Context(), p.private, p.by(p.kim), draft); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	draft := p.begin(t, "AMBER+STRICT", "CLEAR")
	if _, err := p.Write(t.Context(), p.private, node.Author{}, draft); err != nil {
		t.Errorf("by the command line, which holds the folder: %v", err)
	}
}
