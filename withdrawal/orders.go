package withdrawal

import (
	"encoding/hex"
	"errors"

	"github.com/a-h/templ"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// orderAddress is where an order is followed.
func orderAddress(leaf record.Leaf) string { return "/withdrawal/orders/" + inAddress(leaf) }

// inAddress writes a leaf as addresses take it.
func inAddress(leaf record.Leaf) string { return hex.EncodeToString(leaf[:]) }

func readLeaf(text string) (leaf record.Leaf, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(leaf) {
		return leaf, store.ErrNotFound
	}
	copy(leaf[:], raw)
	return leaf, nil
}

// ordersPage lists the orders of all channels that the reader sees.
func ordersPage(in *feature.Reading) (ui.Page, error) {
	orders, err := in.Tx.Orders(nil)
	if err != nil {
		return ui.Page{}, err
	}
	table := ui.Table{
		Caption: in.Say("Withdrawals"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: in.Say("Order")}, {Words: in.Say("By")}, {Words: in.Say("Channel")}, {Words: in.Say("Reason")}, {Words: in.Say("State")}},
	}
	for _, o := range orders {
		where, err := in.Tx.Channel(o.Channel)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return ui.Page{}, err
		}
		standing, err := node.OrderStandingOf(in.Tx, o.Leaf)
		if err != nil {
			return ui.Page{}, err
		}
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
			ui.To(orderAddress(o.Leaf), in.Moment(o.At)).Show(), in.Partner(o.Partner).Tag(), in.Hear(where.Name).Show(),
			ui.Words(reasonWords(in, channel.WithdrawalReason(o.Reason))), stateOf(in, standing).Show(),
		}})
	}
	page := ui.Page{
		Title:   ui.Plain(in.Say("Withdrawals")),
		Actions: []ui.Button{{Words: in.Say("Erase a person"), Href: "/withdrawal/person"}},
	}
	if len(table.Groups[0].Rows) == 0 {
		page.Main = ui.Empty{Sentence: in.Say("Nobody has ordered a withdrawal."), Why: in.Say("An order begins on the page of the record that it is about.")}.Show()
		return page, nil
	}
	page.Main = table.Show()
	return page, nil
}

// stateOf says in a word how far an order has come.
func stateOf(in *feature.Reading, s node.OrderStanding) ui.Status {
	if s.Effect.IsZero() {
		return ui.Status{Glyph: ui.Pen, Word: in.Say("waits for two signatures"), Tone: ui.Act}
	}
	open := 0
	for _, m := range s.Members {
		open += m.Open
	}
	if open == 0 {
		return ui.Status{Glyph: ui.Tick, Word: in.Say("answered by all"), Tone: ui.Good}
	}
	return ui.Status{Glyph: ui.Clock, Word: in.Say("in effect, answers are due"), Tone: ui.Warn}
}
