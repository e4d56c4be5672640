package office

import (
	"context"
	"errors"
	"slices"
	"strings"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A leaving is what somebody typed who hands an office over.
type leaving struct {
	Office, To, Day, Note string
	KeepDrafts            bool              // those of the leaver stay with them
	Problems              map[string]string // by field
}

// leavePage shows what stands open for an office of the reader's, and asks who
// takes over and when.
func leavePage(in *feature.Reading) (ui.Page, error) {
	d, err := openDesk(in)
	if err != nil {
		return ui.Page{}, err
	}
	l := leaving{Office: in.Query.Get("office"), Day: todayAt(d.offices, in.Person.Office.Code, in).String()}
	if !holds(in.Person, l.Office) {
		l.Office = in.Person.Office.Code
	}
	return d.leavePage(l)
}

// leave hands an office over: its holders change, tokens for it end, and what
// was open is written down for the successor.
func leave(in *feature.Acting) (feature.Deed, error) {
	d, err := openDesk(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	l := leaving{Office: in.Form.Get("office"), To: in.Form.Get("to"), Day: strings.TrimSpace(in.Form.Get("day")), Note: strings.TrimSpace(in.Form.Get("note")), KeepDrafts: in.Form.Get("drafts") != "give"}
	if !holds(in.Person, l.Office) {
		return feature.Deed{}, store.ErrNotFound
	}
	items, err := d.pack(l.Office)
	if err != nil {
		return feature.Deed{}, err
	}
	drafts, problems, err := d.handover(l, kept(d.Reader, items))
	if err != nil {
		return feature.Deed{}, err
	}
	if l.Problems = problems; len(problems) > 0 {
		page, err := d.leavePage(l)
		return feature.Deed{Page: &page}, err
	}
	tokens, err := in.Tx.Tokens(in.Person.Account)
	if err != nil {
		return feature.Deed{}, err
	}
	tokens = slices.DeleteFunc(tokens, func(t access.Token) bool { return t.Office != l.Office })
	private, account := in.Private, in.Person.Account
	return feature.Deed{
		Do: func(ctx context.Context, n *node.Node, by node.Author) (string, error) {
			to, err := feature.Write(private, func([]node.Written) string { return "/office/offices" }, drafts...)(ctx, n, by)
			if err != nil && !errors.Is(err, node.ErrUnpublished) {
				return "", err
			}
			if !l.KeepDrafts {
				if given := n.GiveDrafts(ctx, account, l.To); given != nil && !errors.Is(given, store.ErrTooManyDrafts) {
					return to, given
				}
			}
			for _, token := range tokens {
				if ended := n.EndToken(ctx, account, token.Hash); ended != nil && !errors.Is(ended, store.ErrNotFound) {
					return to, ended
				}
			}
			return to, err
		},
		Refused: busy,
	}, nil
}

// handover is what leaving writes: the office with its new holders, and the pack.
func (d *dutyDesk) handover(l leaving, items []Item) (drafts []node.Draft, problems map[string]string, err error) {
	problems = map[string]string{}
	day, wrong := record.ParseDate(l.Day)
	if wrong != nil || day.Precision() != record.ToDay || day.Before(todayAt(d.offices, l.Office, d.Reading)) {
		problems["day"] = d.Say("Write today or a day that is still to come, such as 2027-01-31.")
	}
	successor, known := d.people.find(l.To)
	if !known || successor.Disabled || successor.ID == d.Person.Account {
		problems["to"] = d.Say("Choose who takes over.")
	}
	office, before := d.described(l.Office)
	office.Holders = handedOver(office.Holders, d.Person.Account, l.To, day)
	pack := Handover{
		Title:  record.TextIn(d.Language, d.Say("Handover of {office}", "office", d.Hear(office.Title).Text)),
		Office: l.Office, Leaver: d.Person.Account, To: l.To, Day: day, Note: record.TextIn(d.Language, l.Note), Items: items,
	}
	if len(problems) == 0 {
		for _, p := range append(Handovers.ValidateValue(&pack, nil), Offices.ValidateValue(&office, beforeOf(before))...) {
			problems["note"] = d.Words.Sentence(d.Language, p)
		}
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	changed, err := draftOf(Offices, before, office)
	if err != nil {
		return nil, nil, err
	}
	given, err := draftOf(Handovers, Written[Handover]{}, pack)
	return []node.Draft{changed, given}, nil, err
}

func beforeOf(before Written[Office]) any {
	if before.ID.IsZero() {
		return nil
	}
	return &before.Value
}

// described is the record of an office, or what it begins as where only accounts
// name it: then all who act for it by their account are its holders.
func (d *dutyDesk) described(code string) (Office, Written[Office]) {
	for _, o := range d.offices {
		if o.Value.Code == code {
			return o.Value, o
		}
	}
	office := Office{Title: record.Text{EN: code}, Code: code}
	if reader := d.people.reader; reader.Zone != nil {
		office.Zone = reader.Zone.String()
	}
	act := func(account string, offices []access.Office) {
		for _, o := range offices {
			if o.Code == code && !slices.ContainsFunc(office.Holders, func(h Holder) bool { return h.Account == account }) {
				office.Holders = append(office.Holders, Holder{Account: account, As: AsHolder})
				if !o.Title.IsZero() {
					office.Title = o.Title
				}
			}
		}
	}
	for _, a := range d.people.accounts {
		act(a.ID, a.Offices)
	}
	act(d.Person.Account, d.Person.Offices)
	return office, Written[Office]{}
}

// successors are those who can take over.
func (d *dutyDesk) successors(chosen string) []ui.Option {
	options := []ui.Option{{Value: "", Words: d.Say("Choose a person")}}
	for _, a := range d.people.accounts {
		if a.ID != d.Person.Account && !a.Disabled {
			options = append(options, ui.Option{Value: a.ID, Words: a.Name, Chosen: a.ID == chosen})
		}
	}
	return options
}
