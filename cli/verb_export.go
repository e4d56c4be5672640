package cli

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"entente/control"
	"entente/interchange"
	"entente/label"
)

type exportVerb struct {
	folderFlags
	Ledger  bool   `name:"ledger" help:"Write a ledger, verbatim and with all that proves it."`
	Kind    string `name:"kind" placeholder:"KIND" help:"Write the records of a kind as CSV."`
	Channel string `name:"channel" placeholder:"CHANNEL" help:"Id or name of the channel, or \"private\"; without it the only shared one."`
	Partner string `name:"partner" placeholder:"PARTNER" help:"With --kind: whose records, or \"all\"; without it our own."`
	Output  string `name:"output" required:"" placeholder:"FILE" help:"New file, or \"-\"; with \"all\" a new folder."`
	Origin  string `arg:"" optional:"" help:"With --ledger: origin of the ledger, or \"all\"; without it our own in the channel."`
}

func (v exportVerb) Run(e *env) error {
	switch {
	case v.Ledger == (v.Kind != ""):
		return wrongUsage("say what to export: --ledger, or --kind KIND for records as CSV")
	case v.Kind != "" && v.Origin != "":
		return wrongUsage("%q is too much: records are not chosen by ledger", v.Origin)
	}
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		switch {
		case v.Kind != "":
			return v.records(e, on, status)
		case v.Origin == "all":
			return v.allLedgers(e, on, status)
		}
		return v.oneLedger(e, on, status)
	})
}

// An exportedLedger is what the verb says of each.
type exportedLedger struct {
	Origin  string `json:"origin"`
	Partner string `json:"partner"`
	Entries int64  `json:"entries"` // up to the checkpoint that covers them
	File    string `json:"file"`
}

func (v exportVerb) oneLedger(e *env, on control.Operator, status control.Status) error {
	chosen, err := v.chosen(status)
	if err != nil {
		return err
	}
	exported, err := e.exportLedger(on, chosen, v.Output)
	if err != nil || v.Output == "-" {
		return err
	}
	return e.print([]exportedLedger{exported}, func() { e.sayExported(exported) })
}

func (v exportVerb) chosen(status control.Status) (control.LedgerStatus, error) {
	if v.Origin != "" {
		for _, c := range status.Channels {
			for _, l := range c.Ledgers {
				if l.Origin == v.Origin {
					return l, nil
				}
			}
		}
		return control.LedgerStatus{}, fmt.Errorf("this node keeps no ledger %.90q; \"entente channel list --json\" shows them", v.Origin)
	}
	channel, err := channelNamed(status, v.Channel)
	if err != nil {
		return control.LedgerStatus{}, err
	}
	var own []control.LedgerStatus
	for _, l := range channel.Ledgers {
		if l.Own {
			own = append(own, l)
		}
	}
	if len(own) != 1 {
		return control.LedgerStatus{}, wrongUsage("we have %d ledgers in channel %s: say which by its origin", len(own), channel.ID)
	}
	return own[0], nil
}

func (e *env) exportLedger(on control.Operator, l control.LedgerStatus, path string) (exportedLedger, error) {
	if l.Checkpoint == nil {
		return exportedLedger{}, fmt.Errorf("ledger %s has no signed checkpoint yet, so nothing in it can be proven", l.Origin)
	}
	err := e.newFile(path, func(w io.Writer) error {
		return control.ExportLedger(e.ctx, on, l.Origin, w, e.progress("export"))
	})
	return exportedLedger{l.Origin, l.Partner, l.Checkpoint.Size, path}, err
}

func (e *env) sayExported(x exportedLedger) {
	e.say("%s: the ledger of %s, %d entries. Check it anywhere with \"entente verify %s\".", x.File, x.Partner, x.Entries, x.File)
}

// allLedgers writes every ledger that has a checkpoint into a new folder.
func (v exportVerb) allLedgers(e *env, on control.Operator, status control.Status) error {
	if err := os.Mkdir(v.Output, 0o700); err != nil {
		return fmt.Errorf("export to a new folder: %w", err)
	}
	exported := []exportedLedger{}
	for _, c := range status.Channels {
		if c.Private {
			continue // drafts leave this node only if their ledger is named
		}
		for _, l := range c.Ledgers {
			if l.Checkpoint == nil {
				continue
			}
			short := l.Origin[strings.LastIndex(l.Origin, "/")+1:]
			x, err := e.exportLedger(on, l, filepath.Join(v.Output, short+".entente"))
			if err != nil {
				return err
			}
			exported = append(exported, x)
		}
	}
	return e.print(exported, func() {
		for _, x := range exported {
			e.sayExported(x)
		}
	})
}

func (v exportVerb) records(e *env, on control.Operator, status control.Status) error {
	if _, known := e.collected.Kinds.Lookup(v.Kind); !known {
		return wrongUsage("there is no kind %q; there are %s", v.Kind, strings.Join(e.kindNames(), ", "))
	}
	channel, err := channelNamed(status, v.Channel)
	if err != nil {
		return err
	}
	export := control.Export{Kind: v.Kind, Channel: channel.ID, Partner: &status.Partner.ID}
	switch v.Partner {
	case "":
	case "all":
		export.Partner = nil
	default:
		partner, err := partnerNamed(status, v.Partner)
		if err != nil {
			return err
		}
		export.Partner = &partner
	}
	var done interchange.Exported
	err = e.newFile(v.Output, func(w io.Writer) error {
		done, err = control.ExportRecords(e.ctx, on, export, w, e.progress("export"))
		return err
	})
	if err != nil || v.Output == "-" {
		return err
	}
	if err := v.sidecar(e, done); err != nil {
		return err
	}
	return e.print(done, func() {
		e.say("%s: %d records.", v.Output, done.Records)
		if done.Label != "" {
			e.say("It is marked %s; %s.label.xml says so and belongs beside it.", label.Shipped().Marking([]byte(done.Label), "en").Text, v.Output)
		}
		if done.LeftOut > 0 {
			e.say("%d are left out: their text is not here, or of a newer version.", done.LeftOut)
		}
	})
}

// sidecar writes the label of a file of records beside it, as a binding that
// other systems read (STANAG 4778).
func (v exportVerb) sidecar(e *env, done interchange.Exported) error {
	if done.Label == "" {
		return nil
	}
	bound, err := label.Bind(url.PathEscape(filepath.Base(v.Output)), []byte(done.Label))
	if err != nil {
		return err
	}
	return e.newFile(v.Output+".label.xml", func(w io.Writer) error {
		_, err := w.Write(bound)
		return err
	})
}
