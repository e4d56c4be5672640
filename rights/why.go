package rights

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A question is what somebody asks about rights: may this account do this with
// that record?
type question struct {
	Account string
	Action  access.Action
	Record  string // its address, or its id
}

// whyPage asks why somebody may, or may not, do something with a record.
func whyPage(in *feature.Reading) (ui.Page, error) {
	return questionPage(in, question{Account: in.Person.Account, Action: access.ToWrite}, nil, "")
}

// answerWhy answers it. It changes nothing; the address of a record stands in a
// form and not in the address of this page, where free text would end in logs.
func answerWhy(in *feature.Acting) (feature.Deed, error) {
	q := question{Account: in.Form.Get("account"), Action: access.Action(in.Form.Get("action")), Record: strings.TrimSpace(in.Form.Get("record"))}
	if q.Account == "" || !may(in.Reading, access.ToGrant) {
		q.Account = in.Person.Account
	}
	if !slices.Contains(access.Actions(), q.Action) {
		return feature.Deed{}, store.ErrNotFound
	}
	if _, err := in.Tx.Account(q.Account); err != nil {
		return feature.Deed{}, err
	}
	found, err := recordsAt(in.Reading, q.Record)
	if err != nil {
		return feature.Deed{}, err
	}
	problem := ""
	if len(found) == 0 {
		problem = in.Say("There is no such record here that you may read. Copy its address from the page of the record.")
	}
	page, err := questionPage(in.Reading, q, found, problem)
	if len(found) > 0 {
		page.Status = http.StatusOK
	}
	return feature.Deed{Page: &page}, err
}

// recordsAt finds the record that an address or an id names, in every channel in
// which the reader may read it.
func recordsAt(in *feature.Reading, address string) (found []store.Record, err error) {
	id, only := pointedTo(address)
	if id.IsZero() {
		return nil, nil
	}
	channels, err := in.Tx.Channels()
	for _, c := range channels {
		if !only.IsZero() && c.ID != only {
			continue
		}
		r, missing := in.Tx.Record(c.ID, id)
		if errors.Is(missing, store.ErrNotFound) {
			continue
		}
		if missing != nil {
			return nil, missing
		}
		found = append(found, r)
	}
	return found, err
}

// pointedTo reads the address of the page of a record, or an id alone.
func pointedTo(address string) (id record.ID, in record.ChannelID) {
	parsed, err := url.Parse(address)
	if err != nil {
		return id, in
	}
	var channel record.ChannelID
	for part := range strings.SplitSeq(parsed.Path, "/") {
		if one, err := record.ParseID(part); err == nil {
			return one, channel
		}
		if channel.UnmarshalText([]byte(part)) != nil {
			channel = record.ChannelID{}
		}
	}
	return id, in
}

func questionPage(in *feature.Reading, q question, found []store.Record, problem string) (ui.Page, error) {
	page := ui.Page{Title: ui.Plain(in.Say("Why may I do something, or not?")), Trail: []ui.Link{ui.To("/account", in.Say("Your account"))}}
	form, err := questionForm(in, q, problem)
	if err != nil {
		return page, err
	}
	parts := []templ.Component{form.Show()}
	for _, r := range found {
		answer, err := answerFor(in, q, r)
		if err != nil {
			return page, err
		}
		page.Labels = append(page.Labels, r.Label)
		parts = append(parts, answer)
	}
	page.Main = ui.Together(parts)
	return page, nil
}

func questionForm(in *feature.Reading, q question, problem string) (ui.Form, error) {
	form := ui.Form{Action: whyPath, Buttons: []ui.Button{{Words: in.Say("Say why"), Look: ui.Primary}}, Note: in.Say("Nothing is changed by asking.")}
	field := func(f ui.Field) { form.Parts = append(form.Parts, f.Show()) }
	if may(in, access.ToGrant) {
		accounts, err := in.Tx.Accounts()
		if err != nil {
			return form, err
		}
		field(ui.Field{ID: "account", Label: in.Say("Account"), Input: ui.Select{Name: "account", Options: people(accounts, q.Account)}})
	}
	var actions []ui.Option
	for _, action := range access.Actions() {
		actions = append(actions, ui.Option{Value: string(action), Words: actionWords(in, action), Chosen: action == q.Action})
	}
	field(ui.Field{ID: "action", Label: in.Say("What to do"), Input: ui.Select{Name: "action", Options: actions}})
	record := ui.Field{ID: "record", Label: in.Say("Record"), Hint: in.Say("the address of its page, or its id"), Input: ui.TextInput{Name: "record", Value: q.Record}, Wide: true}
	if problem != "" {
		record.Errors = []string{problem}
		form.Summary = ui.Summary{Sentence: in.Say("There is no answer yet"), Problems: []ui.Link{ui.To("#record", problem)}}
	}
	field(record)
	return form, nil
}

