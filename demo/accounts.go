package demo

import (
	"context"
	"fmt"

	"entente/access"
	"entente/record"
	"entente/store"
)

// Offices of every side. Nobody stands behind them: a demonstration names no
// person.
var (
	programmeDesk  = access.Office{Code: "programme-desk", Title: record.Text{EN: "Programme desk", FR: "Bureau du programme", KO: "사업 담당 부서"}}
	policyDesk     = access.Office{Code: "policy-desk", Title: record.Text{EN: "Policy desk", FR: "Bureau des politiques", KO: "정책 담당 부서"}}
	securityOffice = access.Office{Code: "security-office", Title: record.Text{EN: "Security office", FR: "Bureau de sécurité", KO: "보안 담당 부서"}}
	recordsOffice  = access.Office{Code: "records-office", Title: record.Text{EN: "Records office", FR: "Bureau des archives", KO: "기록 관리 부서"}}
	auditOffice    = access.Office{Code: "audit-office", Title: record.Text{EN: "Audit office", FR: "Bureau d’audit", KO: "감사 부서"}}
)

// deskLogin is the account that wrote what was invented.
const deskLogin = "desk"

// The two who give rights: one writes, the other approves.
const (
	firstGranter  = "security"
	secondGranter = "security-2"
)

// accounts are who can sign in at a side.
func (p partner) accounts() []access.Account {
	held := []struct {
		login   string
		offices []access.Office
	}{
		{deskLogin, []access.Office{programmeDesk, policyDesk}},
		{"policy", []access.Office{policyDesk}},
		{firstGranter, []access.Office{securityOffice}},
		{secondGranter, []access.Office{securityOffice}},
		{"records", []access.Office{recordsOffice}},
		{"audit", []access.Office{auditOffice}},
	}
	var all []access.Account
	for _, h := range held {
		name := p.code + " " + h.offices[0].Title.EN
		if h.login == secondGranter {
			name += " 2" // two accounts of one name are taken for one person
		}
		all = append(all, access.Account{Login: h.login, Name: name, Offices: h.offices, Zone: p.zone, Demo: true})
	}
	return all
}

// letIn makes the accounts of a side that it does not have yet.
func (s *side) letIn(ctx context.Context) error {
	var had []access.Account
	err := s.View(ctx, func(tx *store.Tx) (err error) {
		had, err = tx.Accounts()
		return err
	})
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, a := range had {
		known[a.Login] = true
	}
	for _, a := range s.accounts() {
		if known[a.Login] {
			continue
		}
		if _, err := s.AddAccount(ctx, a, access.DemoPassword); err != nil {
			return fmt.Errorf("demo: an account of %s: %w", s.code, err)
		}
	}
	return nil
}
