package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"entente/control"
	"entente/exchange"
	"entente/interchange"
	"entente/node"
	"entente/record"
)

type importVerb struct {
	folderFlags
	Kind     string `name:"kind" placeholder:"KIND" help:"Kind of the records: programme/activity."`
	Channel  string `name:"channel" placeholder:"CHANNEL" help:"Id or name of the channel, or \"private\"; without it the only shared one."`
	Office   string `name:"office" default:"registry" help:"Function that writes, not a person (${default})."`
	DryRun   bool   `name:"dry-run" help:"Only say what would be created, changed and refused, and why."`
	TakeGood bool   `name:"take-good" help:"Write the good rows although others are refused."`
	File     string `arg:"" help:"CSV file, or a ledger that \"entente export --ledger\" wrote."`
}

func (v importVerb) Run(e *env) error {
	file, err := os.Open(v.File)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	defer file.Close()
	start, err := startOf(file)
	if err != nil {
		return fmt.Errorf("import %s: %w", v.File, err)
	}
	return v.with(e, func(on control.Operator) error {
		if exchange.IsArchive(start) {
			return v.copyLedger(e, on, file)
		}
		return v.records(e, on, file)
	})
}

// startOf reads enough of a file to know what it is, and goes back.
func startOf(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file: a file is read more than once, so write what comes through a pipe to one first")
	}
	if err != nil {
		return nil, err
	}
	start := make([]byte, 64)
	n, err := io.ReadFull(file, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return start[:n], err
}

func (v importVerb) copyLedger(e *env, on control.Operator, file *os.File) error {
	if v.DryRun || v.Kind != "" {
		return wrongUsage("%s is an exported ledger: it has no --kind, and \"entente verify\" says what is in it", v.File)
	}
	kept, err := control.ImportLedger(e.ctx, on, file)
	if err != nil {
		return err
	}
	return e.print(kept, func() {
		e.say("Ledger %s was verified and is kept as a read-only copy: %d entries.", kept.Origin, kept.Entries)
	})
}

func (v importVerb) records(e *env, on control.Operator, file *os.File) error {
	kind, known := e.collected.Kinds.Lookup(v.Kind)
	if !known {
		return wrongUsage("say with --kind what the rows are: %s", strings.Join(e.kindNames(), ", "))
	}
	status, err := control.AskStatus(e.ctx, on)
	if err != nil {
		return err
	}
	channel, err := channelNamed(status, v.Channel)
	if err != nil {
		return err
	}
	report, err := control.ImportRecords(e.ctx, on, control.Import{
		Kind: v.Kind, Channel: channel.ID, Author: node.Author{Office: v.Office, Person: operatorName},
		TakeGood: v.TakeGood, DryRun: v.DryRun,
	}, file, e.progress("import"))
	if counted := report.Created + report.Changed + report.Unchanged + report.Refused; err != nil && counted == 0 {
		return err
	}
	if printErr := e.print(e.reported(report, kind), func() { e.sayReport(v, report, kind) }); printErr != nil {
		return printErr
	}
	if err == nil && v.DryRun && report.Refused > 0 {
		return errQuiet
	}
	return err
}

// operatorName is the person behind what the command line writes: whoever may
// use the node's folder. Only a pseudonym of it is written.
const operatorName = "operator"

func (e *env) kindNames() []string {
	var names []string
	for _, k := range e.collected.Kinds.All() {
		names = append(names, k.Name())
	}
	slices.Sort(names)
	return names
}

// reported is a report with its problems as sentences.
type reported struct {
	interchange.Report
	Refusals map[int][]string `json:"refusals,omitempty"` // by line
}

func (e *env) reported(report interchange.Report, kind *record.Kind) reported {
	r := reported{Report: report, Refusals: map[int][]string{}}
	for _, row := range report.Rows {
		for _, problem := range row.Problems {
			r.Refusals[row.Line] = append(r.Refusals[row.Line], e.collected.Words.Problem(record.English, kind, problem))
		}
	}
	return r
}

func (e *env) sayReport(v importVerb, report interchange.Report, kind *record.Kind) {
	for _, row := range report.Rows {
		switch row.Action {
		case interchange.Create:
			if !v.DryRun {
				continue // it was asked for; what changed and what was refused is news
			}
			e.say("line %d  create  %s", row.Line, row.Key)
		case interchange.Change:
			e.say("line %d  change  %s: %s", row.Line, row.Key, strings.Join(row.Changes, ", "))
		case interchange.Refuse:
			for _, problem := range row.Problems {
				e.say("line %d  refuse  %s: %s", row.Line, row.Key, e.collected.Words.Problem(record.English, kind, problem))
			}
		}
	}
	if report.Unlisted > 0 {
		e.say("and %d rows that are counted but not listed", report.Unlisted)
	}
	e.say("%s: %d to create, %d to change, %d as they are, %d refused.", v.File, report.Created, report.Changed, report.Unchanged, report.Refused)
	if v.DryRun {
		e.say("This was a dry run: nothing was written.")
	} else {
		e.say("%d rows are written.", report.Written)
	}
}
