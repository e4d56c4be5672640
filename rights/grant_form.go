package rights

import (
	"slices"
	"strings"

	"entente/access"
	"entente/feature"
	"entente/label"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// newGrantPage is the form for a right.
func newGrantPage(in *feature.Reading) (ui.Page, error) {
	terms := Terms{Kind: in.Query.Get("kind"), From: dayOf(in.Now), Until: soon(in.Now)}
	return grantPage(in, terms, nil)
}

func grantPage(in *feature.Reading, t Terms, problems []string) (ui.Page, error) {
	kind := kindOf(t.Kind)
	if kind == nil || kind == Approvals.Kind || !may(in, access.ToGrant) {
		return ui.Page{}, store.ErrNotFound
	}
	accounts, err := in.Tx.Accounts()
	if err != nil {
		return ui.Page{}, err
	}
	one, _ := kind.Title()
	form := ui.Form{Action: newPath, Hidden: []ui.Hidden{{Name: "kind", Value: t.Kind}}, Buttons: []ui.Button{{Words: in.Say("Write it down"), Look: ui.Primary}},
		Note: in.Say("It counts when a second security officer has approved it, within a day.")}
	if kind == Closures.Kind {
		form.Note = in.Say("It counts at once. To open the channel again takes two.")
	}
	if len(problems) > 0 {
		form.Summary = ui.Summary{Sentence: in.Say("Nothing was written."), Kept: strings.Join(problems, " ")}
	}
	hinted := func(id, label, hint string, input ui.Input) {
		form.Parts = append(form.Parts, ui.Field{ID: id, Label: label, Hint: hint, Input: input}.Show())
	}
	field := func(id, label string, input ui.Input) { hinted(id, label, "", input) }
	switch kind {
	case Roles.Kind:
		hinted("office", in.Say("Office"), in.Say("its code, as on the page of offices"), ui.TextInput{Name: "office", Value: t.Office, Offers: officesIn(accounts)})
		var roles []ui.Option
		for _, role := range access.Roles() {
			roles = append(roles, ui.Option{Value: string(role), Words: in.Words.Role(in.Language, role), Chosen: string(role) == t.Role})
		}
		field("role", in.Say("Role"), ui.Select{Name: "role", Options: roles})
	case Clearances.Kind:
		asked, err := in.Inquire(access.Account{})
		if err != nil {
			return ui.Page{}, err
		}
		policies, classifications := clearanceOptions(asked.Policies, in.Language, t)
		field("policy", in.Say("Policy"), ui.Select{Name: "policy", Options: policies})
		field("classification", in.Say("Highest classification"), ui.Select{Name: "classification", Options: classifications})
		var held []string
		for _, h := range t.Held {
			held = append(held, h.Tag+"="+h.Value)
		}
		hinted("held", in.Say("Values held"), in.Say("CATEGORY=VALUE, each on a line of its own; may be empty"), ui.TextInput{Name: "held", Value: strings.Join(held, "\n"), Lines: 3})
	case Nationalities.Kind:
		hinted("country", in.Say("Country"), in.Say("three letters: KOR"), ui.TextInput{Name: "country", Value: t.Country, Short: true})
	}
	if kind == Roles.Kind || kind == Needs.Kind || kind == Closures.Kind {
		channels, err := channelOptions(in, t.Channel, kind == Roles.Kind)
		if err != nil {
			return ui.Page{}, err
		}
		field("channel", in.Say("Channel"), ui.Select{Name: "channel", Options: channels})
	}
	if kind != Roles.Kind && kind != Closures.Kind {
		field("account", in.Say("Whose"), ui.Select{Name: "account", Options: people(accounts, t.Account)})
	}
	field("from", in.Say("First day"), ui.TextInput{Name: "from", Type: "date", Value: t.From.String(), Short: true})
	field("until", in.Say("Last day"), ui.TextInput{Name: "until", Type: "date", Value: t.Until.String(), Short: true})
	field("basis", in.Say("Granted because"), ui.TextInput{Name: "basis", Lines: 3, Value: in.Hear(t.Basis).Text, Language: string(in.Language)})
	return ui.Page{Title: ui.Plain(in.Say(one)), Trail: []ui.Link{ui.To(grantedPath, in.Say("Roles and clearances"))}, Main: form.Show()}, nil
}

// writeGrant writes what a security officer typed.
func writeGrant(in *feature.Acting) (feature.Deed, error) {
	typed := func(name string) string { return strings.TrimSpace(in.Form.Get(name)) }
	t := Terms{Kind: typed("kind"), Office: typed("office"), Role: typed("role"), Account: typed("account"), Channel: typed("channel"),
		Policy: typed("policy"), Classification: typed("classification"), Country: typed("country"), Basis: record.TextIn(in.Language, typed("basis"))}
	var problems []string
	for name, day := range map[string]*record.Date{"from": &t.From, "until": &t.Until} {
		if text := typed(name); text != "" && day.UnmarshalText([]byte(text)) != nil {
			problems = append(problems, in.Say("Write a day such as 2027-01-31."))
		}
	}
	for line := range strings.Lines(typed("held")) {
		tag, value, both := strings.Cut(strings.TrimSpace(line), "=")
		if !both {
			problems = append(problems, in.Say("Write each value as CATEGORY=VALUE, on a line of its own."))
		}
		t.Held = append(t.Held, Held{Tag: tag, Value: value})
	}
	kind := kindOf(t.Kind)
	if kind == nil || kind == Approvals.Kind || !may(in.Reading, access.ToGrant) {
		return feature.Deed{}, store.ErrNotFound
	}
	asked, err := in.Inquire(access.Account{})
	if err != nil {
		return feature.Deed{}, err
	}
	all, facts, err := counted(in.Reading)
	if err != nil {
		return feature.Deed{}, err
	}
	if !all.mayGrant(facts, Fact{Actor: asked.Actor(in.Person.Account), Office: in.Person.Office.Code, At: in.Now}) {
		problems = append(problems, objection(in.Reading, NotAGranter))
	}
	draft, err := t.Draft(record.ID{}, 0, asked.Policies)
	if err != nil {
		problems = append(problems, in.Say("No policy here knows this classification or one of these values."))
	}
	for _, problem := range kind.Validate(draft.Body) {
		problems = append(problems, in.Words.Problem(in.Language, kind, problem))
	}
	if len(problems) > 0 {
		page, err := grantPage(in.Reading, t, problems)
		return feature.Deed{Page: &page}, err
	}
	return writes(in, draft), nil
}

func channelOptions(in *feature.Reading, chosen string, every bool) (options []ui.Option, err error) {
	channels, err := in.Tx.Channels()
	if every {
		options = append(options, ui.Option{Words: in.Say("every channel")})
	}
	for _, c := range channels {
		if every || !c.Private {
			options = append(options, ui.Option{Value: c.ID.String(), Words: in.Hear(c.Name).Text, Chosen: c.ID.String() == chosen})
		}
	}
	return options, err
}

// clearanceOptions are the policies and, under each, the classifications that can
// be chosen from. Which classification is whose is judged when it is written.
func clearanceOptions(known label.Policies, language record.Language, t Terms) (policies, classifications []ui.Option) {
	for _, policy := range known.All() {
		policies = append(policies, ui.Option{Value: policy.Name, Words: policy.Name, Chosen: policy.Name == t.Policy})
		for _, c := range policy.Classifications {
			if !c.Obsolete {
				classifications = append(classifications, ui.Option{Value: c.Name, Words: policy.ClassificationWords(c.Name, string(language)), Group: policy.Name,
					Chosen: policy.Name == t.Policy && c.Name == t.Classification})
			}
		}
	}
	return policies, classifications
}

// officesIn are the codes of offices that accounts name.
func officesIn(accounts []access.Account) (codes []string) {
	for _, a := range accounts {
		for _, o := range a.Offices {
			if !slices.Contains(codes, o.Code) {
				codes = append(codes, o.Code)
			}
		}
	}
	slices.Sort(codes)
	return codes
}

func kindOf(name string) *record.Kind {
	for _, kind := range kinds {
		if kind.Name() == name {
			return kind
		}
	}
	return nil
}
