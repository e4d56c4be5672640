package cli

import (
	"strings"

	"entente/access"
	"entente/control"
	"entente/record"
	"entente/rights"
)

type accessVerb struct {
	Grant  accessGrantVerb  `cmd:"" help:"Write down a right that two persons gave on paper."`
	Close  accessCloseVerb  `cmd:"" help:"Close a channel to all who do not need to know."`
	Revoke accessRevokeVerb `cmd:"" help:"End a right; sessions of whoever had it end."`
	List   accessListVerb   `cmd:"" help:"List what was granted, and whether it counts."`

	Explain accessExplainVerb `cmd:"" help:"Say why somebody may, or may not, do something with a record."`
}

type accessGrantVerb struct {
	Role        accessRoleVerb        `cmd:"" help:"Give an office a role: officer, delegate, security-officer, records-officer, auditor or operator."`
	Clearance   accessClearanceVerb   `cmd:"" help:"Give somebody a clearance under a policy."`
	Nationality accessNationalityVerb `cmd:"" help:"Write down somebody's nationality."`
	Need        accessNeedVerb        `cmd:"" help:"Let somebody into a closed channel."`
}

// grantFlags are of every right.
type grantFlags struct {
	folderFlags
	By    []string `name:"by" required:"" sep:"none" placeholder:"NAME" help:"Person who agreed to it on paper; two are needed, so say it twice."`
	From  string   `name:"from" placeholder:"DAY" help:"First day, such as 2027-01-31."`
	Until string   `name:"until" placeholder:"DAY" help:"Last day."`
	Basis string   `name:"basis" help:"What it rests on: a decision, a reference."`
}

func (v grantFlags) give(e *env, g control.Granting) error {
	for _, day := range []struct {
		flag, said string
		into       *record.Date
	}{{"--from", v.From, &g.From}, {"--until", v.Until, &g.Until}} {
		if day.said == "" {
			continue
		}
		if err := day.into.UnmarshalText([]byte(day.said)); err != nil {
			return wrongUsage("%s %s: say a day such as 2027-01-31", day.flag, day.said)
		}
	}
	g.By, g.Basis = v.By, record.Text{EN: v.Basis}
	return v.with(e, func(on control.Operator) error {
		given, err := control.Grant(e.ctx, on, g)
		if err != nil {
			return err
		}
		return e.print(given, func() { e.sayGranted(given) })
	})
}

type accessRoleVerb struct {
	grantFlags
	Office  string `arg:"" help:"Code of the office."`
	Role    string `arg:"" enum:"officer,delegate,security-officer,records-officer,auditor,operator" help:"The role."`
	Channel string `name:"channel" help:"Id of the channel; every channel without it."`
}

func (v accessRoleVerb) Run(e *env) error {
	return v.give(e, control.Granting{Terms: rights.Terms{Kind: rights.Roles.Name(), Office: v.Office, Role: v.Role, Channel: v.Channel}})
}

type accessClearanceVerb struct {
	grantFlags
	Login          string   `arg:"" help:"Whose."`
	Policy         string   `arg:"" help:"Label policy."`
	Classification string   `arg:"" help:"The highest that they may read."`
	Held           []string `name:"holds" sep:"none" placeholder:"CATEGORY=VALUE" help:"Value of a category that they may read; may be said again."`
}

func (v accessClearanceVerb) Run(e *env) error {
	g := control.Granting{Login: v.Login, Terms: rights.Terms{Kind: rights.Clearances.Name(), Policy: v.Policy, Classification: v.Classification}}
	for _, said := range v.Held {
		tag, value, both := strings.Cut(said, "=")
		if !both {
			return wrongUsage("--holds %s: it is CATEGORY=VALUE", said)
		}
		g.Held = append(g.Held, rights.Held{Tag: tag, Value: value})
	}
	return v.give(e, g)
}

type accessNationalityVerb struct {
	grantFlags
	Login   string `arg:"" help:"Whose."`
	Country string `arg:"" help:"Three letters: KOR."`
}

func (v accessNationalityVerb) Run(e *env) error {
	return v.give(e, control.Granting{Login: v.Login, Terms: rights.Terms{Kind: rights.Nationalities.Name(), Country: v.Country}})
}

