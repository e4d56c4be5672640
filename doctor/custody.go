package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"entente/keys"
	"entente/node"
)

// demonstration finds what everybody knows the password of.
func demonstration(p *patient) ([]Finding, error) {
	self, err := p.tx.Partner(p.node.Self())
	if err != nil {
		return nil, err
	}
	manifest, err := keys.ReadManifest(self.Manifest)
	if err != nil {
		return nil, err
	}
	if manifest.Demo {
		return []Finding{{Check: "demonstration", Grade: Fault,
			Found: "This is a folder of the demonstration, whose keys bind nobody.",
			Do:    "Run \"entente demo --dir\" with the folder that it is in, or make a node of your own with \"entente init\"."}}, nil
	}
	accounts, err := p.tx.Accounts()
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Demo {
			return []Finding{{Check: "demonstration", Grade: Fault,
				Found: "It holds accounts of a demonstration, whose password everybody knows: this is not a database of this node.",
				Do:    "Use the folder's own database."}}, nil
		}
	}
	return []Finding{good("demonstration", "Nothing here is of a demonstration.")}, nil
}

// rootKey finds the partner's root on the machine that is reached by others.
func rootKey(p *patient) ([]Finding, error) {
	path := p.node.Folder.RootKeys()
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []Finding{good("root key", "The partner's root key is not in the folder.")}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("doctor: look for the root key: %w", err)
	}
	return []Finding{{Check: "root key", Grade: Fault, Trial: true,
		Found: fmt.Sprintf("The partner's root key lies on this node (%s): whoever takes the machine speaks for the partner.", path),
		Do:    "Move it to a medium that is kept offline; commands that need it take --root FILE."}}, nil
}

// nodeKeys finds keys that a copy of the folder gives away.
func nodeKeys(p *patient) ([]Finding, error) {
	wrapped, err := keys.Wrapped(p.node.Folder.NodeKeys())
	if err != nil {
		return nil, err
	}
	if wrapped {
		return []Finding{good("node keys", "The node's keys are wrapped by a passphrase.")}, nil
	}
	return []Finding{{Check: "node keys", Grade: Fault, Trial: true,
		Found: fmt.Sprintf("The node's keys are not wrapped: whoever copies %s can sign as this node and read its database.", p.node.Folder.NodeKeys()),
		Do:    "Stop the node and run \"entente passphrase\"; serve then takes --passphrase-file FILE or asks."}}, nil
}

// gate finds a node that must not sign.
func gate(p *patient) ([]Finding, error) {
	err := p.node.Gate()
	switch {
	case err == nil:
		return []Finding{good("signing", "The node may sign.")}, nil
	case p.node.ReadOnly:
		return []Finding{good("signing", "Not looked at: another process holds the folder.")}, nil
	case errors.Is(err, node.ErrClosedGate):
		return []Finding{{Check: "signing", Grade: Fault, Found: err.Error() + ".", Do: "docs/operating.md, \"When it does not sign\"."}}, nil
	}
	return nil, err
}