// answerFor says yes or no for a record in one channel, and what decided it.
func answerFor(in *feature.Reading, q question, r store.Record) (templ.Component, error) {
	account, err := in.Tx.Account(q.Account)
	if err != nil {
		return nil, err
	}
	reasons, err := in.Explain(q.Account, q.Action, classOf(r))
	if err != nil {
		return nil, err
	}
	verdict := ui.Notice{Tone: ui.Good, Sentence: in.Say("{name} may: {action}.", "name", account.Name, "action", actionWords(in, q.Action))}
	if reasons.Denied != nil {
		verdict.Tone, verdict.Sentence = ui.Warn, in.Say("{name} may not: {action}.", "name", account.Name, "action", actionWords(in, q.Action))
		verdict.Then = in.Words.Denial(in.Language, reasons.Denied)
	}
	address := "/records/" + r.Channel.String() + "/" + r.ID.String()
	pairs := []ui.Pair{
		{Term: in.Say("Record"), Value: ui.Link{Words: in.Hear(r.Title), Href: address}.Show()},
		{Term: in.Say("Channel"), Value: ui.Words(channelName(in, r.Channel.String()))},
		{Term: in.Say("Marking"), Value: ui.Words(in.Marking(r.Label))},
		{Term: in.Say("Roles that count here"), Value: lines(in, rolesIn(in, reasons, r.Channel))},
		{Term: in.Say("Clearances held"), Value: lines(in, clearancesOf(reasons))},
	}
	if len(reasons.By) > 0 {
		pairs = append(pairs, ui.Pair{Term: in.Say("Permitted by the rules"), Value: ui.Words(strings.Join(reasons.By, ", "))})
	}
	return ui.Together([]templ.Component{verdict.Show(), ui.Pairs(pairs, false)}), nil
}

func lines(in *feature.Reading, all []string) templ.Component {
	if len(all) == 0 {
		return ui.Words(in.Say("none"))
	}
	return ui.Lines(ui.Plain(strings.Join(all, "\n")))
}

func rolesIn(in *feature.Reading, reasons node.Explanation, channel record.ChannelID) (all []string) {
	for _, held := range reasons.Rights.Roles {
		if held.Channel == channel || held.Channel.IsZero() {
			all = append(all, in.Say("{role}, through the office {office}", "role", in.Words.Role(in.Language, held.Role), "office", held.Office))
		}
	}
	return all
}

func clearancesOf(reasons node.Explanation) (all []string) {
	for _, held := range reasons.Rights.Clearances {
		words := []string{held.Policy, held.Classification}
		for _, category := range held.Held {
			words = append(words, category.Tag+" "+strings.Join(category.Values, ", "))
		}
		if line := strings.Join(words, " · "); !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	return all
}

// actionWords are what an action is called.
func actionWords(in *feature.Reading, action access.Action) string {
	switch action {
	case access.ToRead:
		return in.Say("read")
	case access.ToWrite:
		return in.Say("write or change")
	case access.ToExport:
		return in.Say("take out as a file")
	case access.ToRelease:
		return in.Say("release to a wider channel")
	case access.ToWithdraw:
		return in.Say("ask for its withdrawal")
	case access.ToDestroy:
		return in.Say("carry out a withdrawal")
	case access.ToGrant:
		return in.Say("grant rights")
	case access.ToInspect:
		return in.Say("read what the audit wrote down")
	case access.ToOperate:
		return in.Say("run the node")
	}
	return string(action)
}

// people are the accounts to choose from.
func people(accounts []access.Account, chosen string) (options []ui.Option) {
	for _, a := range accounts {
		options = append(options, ui.Option{Value: a.ID, Words: a.Name, Chosen: a.ID == chosen})
	}
	return options
}
