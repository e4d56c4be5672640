package demo

import (
	"context"
	"fmt"
	"slices"

	"entente/access"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/rights"
	"entente/store"
)

// onPaper are the two who named the security officers, whom nobody else can name.
// A demonstration names no person.
var onPaper = []string{"Fictional: head of the side", "Fictional: head of its security"}

// byDecision is what the rights of the demonstration rest on.
var byDecision = record.Text{EN: "Fictional: decision of the side", FR: "Fictif : décision de la partie", KO: "가상: 해당 측 결정"}

// given are the rights that two security officers of a side give; the last of
// them waits for the second, so that there is something to approve.
func (s *side) given(accounts map[string]string) []rights.Terms {
	today := record.DayOf(s.Now().UTC())
	soon, later := record.DayOf(s.Now().UTC().AddDate(0, 0, 20)), record.DayOf(s.Now().UTC().AddDate(2, 0, 0))
	role := func(office access.Office, role access.Role) rights.Terms {
		return rights.Terms{Kind: rights.Roles.Name(), Office: office.Code, Role: string(role), Basis: byDecision}
	}
	cleared := func(login string, until record.Date) rights.Terms {
		policy := label.NATOLike()
		return rights.Terms{Kind: rights.Clearances.Name(), Account: accounts[login], Policy: policy.Name, Classification: policy.Classifications[1].Name,
			From: today, Until: until, Basis: byDecision}
	}
	return []rights.Terms{
		role(programmeDesk, access.Officer), role(policyDesk, access.Officer), role(recordsOffice, access.RecordsOfficer), role(auditOffice, access.Auditor),
		cleared(deskLogin, later), cleared("policy", soon),
		{Kind: rights.Nationalities.Name(), Account: accounts[deskLogin], Country: s.country, From: today, Until: later, Basis: byDecision},
		cleared("records", later),
	}
}

// giveRights names the security officers of a side and has them give the other
// rights. It is done once: afterwards rights are the users' own.
func (s *side) giveRights(ctx context.Context) error {
	private, err := s.PrivateChannel(ctx)
	if err != nil {
		return err
	}
	before, accounts, err := s.granted(ctx)
	if err != nil {
		return err
	}
	if len(before) == 0 {
		named := rights.Terms{Kind: rights.Roles.Name(), Office: securityOffice.Code, Role: string(access.SecurityOfficer), Basis: byDecision, OnPaper: onPaper}
		if err := s.grant(ctx, private, node.Author{}, named); err != nil {
			return err
		}
	}
	if len(before) < 2 {
		if err := s.grant(ctx, private, node.Author{Office: securityOffice.Code, Person: accounts[firstGranter]}, s.given(accounts)...); err != nil {
			return err
		}
	}
	all, _, err := s.granted(ctx)
	if err != nil || slices.ContainsFunc(all, func(g *rights.Grant) bool { return g.Second != nil }) {
		return err
	}
	return s.approve(ctx, private, node.Author{Office: securityOffice.Code, Person: accounts[secondGranter]}, all[:len(all)-1])
}

// granted is what was given, in its order, and the accounts by their login.
func (s *side) granted(ctx context.Context) (all []*rights.Grant, accounts map[string]string, err error) {
	accounts = map[string]string{}
	err = s.View(ctx, func(tx *store.Tx) error {
		asked, err := s.Inquiry(tx, access.Account{})
		if err != nil {
			return err
		}
		counted, err := rights.Read(asked)
		if err != nil {
			return err
		}
		all = counted.Grants
		known, err := tx.Accounts()
		for _, a := range known {
			accounts[a.Login] = a.ID
		}
		return err
	})
	return all, accounts, err
}

func (s *side) grant(ctx context.Context, private record.ChannelID, author node.Author, all ...rights.Terms) error {
	var drafts []node.Draft
	for _, terms := range all {
		draft, err := terms.Draft(s.NewID(private), 0, s.Policies)
		if err != nil {
			return fmt.Errorf("demo: a right of %s: %w", s.code, err)
		}
		drafts = append(drafts, draft)
	}
	_, err := s.Write(ctx, private, author, drafts...)
	return err
}

// approve has a second security officer approve all that waits among these.
func (s *side) approve(ctx context.Context, private record.ChannelID, author node.Author, all []*rights.Grant) error {
	var drafts []node.Draft
	for _, g := range all {
		if g.State != rights.Waiting {
			continue
		}
		body, _, err := rights.Approvals.Encode(rights.Approval{
			Title: record.Text{EN: g.Newest.Kind}, Grant: record.Ref{Kind: g.Newest.Kind, ID: g.Newest.ID}, Leaf: g.Newest.Leaf.String(),
		})
		if err != nil {
			return fmt.Errorf("demo: an approval of %s: %w", s.code, err)
		}
		drafts = append(drafts, node.Draft{Kind: rights.Approvals.Name(), Body: body, Label: g.Newest.Label})
	}
	_, err := s.Write(ctx, private, author, drafts...)
	return err
}
