package cli

import (
	"errors"
	"fmt"

	"entente/control"
	"entente/keys"
	"entente/node"
)

// folderFlags are of every verb that works on a node.
type folderFlags struct {
	Data           string `name:"data" env:"ENTENTE_DATA" required:"" placeholder:"DIR" help:"The node's folder; else what ENTENTE_DATA says."`
	PassphraseFile string `name:"passphrase-file" placeholder:"FILE" help:"File whose first line opens the node's keys; without it a terminal is asked."`
}

// Validate is called by kong: an ENTENTE_DATA that is empty names no folder.
func (f folderFlags) Validate() error {
	if f.Data == "" {
		return errors.New("say which folder with --data DIR, or in ENTENTE_DATA")
	}
	return nil
}

func (f folderFlags) folder() node.Folder { return node.Folder(f.Data) }

// open opens the node in this process.
func (f folderFlags) open(e *env, readOnly bool) (*node.Node, error) {
	return e.withPassphrase(f.PassphraseFile, "the node's keys", func(passphrase string) (*node.Node, error) {
		config := e.config(passphrase)
		config.ReadOnly = readOnly
		return node.Open(e.ctx, f.folder(), config)
	})
}

// operator works on the node in this process, or in the one that holds its
// folder.
func (f folderFlags) operator(e *env) (control.Operator, error) {
	opened, err := f.open(e, false)
	if err == nil {
		return control.Local(opened), nil
	}
	if !errors.Is(err, node.ErrHeld) {
		return nil, err
	}
	remote, remoteErr := control.Remote(f.folder())
	if remoteErr != nil {
		return nil, fmt.Errorf("%w (%w)", err, remoteErr)
	}
	return remote, nil
}

// with runs a verb's work on the node.
func (f folderFlags) with(e *env, work func(control.Operator) error) error {
	on, err := f.operator(e)
	if err != nil {
		return err
	}
	return errors.Join(work(on), on.Close())
}

// rootFlags are of the verbs that sign for the partner itself.
type rootFlags struct {
	Root               []string `name:"root" sep:"none" placeholder:"FILE" help:"The partner's root key, if it is not in the folder any more; say it again for each custodian who is here."`
	RootPassphraseFile []string `name:"root-passphrase-file" sep:"none" placeholder:"FILE" help:"File whose first line opens the root key; without it a terminal is asked."`
}

func (r rootFlags) load(e *env, folder node.Folder) ([]keys.Private, error) {
	paths := r.Root
	if len(paths) == 0 {
		paths = []string{folder.RootKeys()}
	}
	signers, _, err := e.loadRoots(paths, r.RootPassphraseFile)
	if err != nil {
		return nil, fmt.Errorf("the partner's root key is needed to sign (--root FILE if it is kept elsewhere): %w", err)
	}
	return signers, nil
}
