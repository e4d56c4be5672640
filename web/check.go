package web

import "entente/ui"

// check is the page that says how somebody who trusts neither this node nor its
// owner checks what it shows.
func (s *site) check(in *opening) (ui.Page, error) {
	r := reader{in.Reader}
	return ui.Page{
		Title: ui.Plain(r.say("How to check")),
		Main: steps([]stepView{
			{Title: r.say("One record"), Lines: []string{
				r.say("Open the record and take its proof file. It holds the entry, the way from its leaf to the root of the ledger, the signed checkpoint with every confirmation, and the statements that say whose keys those are."),
				r.say("Check it on a machine of your own, without a network:"),
			}, Code: "entente verify RECORD-1.tlog-proof"},
			{Title: r.say("A whole ledger"), Lines: []string{
				r.say("Have its archive written by any member, and check it elsewhere:"),
			}, Code: "entente export --data DIR --ledger --output FILE\nentente verify FILE"},
			{Title: r.say("This node"), Lines: []string{
				r.say("Its operator checks everything in the folder again, from the keys up:"),
			}, Code: "entente verify DIR"},
			{Title: r.say("What is checked"), Lines: []string{
				r.say("Every part of the entry opens the commitment that its writer made to it."),
				r.say("The entry is in the writer's ledger, under a checkpoint that the writer signed with Ed25519 and with ML-DSA-44."),
				r.say("Every confirmation is a signature of another member over the same checkpoint: it had stored the entry by then, so it was not written later."),
				r.say("Whose keys these are is said by each partner's manifest. Compare its fingerprint with the partner itself: the page on partners shows it."),
			}},
			{Title: r.say("With tools of others"), Lines: []string{
				r.say("Proof files, checkpoints, confirmations and tiles are in the public formats of C2SP (tlog-proof, tlog-checkpoint, tlog-cosignature, tlog-tiles)."),
			}},
		}),
	}, nil
}

// A stepView is one titled piece of the page.
type stepView struct {
	Title string
	Lines []string
	Code  string
}
