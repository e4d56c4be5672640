package cli

import (
	"entente/control"
	"entente/keys"
)

type mandateRevokeVerb struct {
	folderFlags
	custodianFlags
	Mandates []string `arg:"" name:"mandate" help:"Hash of each mandate, as \"entente mandate list\" shows it."`
	Output   string   `name:"output" placeholder:"FILE" help:"New file for the manifest, if further custodians have to sign it; without it, the node is given it at once."`
}

func (v mandateRevokeVerb) Run(e *env) error {
	signers, root, err := v.load(e)
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		manifest, err := control.DraftRevocation(e.ctx, on, v.Mandates)
		if err != nil {
			return err
		}
		e.sayManifest(manifest)
		if err := v.confirm(e, "Sign this manifest?"); err != nil {
			return err
		}
		envelope, err := manifest.Sign(signers...)
		if err != nil {
			return err
		}
		if v.Output != "" {
			return e.writeStatement(v.Output, envelope, root, root.Threshold)
		}
		if err := control.TakeManifest(e.ctx, on, envelope); err != nil {
			return err
		}
		e.say("Revoked. Partners are told at the next exchange; a new card tells them without the node.")
		return nil
	})
}

func (e *env) sayManifest(m keys.Manifest) {
	e.say("Manifest %d of %s (%s), issued %s", m.Version, m.Code, m.Partner, moment(m.Issued))
	e.say("  root: %d of %d keys", m.Root.Threshold, len(m.Root.Keys))
	for _, r := range m.Revoked {
		e.say("  revokes mandate %s", r.Mandate)
		for _, end := range r.Ledgers {
			e.say("    from entry %d on in %s: compare the number with what a partner shows", end.Size, end.Origin)
		}
	}
}
