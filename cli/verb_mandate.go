package cli

import (
	"strings"
	"time"

	"entente/access"
	"entente/control"
	"entente/keys"
)

type mandateVerb struct {
	Give   mandateGiveVerb   `cmd:"" help:"Write a mandate and sign it with a root key, where that is kept; no node is needed."`
	Add    mandateAddVerb    `cmd:"" help:"Give a mandate that enough custodians have signed to the node."`
	List   mandateListVerb   `cmd:"" help:"List the mandates that the node knows, its own and its partners'."`
	Revoke mandateRevokeVerb `cmd:"" help:"Write the manifest that revokes mandates, and sign it with a root key."`
}

type mandateGiveVerb struct {
	custodianFlags
	Output  string   `name:"output" required:"" placeholder:"FILE" help:"New file for the mandate."`
	Partner string   `name:"partner" placeholder:"ID" help:"Id of the partner, if its root is not the one that founded it any more."`
	Holder  string   `name:"holder" required:"" placeholder:"PSEUDONYM" help:"Whom the mandate is for: small letters, digits, hyphens. Others see it, so it is no name."`
	Key     string   `name:"key" required:"" placeholder:"KEY" help:"The holder's public key, as \"entente keys holder\" printed it."`
	Act     []string `name:"act" required:"" sep:"none" placeholder:"ACT" help:"What the holder may do: release, response, adoption, withdrawal, charter, keys or grants; may be said again."`
	Channel string   `name:"channel" placeholder:"ID" help:"Id of the one channel that it is for; without it, all."`
	From    string   `name:"from" placeholder:"TIME" help:"When it begins, as 2026-11-24T09:00:00Z; without it, now."`
	Days    int      `name:"days" default:"365" help:"For how many days it holds (${default})."`
	Deputy  []string `name:"deputy" sep:"none" placeholder:"PSEUDONYM=KEY" help:"Who may do the same in the holder's absence, with a key of their own; may be said again."`
}

func (v mandateGiveVerb) Run(e *env) error {
	mandate, err := v.mandate(e.now())
	if err != nil {
		return err
	}
	signers, root, err := v.load(e)
	if err != nil {
		return err
	}
	if mandate.Partner.IsZero() {
		mandate.Partner = keys.FoundingID(root)
	}
	e.sayMandate(mandate)
	if err := v.confirm(e, "Sign this mandate?"); err != nil {
		return err
	}
	envelope, err := mandate.Sign(signers...)
	if err != nil {
		return err
	}
	return e.writeStatement(v.Output, envelope, root, min(root.Threshold, 2))
}

func (v mandateGiveVerb) mandate(now time.Time) (m access.Mandate, err error) {
	m = access.Mandate{Holder: v.Holder, Channel: v.Channel, NotBefore: now.UTC()}
	if v.Partner != "" {
		if err := m.Partner.UnmarshalText([]byte(v.Partner)); err != nil {
			return m, wrongUsage("--partner: %v", err)
		}
	}
	if v.From != "" {
		if m.NotBefore, err = time.Parse(time.RFC3339, v.From); err != nil {
			return m, wrongUsage("--from %s: it is a time such as 2026-11-24T09:00:00Z", v.From)
		}
	}
	if v.Days < 1 {
		return m, wrongUsage("--days %d: a mandate holds for a day or more", v.Days)
	}
	m.NotAfter = m.NotBefore.AddDate(0, 0, v.Days)
	if m.Key, err = keys.ParsePublic(v.Key); err != nil {
		return m, wrongUsage("--key: %v", err)
	}
	for _, act := range v.Act {
		if !access.Verb(act).Known() {
			return m, wrongUsage("--act %s: there are release, response, adoption, withdrawal, charter, keys and grants", act)
		}
		m.Acts = append(m.Acts, access.Verb(act))
	}
	for _, said := range v.Deputy {
		holder, key, _ := strings.Cut(said, "=")
		deputy := access.Deputy{Holder: holder}
		if deputy.Key, err = keys.ParsePublic(key); err != nil {
			return m, wrongUsage("--deputy %s: it is PSEUDONYM=KEY: %v", said, err)
		}
		m.Deputies = append(m.Deputies, deputy)
	}
	return m, nil
}

func (e *env) sayMandate(m access.Mandate) {
	verbs := make([]string, len(m.Acts))
	for i, act := range m.Acts {
		verbs[i] = string(act)
	}
	where := "every channel"
	if m.Channel != "" {
		where = "channel " + m.Channel
	}
	e.say("Mandate of partner %s for %s", m.Partner, m.Holder)
	e.say("  may: %s; in %s", strings.Join(verbs, ", "), where)
	e.say("  from %s to %s", moment(m.NotBefore), moment(m.NotAfter))
	e.say("  key: %s", m.Key)
	for _, d := range m.Deputies {
		e.say("  deputy %s, key: %s", d.Holder, d.Key)
	}
}

type mandateAddVerb struct {
	folderFlags
	Mandate string `arg:"" help:"File with the mandate."`
}

func (v mandateAddVerb) Run(e *env) error {
	envelope, err := readStatement(v.Mandate)
	if err != nil {
		return err
	}
	mandate, err := access.ReadMandate(envelope)
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		if err := control.AddMandate(e.ctx, on, envelope); err != nil {
			return err
		}
		return e.print(map[string]string{"mandate": envelope.HashText()}, func() {
			e.sayMandate(mandate)
			e.say("The node knows it: %s", envelope.HashText())
		})
	})
}

type mandateListVerb struct{ folderFlags }

func (v mandateListVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		all, err := control.ListMandates(e.ctx, on)
		if err != nil {
			return err
		}
		return e.print(all, func() {
			for _, m := range all {
				acts := make([]string, len(m.Acts))
				for i, act := range m.Acts {
					acts[i] = string(act)
				}
				e.say("%s  %s  %s  may %s", m.Code, m.Holder, m.State, strings.Join(acts, ", "))
				e.say("  from %s to %s%s", moment(m.NotBefore), moment(m.NotAfter), onlyIn(m.Channel))
				if len(m.Deputies) > 0 {
					e.say("  deputies: %s", strings.Join(m.Deputies, ", "))
				}
				e.say("  %s", m.Hash)
			}
			if len(all) == 0 {
				e.hint("No mandate yet; see \"entente mandate give --help\".")
			}
		})
	})
}

func onlyIn(channel string) string {
	if channel == "" {
		return ""
	}
	return ", in channel " + channel
}