type accessNeedVerb struct {
	grantFlags
	Login   string `arg:"" help:"Who."`
	Channel string `arg:"" help:"Id of the channel."`
}

func (v accessNeedVerb) Run(e *env) error {
	return v.give(e, control.Granting{Login: v.Login, Terms: rights.Terms{Kind: rights.Needs.Name(), Channel: v.Channel}})
}

type accessCloseVerb struct {
	grantFlags
	Channel string `arg:"" help:"Id of the channel."`
}

func (v accessCloseVerb) Run(e *env) error {
	return v.give(e, control.Granting{Terms: rights.Terms{Kind: rights.Closures.Name(), Channel: v.Channel}})
}

type accessRevokeVerb struct {
	folderFlags
	ID string   `arg:"" help:"Id of the right, as \"entente access list\" prints it."`
	By []string `name:"by" required:"" sep:"none" placeholder:"NAME" help:"Person who agreed to it on paper; say it twice."`
}

func (v accessRevokeVerb) Run(e *env) error {
	var id record.ID
	if err := id.UnmarshalText([]byte(v.ID)); err != nil {
		return wrongUsage("%s is not the id of a right; \"entente access list\" prints them", v.ID)
	}
	return v.with(e, func(on control.Operator) error {
		ended, err := control.Revoke(e.ctx, on, id, v.By)
		if err != nil {
			return err
		}
		return e.print(ended, func() { e.sayGranted(ended) })
	})
}

type accessListVerb struct{ folderFlags }

func (v accessListVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		all, err := control.ListGranted(e.ctx, on)
		if err != nil {
			return err
		}
		return e.print(all, func() {
			for _, g := range all {
				e.sayGranted(g)
			}
			if len(all) == 0 {
				e.hint("No role was granted on this node: everybody who acts for an office is an officer in every channel.")
			}
		})
	})
}

func (e *env) sayGranted(g control.Granted) {
	words := []string{g.ID.String(), strings.TrimPrefix(g.Kind, "rights/")}
	for _, word := range []string{g.Office, g.Role, g.Login, g.Policy, g.Classification, g.Country, g.Channel} {
		if word != "" {
			words = append(words, word)
		}
	}
	for _, held := range g.Held {
		words = append(words, held.Tag+"="+held.Value)
	}
	if !g.From.IsZero() {
		words = append(words, "from "+g.From.String())
	}
	if !g.Until.IsZero() {
		words = append(words, "until "+g.Until.String())
	}
	state := g.State
	if g.Ended {
		state = "ended"
	}
	e.say("%s", strings.Join(append(words, state), "  "))
}

type accessExplainVerb struct {
	folderFlags
	Login  string `arg:"" help:"Who."`
	Action string `arg:"" enum:"read,write,export,release,withdraw,destroy,grant,audit,operate" help:"What they want to do: read, write, export, release, withdraw, destroy, grant, audit or operate."`
	Record string `arg:"" help:"Id of the record."`
}

func (v accessExplainVerb) Run(e *env) error {
	var id record.ID
	if err := id.UnmarshalText([]byte(v.Record)); err != nil {
		return wrongUsage("%s is not the id of a record", v.Record)
	}
	return v.with(e, func(on control.Operator) error {
		all, err := control.Explain(e.ctx, on, control.Why{Login: v.Login, Action: access.Action(v.Action), Record: id})
		if err != nil {
			return err
		}
		return e.print(all, func() {
			for _, one := range all {
				e.sayExplained(v, one)
			}
		})
	})
}

func (e *env) sayExplained(v accessExplainVerb, x control.Explained) {
	e.say("%s  %s  %s", x.Name.EN, x.Kind, x.Marking)
	verdict := "may not"
	if x.May {
		verdict = "may"
	}
	e.say("  %s %s %s it", v.Login, verdict, v.Action)
	if x.Missing != "" {
		e.say("  because: %s", x.Missing)
	}
	for _, line := range []struct{ title, words string }{
		{"rules", strings.Join(x.Rules, ", ")}, {"roles", strings.Join(x.Roles, ", ")}, {"clearances", strings.Join(x.Clearances, ", ")},
	} {
		if line.words == "" {
			line.words = "none"
		}
		e.say("  %s: %s", line.title, line.words)
	}
}
