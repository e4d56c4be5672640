package cli

import (
	"crypto/rand"

	"entente/access"
	"entente/channel"
	"entente/control"
	"entente/keys"
)

type keysVerb struct {
	Holder   keysHolderVerb   `cmd:"" help:"Make the key of somebody who will hold a mandate, on their own machine."`
	Ceremony keysCeremonyVerb `cmd:"" help:"Make the root key of a partner, one part for each custodian, and write the minutes. Offline."`
	Sign     keysSignVerb     `cmd:"" help:"Add a custodian's signature to a mandate, a manifest or a charter, where the root key is kept."`
	Take     keysTakeVerb     `cmd:"" help:"Give this partner's next manifest to the node, once enough custodians have signed it."`
}

type keysHolderVerb struct {
	Output         string `arg:"" help:"New file for the key."`
	PassphraseFile string `name:"passphrase-file" placeholder:"FILE" help:"File whose first line encrypts the key; without it a terminal is asked."`
}

func (v keysHolderVerb) Run(e *env) error {
	passphrase, err := e.wrappingPassphrase(v.PassphraseFile, "the new key")
	if err != nil {
		return err
	}
	key, err := keys.Generate(rand.Reader, keys.Ed25519)
	if err != nil {
		return err
	}
	if err := keys.SaveHolder(v.Output, key, passphrase); err != nil {
		return err
	}
	return e.print(map[string]string{"key": key.Public().String()}, func() {
		e.say("%s", key.Public())
		e.hint("This line goes to the custodians, in person. %s never goes to a node.", v.Output)
	})
}

type keysSignVerb struct {
	custodianFlags
	Statement string `arg:"" help:"File with what the others have signed."`
	Output    string `name:"output" required:"" placeholder:"FILE" help:"New file with one signature more."`
}

func (v keysSignVerb) Run(e *env) error {
	envelope, err := readStatement(v.Statement)
	if err != nil {
		return err
	}
	signers, root, err := v.load(e)
	if err != nil {
		return err
	}
	needed := root.Threshold
	switch envelope.PayloadType {
	case access.MandateType:
		mandate, err := access.ReadMandate(envelope)
		if err != nil {
			return err
		}
		needed = min(root.Threshold, 2)
		e.sayMandate(mandate)
	case keys.ManifestType:
		manifest, err := keys.ReadManifest(envelope)
		if err != nil {
			return err
		}
		e.sayManifest(manifest)
	case channel.CharterType:
		charter, err := channel.Decode(envelope.Payload)
		if err != nil {
			return err
		}
		e.sayCharter(charter)
	default:
		return wrongUsage("%s holds a statement of type %.60s, which custodians do not sign here", v.Statement, envelope.PayloadType)
	}
	e.say("  signed so far by %d of the keys of this root", len(envelope.SignedBy(root.Keys)))
	if err := v.confirm(e, "Add your signature?"); err != nil {
		return err
	}
	signed, err := envelope.AddSignatures(signers...)
	if err != nil {
		return err
	}
	return e.writeStatement(v.Output, signed, root, needed)
}

func (e *env) sayCharter(c channel.Charter) {
	e.say("Charter of channel %s (%s), epoch %d", c.Channel, c.Name, c.Epoch)
	for _, m := range c.Members {
		e.say("  %s %s", m.Standing, m.Partner)
	}
	for _, act := range c.Mandated {
		e.say("  entries take effect at the act %s of a mandate holder", act)
	}
}

type keysTakeVerb struct {
	folderFlags
	Manifest string `arg:"" help:"File with the manifest."`
}

func (v keysTakeVerb) Run(e *env) error {
	envelope, err := readStatement(v.Manifest)
	if err != nil {
		return err
	}
	manifest, err := keys.ReadManifest(envelope)
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		if err := control.TakeManifest(e.ctx, on, envelope); err != nil {
			return err
		}
		return e.print(map[string]int{"version": manifest.Version}, func() {
			e.say("Manifest %d of %s is in force here; partners are told at the next exchange.", manifest.Version, manifest.Code)
		})
	})
}
