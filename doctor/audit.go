package doctor

import (
	"fmt"
	"time"

	"entente/collector"
)

// audit looks at how far what is written down got, and whether the private ledgers
// are what was anchored. It keeps no node from being served: an answer that had to be
// written down is refused without that, and a rollback stays to be seen.
func audit(p *patient) ([]Finding, error) {
	ledger, waiting, faults, err := p.node.AuditState(p.tx)
	if err != nil {
		return nil, err
	}
	rollback, _, err := p.node.CheckAnchors(p.tx)
	if err != nil {
		return nil, err
	}
	advise := func(found, do string) Finding { return Finding{Check: "audit", Grade: Advice, Found: found, Do: do} }
	var all []Finding
	if !ledger {
		all = append(all, advise(fmt.Sprintf("There is no audit ledger: %d lines wait in the spool, which is bounded.", waiting), "\"entente audit begin\", with the root."))
	}
	if len(faults) > 0 {
		all = append(all, advise("The audit spool is not as it was written.", "\"entente audit verify\" says where; keep the folder audit/ as evidence."))
	}
	if len(rollback) > 0 {
		all = append(all, advise(fmt.Sprintf("Ledger %s is not what was anchored: %s.", rollback[0].Ledger, rollback[0].Reason), "The database was restored or changed. \"entente audit verify\" says since when; tell your auditor."))
	}
	cursor, err := collector.ReadCursor(p.node.Folder.Audit())
	if err != nil {
		return nil, err
	}
	if cursor.Problem != "" {
		all = append(all, advise(fmt.Sprintf("The collector %s takes nothing of the audit since %s.", cursor.Address, cursor.Since.UTC().Format(time.RFC3339)), cursor.Problem+". Lines wait for it; none is lost."))
	}
	if len(all) == 0 {
		all = append(all, good("audit", "What is written down gets into its ledger; the private ledgers are what was anchored."))
	}
	return all, nil
}
