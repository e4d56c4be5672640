package withdrawal

import (
	"github.com/a-h/templ"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// ofRecord reads a record and what an order could reach of it.
func ofRecord(in *feature.Reading) (store.Record, []node.Piece, error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil {
		return store.Record{}, nil, store.ErrNotFound
	}
	about, err := in.Tx.Record(in.Channel.ID, id)
	if err != nil {
		return store.Record{}, nil, err
	}
	pieces, err := node.PiecesOf(in.Tx, in.Channel.ID, id)
	return about, pieces, err
}

// choosePage asks what of a record is to go, and why.
func choosePage(in *feature.Reading) (ui.Page, error) {
	about, pieces, err := ofRecord(in)
	if err != nil {
		return ui.Page{}, err
	}
	return chooseAgain(in, about, pieces, choosing{Follows: in.Query.Get("follows")}), nil
}

// A choosing is what somebody ticked so far.
type choosing struct {
	What    []string
	Follows string // the request that the order answers, as addresses name it
	Problem string
}

// chooseAgain is the form with what is wrong with it, if anything is.
func chooseAgain(in *feature.Reading, about store.Record, pieces []node.Piece, c choosing) ui.Page {
	page := ui.Page{
		Title: ui.Plain(in.Say("Withdraw")), Labels: [][]byte{about.Label},
		Trail: []ui.Link{{Words: titleOf(in, about), Href: pageOf(about.Channel, about.ID)}},
	}
	if len(pieces) == 0 {
		page.Main = ui.Empty{
			Sentence: in.Say("There is nothing here that this side could withdraw."),
			Why:      in.Say("Only who wrote a text orders its withdrawal, and what was withdrawn once is gone."),
		}.Show()
		return page
	}
	what := ui.Field{
		ID: "what", Label: in.Say("What is to be withdrawn"), Must: in.Say("required"), Wide: true,
		Input: ui.Choices{Name: "what", Many: true, Options: options(in, pieces, c.What)},
	}
	form := ui.Form{
		Action:  "/withdrawal/choose/" + about.Channel.String() + "/" + about.ID.String(),
		Hidden:  []ui.Hidden{{Name: "follows", Value: c.Follows}},
		Buttons: []ui.Button{{Words: in.Say("See what this reaches"), Look: ui.Primary}},
		Note:    in.Say("Nothing is ordered yet."),
	}
	if c.Problem != "" {
		what.Errors = []string{c.Problem}
		form.Summary = ui.Summary{Sentence: in.Say("Nothing is ordered yet."), Problems: []ui.Link{ui.To("#what", c.Problem)}}
	}
	form.Parts = append(form.Parts, what.Show(), reasonField(in, "").Show())
	sections := []templ.Component{form.Show()}
	if _, err := readLeaf(c.Follows); err == nil {
		sections = append(sections, section{ID: "refuse", Title: in.Say("Leave it as it is"), Main: ui.Form{
			Action:  "/withdrawal/requests/" + c.Follows,
			Buttons: []ui.Button{{Words: in.Say("Refuse the request"), Look: ui.Quietly}},
			Note:    in.Say("The partner who asked, and all members, read that this side refuses."),
		}.Show()}.show())
	}
	page.Main = withLead(ui.Notice{
		Sentence: in.Say("A withdrawal is final, and every member of the channel sees that it happened."),
		Then:     in.Say("It takes effect when two holders of a mandate have signed the order. Then every node hides the text at once; each partner’s records officer decides on its destruction and answers. Proofs go on holding."),
	}, stacked(sections))
	return page
}

// previewChoice shows what an order over what was ticked reaches.
func previewChoice(in *feature.Acting) (feature.Deed, error) {
	about, pieces, err := ofRecord(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	chosen := chosenOf(pieces, in.Form["what"])
	reason := reasonOf(in.Form)
	if len(chosen) == 0 || reason == "" {
		page := chooseAgain(in.Reading, about, pieces, choosing{
			What: in.Form["what"], Follows: in.Form.Get("follows"), Problem: in.Say("Choose what is to be withdrawn, and a reason."),
		})
		return feature.Deed{Page: &page}, nil
	}
	return preview(in.Reading, reason, in.Form.Get("follows"), chosen)
}

func titleOf(in *feature.Reading, r store.Record) ui.Said {
	if title := in.Hear(r.Title); !title.IsZero() {
		return title
	}
	return ui.Plain(in.Say("withdrawn"))
}

func pageOf(channel record.ChannelID, id record.ID) string {
	return "/records/" + channel.String() + "/" + id.String()
}
