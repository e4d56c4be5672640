package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"entente/keys"
)

// custodianFlags are of the verbs in which a custodian of the root signs.
type custodianFlags struct {
	Root           string `name:"root" required:"" placeholder:"FILE" help:"The custodian's root key."`
	RootPassphrase string `name:"root-passphrase-file" placeholder:"FILE" help:"File whose first line opens the root key; without it a terminal is asked."`
	Yes            bool   `name:"yes" help:"Sign without asking at the terminal, for scripts."`
}

type rootKeys struct {
	signers []keys.Private
	root    keys.Root
}

func (f custodianFlags) load(e *env) ([]keys.Private, keys.Root, error) {
	held, err := opening(e, f.RootPassphrase, "the root key", func(passphrase string) (rootKeys, error) {
		signers, root, err := keys.LoadRoot(f.Root, passphrase)
		return rootKeys{signers, root}, err
	})
	return held.signers, held.root, err
}

// errDeclined says that a person, asked whether to sign, did not say yes.
var errDeclined = errors.New("nothing was signed")

func (f custodianFlags) confirm(e *env, question string) error { return e.confirm(f.Yes, question) }

// confirm asks a person at the terminal. A script says beforehand that it means it.
func (e *env) confirm(said bool, question string) error {
	if said {
		return nil
	}
	if !e.atTerminal() {
		return fmt.Errorf("%w: there is no terminal to ask at; --yes signs without asking", errDeclined)
	}
	fmt.Fprintf(e.err, "%s Type yes: ", question)
	line, err := bufio.NewReader(io.LimitReader(e.in, maxAnswerBytes)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the answer: %w", err)
	}
	if strings.TrimSpace(line) != "yes" {
		return errDeclined
	}
	return nil
}

// wrappingPassphrase is what a key that binds the partner is encrypted with: it
// never lies about in the clear.
func (e *env) wrappingPassphrase(file, of string) (string, error) {
	passphrase, err := e.newPassphrase(file, "Passphrase for "+of+": ")
	if err == nil && passphrase == "" {
		err = errors.New("a key that binds the partner needs a passphrase, from a terminal or a file; no key was made")
	}
	return passphrase, err
}

// loadRoots reads the parts of several custodians who are here together.
func (e *env) loadRoots(files, passphraseFiles []string) (all []keys.Private, root keys.Root, err error) {
	if len(passphraseFiles) > 1 && len(passphraseFiles) != len(files) {
		return nil, root, wrongUsage("--root-passphrase-file is said once for all root keys, or once for each")
	}
	for i, path := range files {
		passphrase := ""
		if len(passphraseFiles) > 0 {
			passphrase = passphraseFiles[min(i, len(passphraseFiles)-1)]
		}
		signers, of, err := custodianFlags{Root: path, RootPassphrase: passphrase}.load(e)
		if err != nil {
			return nil, root, err
		}
		if i > 0 && !of.Equal(root) {
			return nil, root, fmt.Errorf("%s is a part of another root than %s", path, files[0])
		}
		all, root = append(all, signers...), of
	}
	return all, root, nil
}
