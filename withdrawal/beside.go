package withdrawal

import (
	"github.com/a-h/templ"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/store"
	"entente/ui"
)

// beside shows on a record's page which orders name it, and where an order of
// ours begins.
func beside(in *feature.Reading, about store.Record) (feature.Section, error) {
	revisions, err := in.Tx.Revisions(about.Channel, about.ID)
	if err != nil {
		return feature.Section{}, err
	}
	table := ui.Table{
		Caption: in.Say("Withdrawals"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: in.Say("Order")}, {Words: in.Say("By")}, {Words: in.Say("State")}},
	}
	shown := map[string]bool{}
	ours := false
	for _, r := range revisions {
		ours = ours || (r.Partner == in.Self && r.Body != nil)
		orders, err := in.Tx.OrdersOver(r.Leaf)
		if err != nil {
			return feature.Section{}, err
		}
		for _, o := range orders {
			address := orderAddress(o.Leaf)
			if shown[address] {
				continue
			}
			shown[address] = true
			standing, err := node.OrderStandingOf(in.Tx, o.Leaf)
			if err != nil {
				return feature.Section{}, err
			}
			table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
				ui.To(address, in.Moment(o.At)).Show(), in.Partner(o.Partner).Tag(), stateOf(in, standing).Show(),
			}})
		}
	}
	section := feature.Section{Title: in.Say("Withdrawals"), Labels: [][]byte{about.Label}, Main: table.Show()}
	if ours && in.May(access.ToWithdraw, store.Class{Channel: about.Channel, Kind: about.Kind, Label: about.Label}) {
		section.Action = ui.To("/withdrawal/choose/"+about.Channel.String()+"/"+about.ID.String(), in.Say("Withdraw…"))
	}
	switch {
	case len(shown) > 0:
	case ours:
		section.Main = ui.Words(in.Say("No order names this record."))
	default:
		return feature.Section{}, nil
	}
	return section, nil
}
