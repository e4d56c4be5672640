package withdrawal

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"entente/channel"
	"entente/feature"
	"entente/node"
	"entente/store"
	"entente/ui"
)

// What a search for a person takes and shows at most.
const (
	mostFound   = 500
	leastLetter = 2
)

// personPage asks whose personal values are to go.
func personPage(in *feature.Reading) (ui.Page, error) { return askPerson(in, "", ""), nil }

func askPerson(in *feature.Reading, typed, problem string) ui.Page {
	name := ui.Field{
		ID: "name", Label: in.Say("Name or address of the person"), Must: in.Say("required"), Wide: true,
		Hint:  in.Say("It is looked for in the personal values of everything that this side wrote, in all channels."),
		Input: ui.TextInput{Name: "name", Value: typed, Focus: true},
	}
	form := ui.Form{
		Action: "/withdrawal/person", Buttons: []ui.Button{{Words: in.Say("Find"), Look: ui.Primary}},
		Note: in.Say("What is typed here is kept nowhere."),
	}
	if problem != "" {
		name.Errors = []string{problem}
		form.Summary = ui.Summary{Sentence: in.Say("Nothing is ordered yet."), Problems: []ui.Link{ui.To("#name", problem)}}
	}
	form.Parts = []templ.Component{name.Show()}
	return ui.Page{
		Title: ui.Plain(in.Say("Erase a person")), Trail: []ui.Link{ui.To("/withdrawal/orders", in.Say("Withdrawals"))},
		Main: withLead(ui.Notice{
			Sentence: in.Say("Personal values stand apart from the text and can be withdrawn alone."),
			Then:     in.Say("A name inside a text or a file goes only with all of that text or file: withdraw it from its own page."),
		}, form.Show()),
	}
}

// findPerson lists the values that name somebody, to be ticked.
func findPerson(in *feature.Acting) (feature.Deed, error) {
	typed := strings.TrimSpace(in.Form.Get("name"))
	if utf8.RuneCountInString(typed) < leastLetter {
		page := askPerson(in.Reading, typed, in.Say("Type at least two letters of the name."))
		return feature.Deed{Page: &page}, nil
	}
	found, more, err := node.PersonalNaming(in.Tx, typed, mostFound)
	if err != nil {
		return feature.Deed{}, err
	}
	if len(found) == 0 {
		page := askPerson(in.Reading, typed, in.Say("No personal value that this side wrote holds this."))
		return feature.Deed{Page: &page}, nil
	}
	page, err := foundPage(in.Reading, found, more)
	return feature.Deed{Page: &page}, err
}

func foundPage(in *feature.Reading, found []node.Piece, more bool) (ui.Page, error) {
	choices := ui.Choices{Name: "piece", Many: true}
	var labels [][]byte
	for _, p := range found {
		about, err := in.Tx.Record(p.Channel, p.Record)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return ui.Page{}, err
		}
		where, err := in.Tx.Channel(p.Channel)
		if err != nil {
			return ui.Page{}, err
		}
		labels = append(labels, about.Label)
		choices.Options = append(choices.Options, ui.Option{
			Value: named(p), Words: plainly(p), Chosen: true, Group: in.Hear(where.Name).Text,
			Hint: in.Say("{what}: {text}", "what", titleOf(in, about).Text, "text", in.Say("Revision {n}", "n", in.Number(int64(p.Revision)))),
		})
	}
	what := ui.Field{ID: "piece", Label: in.Say("What is to be withdrawn"), Wide: true, Input: choices}
	form := ui.Form{
		Action: "/withdrawal/preview", Parts: []templ.Component{what.Show(), reasonField(in, channel.Privacy).Show()},
		Buttons: []ui.Button{{Words: in.Say("See what this reaches"), Look: ui.Primary}}, Note: in.Say("Nothing is ordered yet."),
	}
	main := form.Show()
	if more {
		main = withLead(ui.Notice{Tone: ui.Warn, Sentence: in.Say("There are more than are listed."), Then: in.Say("Order these, then look again.")}, main)
	}
	return ui.Page{
		Title: ui.Plain(in.Say("Erase a person")), Labels: labels, Main: main, Status: 200,
		Trail: []ui.Link{ui.To("/withdrawal/person", in.Say("Erase a person"))},
	}, nil
}
