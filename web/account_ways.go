package web

import (
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/access"
	"entente/store"
	"entente/ui"
)

// waysView are the sections of an account's page about how its holder shows that it
// is theirs.
type waysView struct {
	PasskeysTitle, PasskeysNote string
	Passkeys                    ui.Table
	HasPasskeys                 bool
	NewPasskey                  ui.Link
	FactorTitle, FactorNote     string
	Factor                      ui.Form
	HasFactor                   bool
	ProviderTitle, ProviderNote string // no title where the node has no provider and nothing is bound
	Bind, Unbind                ui.Form
}

// waysOf reads them.
func (s *site) waysOf(in *opening, state accountState) (v waysView, err error) {
	r, account := reader{in.Reader}, in.Person.Account
	kept, err := in.Tx.Passkeys(account)
	if err != nil {
		return v, err
	}
	factor, err := in.Tx.Factor(account)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return v, err
	}
	bound, err := in.Tx.Identities(account)
	if err != nil {
		return v, err
	}
	v = waysView{
		PasskeysTitle: r.say("Passkeys"), Passkeys: passkeysTable(r, kept), HasPasskeys: len(kept) > 0, NewPasskey: ui.To(passkeyPath, r.say("Add a passkey")),
		PasskeysNote: r.say("A passkey is kept by a device of yours and shows that it is you without a password. Have two, on two devices."),
		FactorTitle:  r.say("Second factor"),
	}
	v.Factor, v.FactorNote = factorForm(r, factor)
	v.HasFactor = factor.Confirmed
	s.providerSection(r, &v, bound, state)
	return v, nil
}

func passkeysTable(r reader, kept []store.Passkey) ui.Table {
	table := ui.Table{Caption: r.say("Passkeys"), Heads: []ui.Head{
		{Words: r.say("Name")}, {Words: r.say("Under")}, {Words: r.say("Made at")}, {Words: r.say("Used last")}, {Words: r.say("Ending")},
	}}
	var rows []ui.Row
	for _, one := range kept {
		end := ui.Form{Action: passkeyEndPath, Hidden: []ui.Hidden{{Name: "passkey", Value: hex.EncodeToString(one.ID)}}, Buttons: []ui.Button{{Words: r.say("Remove it")}}}
		rows = append(rows, ui.Row{Cells: []templ.Component{
			ui.Words(one.Name), ui.Words(one.Host), ui.Words(r.moment(one.Made)), ui.Words(r.momentOrNever(one.Used)), end.Row(),
		}})
	}
	table.Groups = []ui.Rows{{Rows: rows}}
	return table
}

func (r reader) momentOrNever(at time.Time) string {
	if at.IsZero() {
		return r.say("never")
	}
	return r.moment(at)
}

func factorForm(r reader, factor access.Factor) (ui.Form, string) {
	if factor.Confirmed {
		return ui.Form{Action: factorEndPath, Buttons: []ui.Button{{Words: r.say("Remove it")}}},
			r.say("Your account has one: signing in by password asks for its code too.")
	}
	return ui.Form{Action: factorPath, Buttons: []ui.Button{{Words: r.say("Set it up")}}},
		r.say("An app on another device makes codes that are asked for beside your password. Without one nobody signs in by password when passwords are opened in an emergency.")
}

func (s *site) providerSection(r reader, v *waysView, bound []access.Identity, state accountState) {
	if s.SignInProvider == nil && len(bound) == 0 {
		return
	}
	v.ProviderTitle = r.say("Identity provider")
	if len(bound) > 0 {
		var hosts []string
		for _, one := range bound {
			hosts = append(hosts, hostOf(one.Issuer))
		}
		v.ProviderNote = r.say("This account is opened by your identity at {host}.", "host", strings.Join(hosts, ", "))
		v.Unbind = ui.Form{Action: unbindPath, Buttons: []ui.Button{{Words: r.say("Unbind it")}}, Note: r.say("All your sessions end when you unbind it.")}
		return
	}
	v.ProviderNote = r.say("No identity of your organisation’s provider opens this account yet.")
	v.Bind = ui.Form{Action: bindPath, Buttons: []ui.Button{{Words: r.say("Bind your identity")}}}
	if sentence := state.Problems["provider"]; sentence != "" {
		v.Bind.Summary = ui.Summary{Sentence: r.say("Nothing was changed"), Kept: sentence}
	}
}

// ways say how somebody showed who they are.
func (r reader) ways(ways access.Ways) string {
	said := map[access.Way]string{
		access.ByPassword: r.say("password"), access.ByCode: r.say("code"), access.ByPasskey: r.say("passkey"), access.ByProvider: r.say("identity provider"),
	}
	var all []string
	for _, way := range ways {
		all = append(all, said[way])
	}
	return strings.Join(all, ", ")
}
