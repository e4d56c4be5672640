package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"entente/channel"
	"entente/keys"
	"entente/label"
	"entente/record"
	"entente/store"
	"entente/store/sqlite"
)

// Identity is who a new node speaks for.
type Identity struct {
	Code           string // short, shown in tags: "ROK"
	Name           record.Text
	Address        string // https://host:port at which partners reach it
	Demo           bool   // a demonstration: real nodes refuse its card
	Labels         PrivateLabels
	RootPassphrase string // of the root key file; empty for none

	// Custodians of a root that was made before sign the first manifest and the
	// charter of the private channel; without them a root is made and kept in the
	// folder, to be moved away.
	Custodians []keys.Private
	Root       keys.Root
}

// PrivateLabels are the policy and the classifications of the private channel;
// empty ones are TLP:RED as the ceiling and TLP:AMBER+STRICT to begin with.
type PrivateLabels struct{ Policy, Ceiling, Default string }

// Software is the least version of Entente that a new manifest lets speak for
// its partner.
const Software = "0.1.0"

// Init makes a node in an empty or new folder: a root, a node's keys, the first
// manifest, the database, and the private channel for the partner's own drafts.
// A folder that another Init left half made is refused, not repaired.
func Init(ctx context.Context, folder Folder, who Identity, config Config) error {
	if exists, err := folder.Exists(); err != nil {
		return fmt.Errorf("node: look into folder %s: %w", folder, err)
	} else if exists {
		return fmt.Errorf("node: make a node in %s: %w", folder, ErrExists)
	}
	if err := os.MkdirAll(filepath.Dir(folder.NodeKeys()), 0o700); err != nil {
		return fmt.Errorf("node: make a node in %s: %w", folder, err)
	}
	lock, err := folder.hold()
	if err != nil {
		return err
	}
	defer lock.Unlock()
	signers, root := who.Custodians, who.Root
	if len(signers) == 0 {
		if signers, root, err = keys.GenerateRoot(config.Random); err != nil {
			return fmt.Errorf("node: make a node in %s: %w", folder, err)
		}
	}
	own, err := keys.GenerateNode(config.Random, config.Now())
	if err != nil {
		return fmt.Errorf("node: make a node in %s: %w", folder, err)
	}
	manifest, err := firstManifest(who, root, own, config).Sign(signers...)
	if err != nil {
		return fmt.Errorf("node: make a node in %s: %w", folder, err)
	}
	// Signing has checked who this is; nothing was written before.
	if !root.Signed(manifest) {
		return fmt.Errorf("node: make a node in %s: %d of the %d custodians who sign together are here: %w", folder, len(signers), root.Threshold, keys.ErrUnsigned)
	}
	if len(who.Custodians) == 0 {
		if err := keys.SaveRoot(folder.RootKeys(), signers, root, who.RootPassphrase); err != nil {
			return fmt.Errorf("node: make a node in %s: %w", folder, err)
		}
	}
	if err := makeDatabase(ctx, folder, who, own, manifest, config); err != nil {
		return fmt.Errorf("node: make a node in %s: %w", folder, err)
	}
	// The key file comes last: it is what makes the folder a node.
	if err := keys.SaveNode(folder.NodeKeys(), own, config.Passphrase); err != nil {
		return fmt.Errorf("node: make a node in %s: %w", folder, err)
	}
	if err := lock.Unlock(); err != nil {
		return err
	}
	return openPrivateChannels(ctx, folder, who.Labels, config, signers)
}

func firstManifest(who Identity, root keys.Root, own keys.NodeKeys, config Config) keys.Manifest {
	m := keys.NewManifest(root, config.Now())
	m.Code, m.Name, m.Demo = who.Code, namesOf(who.Name), who.Demo
	m.Ledger = []keys.LedgerKey{own.LedgerKey(config.Now())}
	m.TLS = []string{own.TLSPin()}
	m.Recipients = []string{own.Recipient.Recipient().String()}
	m.LeastSoftware = Software
	return m
}

func namesOf(name record.Text) map[string]string {
	names := map[string]string{}
	for _, language := range record.Languages() {
		if text := name.Get(language); text != "" {
			names[string(language)] = text
		}
	}
	return names
}

func makeDatabase(ctx context.Context, folder Folder, who Identity, own keys.NodeKeys, manifest keys.Envelope, config Config) error {
	if _, err := os.Stat(folder.Database()); err == nil {
		return fmt.Errorf("%s is there already, without a node's keys: move it away first", folder.Database())
	}
	opened, err := keys.OpenManifest(manifest)
	if err != nil {
		return err
	}
	db, err := sqlite.Open(ctx, folder.Database(), sqlite.Options{ContentKey: own.Content, Random: config.Random, Now: config.Now})
	if err != nil {
		return err
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.SetSetting(selfSetting, opened.Partner.String()); err != nil {
			return err
		}
		if err := tx.PutPartner(store.Partner{
			ID: opened.Partner, Code: who.Code, Name: who.Name, Address: who.Address,
			State: store.PartnerSelf, Manifest: manifest, ManifestVersion: opened.Version,
		}); err != nil {
			return err
		}
		return tx.AddManifest(opened.Partner, opened.Version, manifest)
	})
	return errors.Join(err, db.Close())
}

// openPrivateChannels founds the channels whose only member is this partner: that of
// its drafts and that of its audit.
func openPrivateChannels(ctx context.Context, folder Folder, labels PrivateLabels, config Config, signers []keys.Private) error {
	n, err := Open(ctx, folder, config)
	if err != nil {
		return err
	}
	if labels.Policy == "" {
		labels = PrivateLabels{Policy: label.TLP().Name, Ceiling: "RED", Default: "AMBER+STRICT"}
	}
	_, err = n.Found(ctx, Founding{
		Name:   record.Text{EN: "Private drafts", FR: "Brouillons internes", KO: "내부 초안"},
		Policy: labels.Policy, Ceiling: labels.Ceiling, Default: labels.Default,
	}, signers)
	if err == nil {
		err = n.beginAudit(ctx, labels, signers)
	}
	return errors.Join(err, n.Close())
}

// beginAudit founds the channel of the audit ledger with the root at hand.
func (n *Node) beginAudit(ctx context.Context, labels PrivateLabels, signers []keys.Private) error {
	charter, err := n.DraftAudit(ctx, labels)
	if err != nil {
		return err
	}
	signed, err := channel.Propose(charter, signers...)
	if err != nil {
		return err
	}
	return n.BeginAudit(ctx, signed.Encode())
}
