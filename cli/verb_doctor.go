package cli

import (
	"errors"
	"slices"

	"entente/control"
	"entente/doctor"
)

type doctorVerb struct {
	folderFlags
	Backup []string `name:"backup" placeholder:"DIR" help:"Look through this place of backups too, for what must not lie in one. Say it again for each."`
}

func (v doctorVerb) Run(e *env) error {
	var all []doctor.Finding
	err := v.with(e, func(on control.Operator) (err error) {
		all, err = control.Examine(e.ctx, on)
		return err
	})
	if err != nil {
		return err
	}
	for _, path := range v.Backup {
		found, err := doctor.Backup(path)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	err = e.print(all, func() { e.sayFindings(all) })
	if err == nil && doctor.Refuse(all, false) != nil {
		err = errQuiet // faults: the exit status says so too
	}
	return err
}

// sayFindings tells what to put right first.
func (e *env) sayFindings(all []doctor.Finding) {
	for _, grade := range []doctor.Grade{doctor.Fault, doctor.Advice, doctor.Good} {
		for _, f := range all {
			if f.Grade != grade {
				continue
			}
			e.say("%-6s  %s: %s", f.Grade, f.Check, f.Found)
			if f.Do != "" {
				e.say("        %s", f.Do)
			}
		}
	}
	if !slices.ContainsFunc(all, func(f doctor.Finding) bool { return f.Grade != doctor.Good }) {
		e.say("Nothing is to be done.")
	}
}

type passphraseVerb struct {
	folderFlags
	NewPassphraseFile string `name:"new-passphrase-file" placeholder:"FILE" help:"File whose first line is the new passphrase; without it a terminal is asked twice."`
}

// Run wraps the node's keys. A process that serves holds the folder and is left
// alone: it has read its keys, but a second one that cannot would be a surprise.
func (v passphraseVerb) Run(e *env) error {
	n, err := v.open(e, false)
	if err != nil {
		return err
	}
	old := n.Passphrase
	passphrase, err := e.newPassphrase(v.NewPassphraseFile, "New passphrase of the node's keys: ")
	if err == nil && passphrase == "" {
		err = errors.New("no passphrase was given; the keys are as they were")
	}
	if err == nil {
		err = n.Rewrap(old, passphrase)
	}
	if err := errors.Join(err, n.Close()); err != nil {
		return err
	}
	e.hint("The node's keys are wrapped by the new passphrase. The disk may keep the bytes of the old file for a while: if others could read it, replace the keys.")
	return nil
}
