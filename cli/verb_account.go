package cli

import (
	"strings"

	"entente/control"
	"entente/record"
)

type accountVerb struct {
	Add      accountAddVerb      `cmd:"" help:"Let somebody sign in."`
	List     accountListVerb     `cmd:"" help:"List who may sign in."`
	Password accountPasswordVerb `cmd:"" help:"Set another password; all sessions of the account end."`
	Office   accountOfficeVerb   `cmd:"" help:"Say for which offices somebody acts."`
	OIDC     accountOIDCVerb     `cmd:"" name:"oidc" help:"Say which identity of your organisation's provider opens an account."`
	Sessions accountSessionsVerb `cmd:"" help:"List where somebody is signed in, or end all of it."`
	Factor   accountFactorVerb   `cmd:"" name:"second-factor" help:"Take the second factor from somebody who has lost it."`
	Disable  accountDisableVerb  `cmd:"" help:"End all that an account may do; sessions and tokens end."`
}

type accountAddVerb struct {
	folderFlags
	passwordFlags
	Login    string   `arg:"" help:"What they type to sign in: small letters, digits, dots, hyphens or @."`
	Name     string   `name:"name" required:"" help:"What their own side calls them; it never leaves the node."`
	Office   []string `name:"office" required:"" sep:"none" placeholder:"CODE=TITLE" help:"Office for which they act; titles in French and Korean follow after bars. Say it again for each; the first is acted for at first."`
	Language string   `name:"language" enum:",en,fr,ko" default:"" help:"Language of their pages: en, fr or ko."`
	Zone     string   `name:"zone" placeholder:"AREA/CITY" help:"Time zone of their pages: Asia/Seoul. UTC without it."`
}

func (v accountAddVerb) Run(e *env) error {
	offices, err := officesFrom(v.Office)
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		password, err := v.choose(e)
		if err != nil {
			return err
		}
		made, err := control.AddAccount(e.ctx, on, control.NewAccount{
			Account:  control.Account{Login: v.Login, Name: v.Name, Offices: offices, Language: record.Language(v.Language), Zone: v.Zone},
			Password: password,
		})
		if err != nil {
			return err
		}
		return e.print(made, func() { e.say("%s can sign in and acts for %s.", made.Login, made.Offices[0].Code) })
	})
}

// officesFrom reads CODE, CODE=TITLE or CODE=ENGLISH|FRENCH|KOREAN.
func officesFrom(said []string) (offices []control.Office, err error) {
	for _, one := range said {
		code, titles, _ := strings.Cut(one, "=")
		in := strings.Split(titles, "|")
		if len(in) > 3 {
			return nil, wrongUsage("--office %s: it is CODE=TITLE, or CODE=ENGLISH|FRENCH|KOREAN", one)
		}
		in = append(in, "", "")
		offices = append(offices, control.Office{Code: code, Title: record.Text{EN: in[0], FR: in[1], KO: in[2]}})
	}
	return offices, nil
}

type accountListVerb struct{ folderFlags }

func (v accountListVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		all, err := control.ListAccounts(e.ctx, on)
		if err != nil {
			return err
		}
		return e.print(all, func() {
			for _, a := range all {
				e.sayAccount(a)
			}
			if len(all) == 0 {
				e.hint("Nobody can sign in yet; see \"entente account add --help\".")
			}
		})
	})
}

func (e *env) sayAccount(a control.Account) {
	var offices []string
	for _, o := range a.Offices {
		offices = append(offices, o.Code)
	}
	state := ""
	if a.Disabled {
		state = "  disabled"
	}
	e.say("%s  %s  %s%s", a.Login, a.Name, strings.Join(offices, ", "), state)
}

type accountPasswordVerb struct {
	folderFlags
	passwordFlags
	Login string `arg:"" help:"Whose."`
}

func (v accountPasswordVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		password, err := v.choose(e)
		if err != nil {
			return err
		}
		if err := control.SetPassword(e.ctx, on, v.Login, password); err != nil {
			return err
		}
		e.hint("%s has another password; all sessions of the account have ended.", v.Login)
		return nil
	})
}

type accountOfficeVerb struct {
	folderFlags
	Login  string   `arg:"" help:"Who."`
	Office []string `name:"office" required:"" sep:"none" placeholder:"CODE=TITLE" help:"All offices for which they act from now on, as with add."`
}

func (v accountOfficeVerb) Run(e *env) error {
	offices, err := officesFrom(v.Office)
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		if err := control.SetOffices(e.ctx, on, v.Login, offices); err != nil {
			return err
		}
		e.hint("%s acts for %s.", v.Login, offices[0].Code)
		return nil
	})
}

type accountDisableVerb struct {
	folderFlags
	Login string `arg:"" help:"Whose account."`
	Undo  bool   `name:"undo" help:"Let them sign in again; tokens are not given back."`
}

func (v accountDisableVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		if err := control.DisableAccount(e.ctx, on, v.Login, v.Undo); err != nil {
			return err
		}
		if v.Undo {
			e.hint("%s can sign in again.", v.Login)
			return nil
		}
		e.hint("%s cannot sign in any more; all sessions and tokens of the account have ended.", v.Login)
		return nil
	})
}
