package withdrawal

import (
	"context"
	"errors"
	"slices"

	"github.com/a-h/templ"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// previewPieces is the preview of pieces that a page named: those of a person.
func previewPieces(in *feature.Acting) (feature.Deed, error) {
	pieces, err := lookedUp(in.Reading, in.Form["piece"])
	if err != nil {
		return feature.Deed{}, err
	}
	reason := reasonOf(in.Form)
	if reason == "" {
		reason = channel.Privacy
	}
	return preview(in.Reading, reason, "", pieces)
}

// preview shows all that an order reaches before it is written.
func preview(in *feature.Reading, reason channel.WithdrawalReason, follows string, pieces []node.Piece) (feature.Deed, error) {
	wider, err := node.WiderPieces(in.Tx, pieces)
	if err != nil {
		return feature.Deed{}, err
	}
	all := slices.Concat(pieces, wider)
	reach, labels, err := reachOf(in, all)
	if err != nil {
		return feature.Deed{}, err
	}
	form := ui.Form{
		Action: "/withdrawal/order", Hidden: []ui.Hidden{{Name: "reason", Value: string(reason)}, {Name: "follows", Value: follows}},
		Buttons: []ui.Button{{Words: in.Say("Write the order"), Look: ui.Danger}},
		Note:    in.Say("The order waits for two signatures; without them it has no effect."),
	}
	for _, p := range all {
		form.Hidden = append(form.Hidden, ui.Hidden{Name: "piece", Value: named(p)})
	}
	holders, err := node.HoldersOf(in.Tx, all)
	if err != nil {
		return feature.Deed{}, err
	}
	var partners []ui.Partner
	for _, holder := range holders {
		partners = append(partners, in.Partner(holder))
	}
	facts := []ui.Pair{
		{Term: in.Say("Reason"), Value: ui.Words(reasonWords(in, reason))},
		{Term: in.Say("Who has them"), Value: ui.Tags(partners)},
	}
	main := []templ.Component{ui.Pairs(facts, false)}
	main = append(append(main, reach...), form.Show())
	page := ui.Page{Title: ui.Plain(in.Say("What the withdrawal reaches")), Main: stacked(main), Labels: labels, Status: 200}
	return feature.Deed{Page: &page}, nil
}

// reachOf is the sections of a preview: what goes, who has it, where it went, and
// who repeats it.
func reachOf(in *feature.Reading, pieces []node.Piece) (sections []templ.Component, labels [][]byte, err error) {
	entries, labels, err := entriesTable(in, pieces)
	if err != nil {
		return nil, nil, err
	}
	sections = append(sections, section{ID: "reaches", Title: in.Say("Texts that go"), Main: entries}.show())
	went, err := departures(in, leavesOf(pieces))
	if err != nil {
		return nil, nil, err
	}
	sections = append(sections, section{ID: "went", Title: in.Say("Where they went"), Main: went}.show())
	quoting, more, err := quotingTable(in, pieces)
	if err != nil {
		return nil, nil, err
	}
	if quoting != nil {
		sections = append(sections, section{ID: "quoting", Title: in.Say("Texts that repeat them"), Main: quoting}.show())
	}
	return sections, append(labels, more...), nil
}

func leavesOf(pieces []node.Piece) (leaves []record.Leaf) {
	for _, p := range pieces {
		if !slices.Contains(leaves, p.Leaf) {
			leaves = append(leaves, p.Leaf)
		}
	}
	return leaves
}

// entriesTable lists each revision that an order names, with its channel and its
// members.
func entriesTable(in *feature.Reading, pieces []node.Piece) (templ.Component, [][]byte, error) {
	table := ui.Table{
		Caption: in.Say("Texts that go"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: in.Say("Record")}, {Words: in.Say("Revision"), Figure: true}, {Words: in.Say("Parts"), Figure: true}, {Words: in.Say("Channel")}},
	}
	var labels [][]byte
	for _, leaf := range leavesOf(pieces) {
		var parts int64
		var first node.Piece
		for _, p := range pieces {
			if p.Leaf == leaf {
				first = p
				parts++
			}
		}
		about, err := in.Tx.Record(first.Channel, first.Record)
		if err != nil {
			return nil, nil, err
		}
		where, err := in.Tx.Channel(first.Channel)
		if err != nil {
			return nil, nil, err
		}
		labels = append(labels, about.Label)
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
			ui.Link{Words: titleOf(in, about), Href: pageOf(about.Channel, about.ID)}.Show(),
			ui.Words(in.Number(int64(first.Revision))), ui.Words(in.Number(parts)), in.Hear(where.Name).Show(),
		}})
	}
	return table.Show(), labels, nil
}

