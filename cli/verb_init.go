package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"entente/control"
	"entente/keys"
	"entente/node"
	"entente/record"
)

type initVerb struct {
	folderFlags
	Code               string   `name:"code" required:"" help:"Short name of the partner, shown in tags: ROK."`
	Name               string   `name:"name" required:"" help:"Name of the partner in English."`
	NameFR             string   `name:"name-fr" help:"Name in French."`
	NameKO             string   `name:"name-ko" help:"Name in Korean."`
	Address            string   `name:"address" placeholder:"https://HOST:PORT" help:"Where partners' nodes reach this one; serve --address can say it later."`
	Root               []string `name:"root" sep:"none" placeholder:"FILE" help:"A custodian's part of a root that was made in a ceremony; say it for as many as sign together. Without it a root is made."`
	RootPassphraseFile []string `name:"root-passphrase-file" sep:"none" placeholder:"FILE" help:"File whose first line encrypts the root key that is made (else --passphrase-file encrypts both), or opens those of --root."`
}

// Bounds of what is typed at a terminal.
const maxAnswerBytes = 1 << 10

func (v initVerb) Run(e *env) error {
	if v.Address != "" {
		if err := keys.CheckAddress(v.Address); err != nil {
			return err
		}
	}
	who := node.Identity{Code: v.Code, Name: record.Text{EN: v.Name, FR: v.NameFR, KO: v.NameKO}, Address: v.Address}
	passphrase, err := e.newPassphrase(v.PassphraseFile, "Passphrase that wraps the node's keys and the root (empty for a trial, without): ")
	if err != nil {
		return err
	}
	if err := v.root(e, &who, passphrase); err != nil {
		return err
	}
	if err := node.Init(e.ctx, v.folder(), who, e.config(passphrase)); err != nil {
		return err
	}
	n, err := node.Open(e.ctx, v.folder(), e.config(passphrase))
	if err != nil {
		return err
	}
	on := control.Local(n)
	status, err := control.AskStatus(e.ctx, on)
	if err == nil {
		err = e.offerAccount(on, v)
	}
	if err := errors.Join(err, on.Close()); err != nil {
		return err
	}
	return e.print(status.Partner, func() {
		e.say("%s (%s) has a node in %s.", status.Partner.Code, status.Partner.ID, v.Data)
		e.say("Fingerprint of its card, for partners to compare: %s", status.Partner.Fingerprint)
		if passphrase == "" {
			e.say("Its key files are NOT wrapped: whoever copies %s can sign for %s. \"entente passphrase --data %s\" wraps the node's; until then it is served as a --trial only.", v.Data, status.Partner.Code, v.Data)
		}
		if len(v.Root) == 0 {
			e.hint("Move %s off this machine; only founding and accepting channels needs it.", v.folder().RootKeys())
		}
	})
}

// root is the one that a ceremony made, or how one that is made now is encrypted.
func (v initVerb) root(e *env, who *node.Identity, passphrase string) (err error) {
	if len(v.Root) > 0 {
		who.Custodians, who.Root, err = e.loadRoots(v.Root, v.RootPassphraseFile)
		return err
	}
	file := ""
	if len(v.RootPassphraseFile) > 1 {
		return wrongUsage("--root-passphrase-file: one root key is made, with one passphrase")
	}
	if len(v.RootPassphraseFile) == 1 {
		file = v.RootPassphraseFile[0]
	}
	who.RootPassphrase, err = optionalPassphrase(file, passphrase)
	return err
}

// offerAccount makes the first account where somebody sits at a terminal; where
// a script runs it only says how.
func (e *env) offerAccount(on control.Operator, v initVerb) error {
	later := fmt.Sprintf("Let people sign in with \"entente account add --data %s LOGIN --name NAME --office CODE=TITLE\".", v.Data)
	if !e.atTerminal() {
		e.hint("%s", later)
		return nil
	}
	typed := bufio.NewReader(io.LimitReader(e.in, maxAnswerBytes))
	answers := make([]string, 3)
	for i, question := range []string{
		"Login of the first person who signs in (empty for none now): ", "Their name, as your side calls them: ", "Code of the office for which they act, such as programme-desk: ",
	} {
		fmt.Fprint(e.err, question)
		line, err := typed.ReadString('\n')
		if answers[i] = strings.TrimSpace(line); answers[i] == "" {
			e.hint("%s", later)
			return nil
		}
		if err != nil {
			return fmt.Errorf("make the first account: %w", err)
		}
	}
	password, err := passwordFlags{}.choose(e)
	if err == nil {
		_, err = control.AddAccount(e.ctx, on, control.NewAccount{
			Account:  control.Account{Login: answers[0], Name: answers[1], Offices: []control.Office{{Code: answers[2]}}},
			Password: password,
		})
	}
	if err != nil { // the node is made; only the account is not
		e.hint("No account was made: %v. %s", err, later)
	}
	return nil
}

// optionalPassphrase reads a file, or takes another passphrase if none is named.
func optionalPassphrase(file, otherwise string) (string, error) {
	if file == "" {
		return otherwise, nil
	}
	return passphraseFrom(file)
}
