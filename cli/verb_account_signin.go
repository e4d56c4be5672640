package cli

import "entente/control"

type accountOIDCVerb struct {
	folderFlags
	Login   string `arg:"" help:"Whose account."`
	Issuer  string `name:"issuer" placeholder:"https://HOST/PATH" help:"The provider, as it writes its own name."`
	Subject string `name:"subject" help:"Who they are there: the claim \"sub\"."`
	Remove  bool   `name:"remove" help:"Have no identity of a provider open the account; its sessions end."`
}

func (v accountOIDCVerb) Run(e *env) error {
	if v.Remove == (v.Issuer != "" && v.Subject != "") || v.Remove && v.Issuer+v.Subject != "" {
		return wrongUsage("account oidc: say --issuer and --subject together, or --remove")
	}
	return v.with(e, func(on control.Operator) error {
		if err := control.BindIdentity(e.ctx, on, control.Identity{Login: v.Login, Issuer: v.Issuer, Subject: v.Subject}); err != nil {
			return err
		}
		if v.Remove {
			e.hint("No identity of a provider opens %s any more.", v.Login)
		} else {
			e.hint("That identity opens %s from now on.", v.Login)
		}
		return nil
	})
}

type accountSessionsVerb struct {
	folderFlags
	Login string `arg:"" help:"Whose account."`
	End   bool   `name:"end" help:"End all of them."`
}

func (v accountSessionsVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		all, err := control.SessionsOf(e.ctx, on, control.Asked{Login: v.Login, End: v.End})
		if err != nil {
			return err
		}
		return e.print(all, func() {
			for _, s := range all {
				e.say("%s  seen %s  %s  by %s", s.Started.Format("2006-01-02 15:04Z"), s.Seen.Format("15:04Z"), s.Browser, s.Ways)
			}
			if v.End {
				e.hint("All sessions of %s have ended.", v.Login)
			}
		})
	})
}

type accountFactorVerb struct {
	folderFlags
	Login  string `arg:"" help:"Whose account."`
	Remove bool   `name:"remove" required:"" help:"Take it away from somebody who has lost it; their sessions end. Its holder sets another up on the page of the account."`
}

func (v accountFactorVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		if err := control.ForgetFactor(e.ctx, on, v.Login); err != nil {
			return err
		}
		e.hint("%s has no second factor; all sessions of the account have ended.", v.Login)
		return nil
	})
}
