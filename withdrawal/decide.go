package withdrawal

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/ui"
)

// decideView asks the records officer what becomes of the texts here, or says
// what was decided.
func decideView(in *feature.Reading, s node.OrderStanding, problem string) templ.Component {
	lead := ui.Notice{
		Sentence: in.Say("The texts are hidden here, and nobody can read them."),
		Then:     in.Say("The records officer decides whether they are destroyed now, or kept apart because a law demands it. The answer goes to all members."),
	}
	if answered(s) {
		return ui.Notice{Tone: ui.Good, Sentence: in.Say("The texts are destroyed here."), Then: in.Say("The receipt was written when no file of this node held them any more.")}.Show()
	}
	law := ui.Field{ID: "law", Label: in.Say("Law"), Hint: in.Say("With “retained”: its name and article. All members read it."), Input: ui.TextInput{Name: "law"}, Wide: true}
	until := ui.Field{ID: "until", Label: in.Say("Possible on"), Hint: in.Say("With “cannot yet”: the day on which it will be possible."), Input: ui.TextInput{Name: "until", Type: "date", Short: true}}
	what := ui.Field{ID: "state", Label: in.Say("Decision"), Must: in.Say("required"), Wide: true, Input: ui.Choices{Name: "state", Options: []ui.Option{
		{Value: string(channel.Purged), Words: in.Say("Destroy now"), Hint: in.Say("Keys, texts, files, search index and the keys in backups that this node knows of. It cannot be undone.")},
		{Value: string(channel.Retained), Words: in.Say("Retain under a law")},
		{Value: string(channel.Cannot), Words: in.Say("Cannot yet")},
	}}}
	form := ui.Form{
		Action: orderAddress(s.Leaf), Buttons: []ui.Button{{Words: in.Say("Decide"), Look: ui.Danger}},
		Note: in.Say("“Purged” is signed only when it is true; until then it is tried again."),
	}
	if problem != "" {
		what.Errors = []string{problem}
		form.Summary = ui.Summary{Sentence: in.Say("Nothing was decided."), Problems: []ui.Link{ui.To("#state", problem)}}
	}
	form.Parts = []templ.Component{what.Show(), law.Show(), until.Show()}
	return withLead(lead, form.Show())
}

// answered reports that every target is destroyed here.
func answered(s node.OrderStanding) bool {
	destroyed := 0
	for _, d := range s.Decisions {
		if d.State == string(channel.Purged) && !d.Done.IsZero() {
			destroyed++
		}
	}
	return destroyed == len(s.Targets)
}

// decide notes a decision on all targets of an order that are not destroyed yet.
func decide(in *feature.Acting) (feature.Deed, error) {
	s, err := orderOf(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	answer := channel.WithdrawalAnswer{State: channel.WithdrawalState(in.Form.Get("state"))}
	switch answer.State {
	case channel.Purged:
	case channel.Retained:
		answer.Law = strings.TrimSpace(in.Form.Get("law"))
	case channel.Cannot:
		answer.Until, err = record.ParseDate(in.Form.Get("until"))
	}
	receipt := channel.WithdrawalReceipt{Order: s.Leaf, Answers: []channel.WithdrawalAnswer{answer}, Rule: channel.WithdrawalRule}
	if _, wrong := receipt.Encode(); wrong != nil || err != nil {
		page, err := orderView(in.Reading, s, in.Say("Choose a decision; name the law for “retained” and the day for “cannot yet”."))
		return feature.Deed{Page: &page}, err
	}
	var answers []channel.WithdrawalAnswer
	for i := range s.Targets {
		answer.Target = i
		answers = append(answers, answer)
	}
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			return orderAddress(s.Leaf), n.DecideWithdrawal(ctx, by.Person, s.Leaf, answers...)
		},
		Refused: refusedPage,
	}, nil
}

// refuse answers a request: our entry stays.
func refuse(in *feature.Acting) (feature.Deed, error) {
	leaf, err := readLeaf(in.Path("request"))
	if err != nil {
		return feature.Deed{}, err
	}
	request, err := in.Tx.Request(leaf)
	if err == nil {
		_, err = in.Tx.Channel(request.Channel)
	}
	if err != nil {
		return feature.Deed{}, err
	}
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			return "/withdrawal/orders", n.RefuseRequest(ctx, by, leaf)
		},
		Refused: refusedPage,
	}, nil
}
