package doctor

import (
	"fmt"
	"strings"

	"entente/access"
	"entente/feature"
	"entente/office"
	"entente/store"
)

// mostNamed bounds what one finding lists.
const mostNamed = 8

func named(all []string) string {
	if len(all) > mostNamed {
		return fmt.Sprintf("%s and %d more", strings.Join(all[:mostNamed], ", "), len(all)-mostNamed)
	}
	return strings.Join(all, ", ")
}

// passwordOnly finds people who prove nothing but that they know a password.
func passwordOnly(p *patient) ([]Finding, error) {
	accounts, err := p.tx.Accounts()
	if err != nil {
		return nil, err
	}
	var logins []string
	for _, a := range accounts {
		if a.Disabled || a.Demo {
			continue
		}
		alone, err := byPasswordAlone(p, a)
		if err != nil {
			return nil, err
		}
		if alone {
			logins = append(logins, a.Login)
		}
	}
	if logins == nil {
		return []Finding{good("sign-in", "Nobody signs in by a password alone.")}, nil
	}
	grade := Fault
	if p.reached.Passwords {
		grade = Advice // it was stated, and is still said
	}
	return []Finding{{Check: "sign-in", Grade: grade, Trial: true,
		Found: fmt.Sprintf("A password alone opens the accounts %s: whoever sees or guesses it is in.", named(logins)),
		Do:    "Give each a passkey or a second factor, or let your side's single sign-on let them in; a small node that has neither says \"serve --password-sign-in\" (docs/operating.md, \"Who may sign in\")."}}, nil
}

// byPasswordAlone reports whether an account is opened by a password and nothing
// else. It is the one place that knows which ways to sign in there are.
func byPasswordAlone(p *patient, a access.Account) (bool, error) {
	hash, err := p.tx.Password(a.ID)
	if err != nil || hash == "" {
		return false, err
	}
	held, err := p.node.CredentialsOf(p.tx, a.ID)
	return held.Only(), err
}

// offices finds those whose duties reach nobody.
func offices(p *patient) ([]Finding, error) {
	private, err := p.tx.PrivateChannel()
	if err != nil {
		return nil, err
	}
	rows, err := p.tx.Records(store.RecordQuery{Channel: &private.ID, Kind: office.Offices.Name(), Limit: store.MaxLimit})
	if err != nil {
		return nil, err
	}
	accounts, err := p.tx.Accounts()
	if err != nil {
		return nil, err
	}
	held := map[string]bool{}
	for _, a := range accounts {
		if a.Disabled {
			continue
		}
		acts, err := office.Of(p.tx, a, p.now)
		if err != nil {
			return nil, err
		}
		for _, o := range acts {
			held[o.Code] = true
		}
	}
	empty := 0
	for _, row := range rows {
		if value, ok := feature.Read(office.Offices, row); ok && !value.Inactive && !held[value.Code] {
			empty++
		}
	}
	if empty == 0 {
		return []Finding{good("offices", "Every office in use has somebody who acts for it.")}, nil
	}
	return []Finding{{Check: "offices", Grade: Advice,
		Found: fmt.Sprintf("Offices without a holder whose account can sign in: %d. What waits for them reaches nobody.", empty),
		Do:    "Name a holder or a deputy on the page of each office, or say that it is no longer in use."}}, nil
}