// departures lists where entries went outside their channel.
func departures(in *feature.Reading, leaves []record.Leaf) (templ.Component, error) {
	table := ui.Table{
		Caption: in.Say("Where they went"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: in.Say("How")}, {Words: in.Say("To whom")}, {Words: in.Say("By")}, {Words: in.Say("When")}},
	}
	var known []store.Departure
	for _, leaf := range leaves {
		all, err := in.Tx.Departures(leaf)
		if err != nil {
			return nil, err
		}
		for _, d := range all {
			if !slices.Contains(known, d) {
				known = append(known, d)
			}
		}
	}
	for _, d := range known {
		by := in.Say("the command line")
		if account, err := in.Tx.Account(d.Account); err == nil {
			by = account.Name
		} else if !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
			ui.Words(howWords(in, d)), ui.Words(whomWords(in, d)), ui.Words(by), ui.Words(in.Moment(d.At)),
		}})
	}
	backups, err := in.Tx.BackupsMade()
	if err != nil {
		return nil, err
	}
	for _, b := range backups {
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{
			ui.Words(in.Say("Backup")), ui.Words(b.Path), ui.Words(in.Say("the command line")), ui.Words(in.Moment(b.At)),
		}})
	}
	if len(table.Groups[0].Rows) == 0 {
		return ui.Empty{Sentence: in.Say("This node knows of no release, export, file or backup with them."),
			Why: in.Say("What people print or copy out of a page it cannot know.")}.Show(), nil
	}
	return table.Show(), nil
}

func howWords(in *feature.Reading, d store.Departure) string {
	if d.Whom == node.ForSigning {
		return in.Say("Request for signatures")
	}
	switch d.How {
	case store.ByRelease:
		return in.Say("Released")
	case store.ByExport:
		return in.Say("Exported as a table")
	case store.ByAPI:
		return in.Say("Read by a program")
	case store.ByDownload:
		return in.Say("File fetched")
	case store.ByArchive:
		return in.Say("Ledger exported")
	}
	return d.How
}

// whomWords says to whom; a channel by its name.
func whomWords(in *feature.Reading, d store.Departure) string {
	var id record.ChannelID
	if d.How == store.ByRelease && id.UnmarshalText([]byte(d.Whom)) == nil {
		if c, err := in.Tx.Channel(id); err == nil {
			return in.Hear(c.Name).Text
		}
		return in.Say("a channel that you do not see")
	}
	if d.Whom == node.ForSigning {
		return in.Say("holders of a mandate")
	}
	return d.Whom
}

// quotingTable lists whose entries repeat what goes.
func quotingTable(in *feature.Reading, pieces []node.Piece) (templ.Component, [][]byte, error) {
	quoting, err := node.QuotingPieces(in.Tx, pieces)
	if err != nil || len(quoting) == 0 {
		return nil, nil, err
	}
	table := ui.Table{
		Caption: in.Say("Texts that repeat them"), Groups: make([]ui.Rows, 1),
		Heads: []ui.Head{{Words: in.Say("Record")}, {Words: in.Say("Partner")}, {Words: in.Say("What happens")}},
	}
	var labels [][]byte
	for _, q := range quoting {
		link, label, err := recordLink(in, q.Origin, q.Index)
		if err != nil {
			return nil, nil, err
		}
		labels = append(labels, label...)
		then := in.Say("They are asked for an order of their own.")
		if q.Partner == in.Self {
			then = in.Say("It wants an order of ours.")
		}
		table.Groups[0].Rows = append(table.Groups[0].Rows, ui.Row{Cells: []templ.Component{link, in.Partner(q.Partner).Tag(), ui.Words(then)}})
	}
	return table.Show(), labels, nil
}

// recordLink leads to the record of an entry, if the reader sees it.
func recordLink(in *feature.Reading, origin string, index int64) (templ.Component, [][]byte, error) {
	revisions, err := in.Tx.RecordsAt(origin, index)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range revisions {
		about, err := in.Tx.Record(r.Channel, r.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		return ui.Link{Words: titleOf(in, about), Href: pageOf(r.Channel, r.ID)}.Show(), [][]byte{about.Label}, nil
	}
	return ui.Words(in.Say("a record that you do not see")), nil, nil
}

// write writes the orders that were previewed.
func write(in *feature.Acting) (feature.Deed, error) {
	pieces, err := lookedUp(in.Reading, in.Form["piece"])
	if err != nil {
		return feature.Deed{}, err
	}
	reason := reasonOf(in.Form)
	if reason == "" {
		return feature.Deed{}, store.ErrNotFound
	}
	var follows record.Leaf
	if text := in.Form.Get("follows"); text != "" {
		if follows, err = readLeaf(text); err != nil {
			return feature.Deed{}, err
		}
	}
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			written, err := n.OrderWithdrawal(ctx, by, reason, follows, pieces)
			if len(written) == 0 {
				return "", err
			}
			return orderAddress(written[0].Leaf), err
		},
		Refused: func(in *feature.Reading, err error) (ui.Page, error) { return refusedPage(in, err) },
	}, nil
}

// refusedPage is what a person is told who may not, or cannot now.
func refusedPage(in *feature.Reading, err error) (ui.Page, error) {
	notice := ui.Notice{Tone: ui.Warn}
	switch {
	case errors.Is(err, node.ErrNotTheirs):
		notice.Sentence = in.Say("Your roles do not allow this.")
		notice.Then = in.Say("An officer, a security officer or a records officer asks for an order; a records officer decides on destruction.")
	case errors.Is(err, node.ErrClosedGate), errors.Is(err, node.ErrRebuilding):
		notice.Sentence = in.Say("This node writes nothing at the moment. Send it again later, or ask the operator.")
	case errors.Is(err, node.ErrAnswered):
		notice.Sentence = in.Say("This was answered meanwhile, or waits for no answer of ours.")
	default:
		return ui.Page{}, err
	}
	return ui.Page{Title: ui.Plain(in.Say("Not done")), Main: notice.Show()}, nil
}
