package demo

import (
	"context"
	"fmt"

	"entente/access"
	"entente/node"
	"entente/rights"
	"entente/store"
)

// given are the roles of a side's offices: two security officers, so that one can
// give a right and the other approve it. No officer is named: every desk is one.
var given = []struct {
	office access.Office
	role   access.Role
}{
	{securityOffice, access.SecurityOfficer},
	{securityOffice, access.RecordsOfficer},
	{securityOffice, access.Auditor},
	{policyDesk, access.SecurityOfficer},
}

// onPaper are the two who gave them. A demonstration names no person.
var onPaper = []string{"Fictional: head of the side", "Fictional: head of its security"}

// giveRights writes the roles that a side does not have yet.
func (s *side) giveRights(ctx context.Context) error {
	private, err := s.PrivateChannel(ctx)
	if err != nil {
		return err
	}
	had := 0
	err = s.View(ctx, func(tx *store.Tx) error {
		asked, err := s.Inquiry(tx, access.Account{})
		if err != nil {
			return err
		}
		counted, err := rights.Read(asked)
		if err == nil {
			had = len(counted.Grants)
		}
		return err
	})
	if err != nil || had > 0 {
		return err
	}
	var drafts []node.Draft
	for _, g := range given {
		draft, err := rights.Terms{Kind: rights.Roles.Name(), Office: g.office.Code, Role: string(g.role), OnPaper: onPaper}.Draft(s.NewID(private), 0, s.Policies)
		if err != nil {
			return fmt.Errorf("demo: a role of %s: %w", s.code, err)
		}
		drafts = append(drafts, draft)
	}
	_, err = s.Write(ctx, private, node.Author{}, drafts...)
	return err
}
