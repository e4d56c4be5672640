package cli

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"entente/keys"
)

type keysCeremonyVerb struct {
	Folder    string   `arg:"" help:"Folder for the key files and the minutes; each key file goes home with its custodian."`
	Threshold int      `name:"threshold" required:"" help:"How many custodians sign together."`
	Custodian []string `name:"custodian" required:"" sep:"none" placeholder:"NAME" help:"Who keeps a part, as the minutes name them; say it again for each."`
	Witness   []string `name:"witness" sep:"none" placeholder:"NAME" help:"Who watches; may be said again."`
	Place     string   `name:"place" required:"" help:"Where it takes place, for the minutes."`

	PassphraseFile []string `name:"passphrase-file" sep:"none" placeholder:"FILE" help:"For rehearsals: a file for each custodian, in their order. Without it each types their own, unseen by the others."`
}

// A share is what one custodian takes home.
type share struct {
	name, file string
	key        keys.Private
}

func (v keysCeremonyVerb) Run(e *env) error {
	if len(v.PassphraseFile) > 0 && len(v.PassphraseFile) != len(v.Custodian) {
		return wrongUsage("--passphrase-file is said once for each custodian, or not at all")
	}
	began := e.now()
	shares, root, err := v.shares()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(v.Folder, 0o700); err != nil {
		return fmt.Errorf("hold a ceremony in %s: %w", v.Folder, err)
	}
	e.hint("%d custodians, %d of whom sign together. The machine should have no network and be erased afterwards.", len(shares), root.Threshold)
	for i, s := range shares {
		e.hint("%s: choose your passphrase, alone at the keyboard. Nobody can recover it.", s.name)
		file := ""
		if len(v.PassphraseFile) > 0 {
			file = v.PassphraseFile[i]
		}
		passphrase, err := e.wrappingPassphrase(file, "the key of "+s.name)
		if err != nil {
			return err
		}
		if err := keys.SaveRoot(s.file, []keys.Private{s.key}, root, passphrase); err != nil {
			return err
		}
		if _, _, err := keys.LoadRoot(s.file, passphrase); err != nil {
			return fmt.Errorf("the key of %s cannot be read again: %w", s.name, err)
		}
		e.hint("%s is written and was read again.", s.file)
	}
	minutes := filepath.Join(v.Folder, "minutes.txt")
	if err := e.newFile(minutes, func(to io.Writer) error { return v.minutes(to, e.software(), began, e.now(), shares, root) }); err != nil {
		return err
	}
	return e.print(map[string]string{"partner": keys.FoundingID(root).String(), "minutes": minutes}, func() {
		e.say("Partner %s. Print %s, compare the key ids with those on the screen, and let everybody sign it.", keys.FoundingID(root), minutes)
		for _, s := range shares {
			e.say("  %s  %s", s.key.Public().KeyID(), s.name)
		}
	})
}

func (v keysCeremonyVerb) shares() (shares []share, root keys.Root, err error) {
	root.Threshold = v.Threshold
	named := map[string]bool{}
	for i, name := range v.Custodian {
		name = strings.Join(strings.Fields(name), " ")
		if name == "" || named[name] {
			return nil, root, wrongUsage("--custodian %q: each custodian has a name of their own", name)
		}
		named[name] = true
		key, err := keys.Generate(rand.Reader, keys.Ed25519)
		if err != nil {
			return nil, root, err
		}
		shares = append(shares, share{name, filepath.Join(v.Folder, fmt.Sprintf("custodian-%d.key", i+1)), key})
		root.Keys = append(root.Keys, key.Public())
	}
	if err := root.Check(); err != nil {
		return nil, root, wrongUsage("%v", err)
	}
	if len(shares) > 1 && root.Threshold == 1 {
		return nil, root, wrongUsage("--threshold 1: then each custodian alone is the partner; two or more sign together")
	}
	return shares, root, nil
}

// minutes has who, when and which keys, and nothing that is secret.
func (v keysCeremonyVerb) minutes(to io.Writer, software string, began, ended time.Time, shares []share, root keys.Root) error {
	line := func(format string, args ...any) { fmt.Fprintf(to, format+"\n", args...) }
	line("MINUTES OF A KEY CEREMONY\n")
	line("Place:     %s", v.Place)
	line("Began:     %s", moment(began))
	line("Ended:     %s", moment(ended))
	line("Software:  %s", software)
	line("Partner:   %s", keys.FoundingID(root))
	line("Root:      %d of %d keys sign together\n", root.Threshold, len(root.Keys))
	line("The machine had no network. Each custodian typed a passphrase that nobody else saw.")
	line("Each file was read again with its passphrase. The custodians took these files with them:\n")
	for _, s := range shares {
		line("%s", s.name)
		line("  file:      %s", filepath.Base(s.file))
		line("  key id:    %s", s.key.Public().KeyID())
		line("  key:       %s", s.key.Public())
		line("  signature: ______________________________\n")
	}
	for _, name := range v.Witness {
		line("%s, witness", strings.Join(strings.Fields(name), " "))
		line("  signature: ______________________________\n")
	}
	_, err := fmt.Fprintln(to, "Deviations from the procedure: ______________________________")
	return err
}
