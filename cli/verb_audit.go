package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"entente/audit"
	"entente/control"
	"entente/node"
	"entente/record"
	"entente/store"
)

type auditVerb struct {
	Begin    auditBeginVerb    `cmd:"" help:"Found the ledger of the audit in a folder that has none; it takes the root."`
	List     auditListVerb     `cmd:"" help:"List what was written down, the newest first; that somebody does is written down too."`
	Opening  auditOpeningVerb  `cmd:"" help:"Write what opens the newest anchors, for an auditor to keep where this node cannot reach it."`
	Verify   auditVerifyVerb   `cmd:"" help:"Check the spool, the audit ledger and the anchors of a folder, and openings that an auditor kept."`
	Settings auditSettingsVerb `cmd:"" help:"Say or change how often heads are anchored, how long lines are kept, and which reads are written down."`
}

type auditBeginVerb struct {
	folderFlags
	rootFlags
	Policy  string `name:"policy" help:"Label policy of the audit; without it policy and labels are those of the private channel."`
	Ceiling string `name:"ceiling" help:"Highest classification."`
	Default string `name:"default" help:"Classification of its entries; auditors are cleared for it."`
}

func (v auditBeginVerb) Run(e *env) error {
	root, err := v.load(e, v.folder())
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		if err := control.BeginAudit(e.ctx, on, node.PrivateLabels{Policy: v.Policy, Ceiling: v.Ceiling, Default: v.Default}, root); err != nil {
			return err
		}
		return e.print(map[string]string{"begun": v.Data}, func() { e.say("What is written down in %s gets into a ledger of its own from now on.", v.Data) })
	})
}

type auditListVerb struct {
	folderFlags
	What   string `name:"what" help:"One sort of thing: read, export, release, sign-in …"`
	Login  string `name:"login" help:"Who did it."`
	Office string `name:"office" help:"For which office."`
	Record string `name:"record" placeholder:"ID" help:"Which record it concerns."`
	From   string `name:"from" placeholder:"YYYY-MM-DD" help:"From this day on (UTC)."`
	Until  string `name:"until" placeholder:"YYYY-MM-DD" help:"Before this day (UTC)."`
	Before int64  `name:"before" placeholder:"NUMBER" help:"Lines before this number, for the next page."`
	Limit  int    `name:"limit" default:"100" help:"At most so many (${default})."`
}

func (v auditListVerb) query() (q control.AuditQuery, err error) {
	q = control.AuditQuery{What: audit.What(v.What), Login: v.Login, Office: v.Office, Before: v.Before, Limit: v.Limit}
	for _, day := range []struct {
		text string
		into *time.Time
	}{{v.From, &q.From}, {v.Until, &q.Until}} {
		if day.text == "" {
			continue
		}
		if *day.into, err = time.Parse(time.DateOnly, day.text); err != nil {
			return q, wrongUsage("%.40q is no day: write it as 2026-11-24", day.text)
		}
	}
	if v.Record == "" {
		return q, nil
	}
	id, err := record.ParseID(v.Record)
	q.Record = &id
	return q, err
}

func (v auditListVerb) Run(e *env) error {
	q, err := v.query()
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		all, err := control.ListAudit(e.ctx, on, q)
		if err != nil {
			return err
		}
		return e.print(all, func() {
			for _, a := range all {
				e.say("%s", auditLine(a))
			}
		})
	})
}

// auditLine is one event on one line.
func auditLine(a control.Audited) string {
	records := a.Event.Count
	for _, subject := range a.Event.Of {
		records += int64(len(subject.Records))
	}
	parts := nonEmpty(fmt.Sprintf("%d", a.Number), moment(a.Event.At), string(a.Event.What), a.Event.Outcome, a.Login, a.Event.Office)
	if records > 0 {
		parts = append(parts, fmt.Sprintf("records: %d", records))
	}
	return strings.Join(parts, "  ")
}

type auditOpeningVerb struct {
	folderFlags
	Output string `name:"output" required:"" placeholder:"FILE" help:"New file."`
}

func (v auditOpeningVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		all, err := control.AuditOpenings(e.ctx, on)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fmt.Errorf("%s has anchored nothing yet: a shared channel gets its first anchor at the next round of hours after its founding, counted from midnight UTC (\"entente audit settings --anchor-hours\")", v.Data)
		}
		text, err := json.Marshal(all, json.Deterministic(true))
		if err != nil {
			return err
		}
		err = e.newFile(v.Output, func(w io.Writer) error {
			_, err := w.Write(append(text, '\n'))
			return err
		})
		if err != nil {
			return err
		}
		return e.print(map[string]any{"openings": len(all), "file": v.Output}, func() {
			e.say("%s: what opens the newest anchors of %d channels. Keep it where this node cannot reach it.", v.Output, len(all))
		})
	})
}

// mostOpenings bounds a file of openings.
const mostOpenings = 16 << 20

type auditVerifyVerb struct {
	folderFlags
	Opening []string `arg:"" optional:"" help:"Openings that an auditor kept."`
}

// auditVerified is what was found.
type auditVerified struct {
	Sound    bool               `json:"sound"`
	Lines    int64              `json:"lines"`
	Purged   int64              `json:"purgedEntries,omitzero"`
	Waiting  int64              `json:"waiting"`
	Anchors  int                `json:"anchors"`
	Newest   time.Time          `json:"newestAnchor,omitzero"`
	Kept     int                `json:"openingsGiven,omitzero"`
	Faults   []audit.Fault      `json:"faults"`
	Rollback []node.AnchorFault `json:"rollback"`
}

func (v auditVerifyVerb) Run(e *env) (err error) {
	n, err := v.open(e, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	report, err := n.VerifyAudit(e.ctx)
	if err != nil {
		return err
	}
	found := auditVerified{Lines: report.Lines, Purged: report.Purged, Waiting: report.Waiting, Anchors: report.Anchors, Newest: report.Newest,
		Faults: report.Faults, Rollback: report.Rollback}
	found.Sound = report.Sound()
	for _, path := range v.Opening {
		if err := v.hold(e, n, path, &found); err != nil {
			return err
		}
	}
	if err := e.print(found, func() { e.sayAudit(v.Data, found) }); err != nil {
		return err
	}
	if !found.Sound {
		return errQuiet
	}
	return nil
}

// hold holds a folder to openings in a file.
func (v auditVerifyVerb) hold(e *env, n *node.Node, path string, found *auditVerified) error {
	text, err := readBounded(path, mostOpenings)
	if err != nil {
		return err
	}
	var openings []audit.Opening
	if err := json.Unmarshal(text, &openings, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("%s holds no openings of anchors: %w", path, err)
	}
	return n.View(e.ctx, func(tx *store.Tx) error {
		for _, o := range openings {
			faults, err := n.CheckOpening(tx, o)
			if err != nil {
				return err
			}
			found.Kept++
			found.Rollback = append(found.Rollback, faults...)
			found.Sound = found.Sound && len(faults) == 0
		}
		return nil
	})
}

func (e *env) sayAudit(path string, found auditVerified) {
	if found.Sound {
		e.say("The audit of %s verifies.", path)
	} else {
		e.say("The audit of %s does NOT verify.", path)
	}
	e.say("  %d lines in the ledger, %d waiting in the spool, %d entries whose term is over", found.Lines, found.Waiting, found.Purged)
	newest := "none is due before the next round of hours, counted from midnight UTC"
	if found.Anchors > 0 {
		newest = "the newest of " + moment(found.Newest)
	}
	e.say("  %d anchors opened, %s; %d openings given", found.Anchors, newest, found.Kept)
	for _, f := range found.Faults {
		e.say("  %s: %s, where line %d was due", f.Where, f.Reason, f.Number)
	}
	for _, f := range found.Rollback {
		e.say("  %s: %s: anchored at %d on %s, it holds %d", f.Ledger, f.Reason, f.Anchored, moment(f.Beat), f.Held)
	}
}

type auditSettingsVerb struct {
	folderFlags
	AnchorHours int64             `name:"anchor-hours" help:"Hours between two anchors."`
	KeepYears   int64             `name:"keep-years" help:"How long lines are kept in the ledger."`
	Above       map[string]string `name:"above" placeholder:"POLICY=CLASSIFICATION" help:"Reads of records above this classification are written down; of a policy that is not named, those above its lowest."`
}

func (v auditSettingsVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		s, err := control.AuditSettings(e.ctx, on, nil)
		if err != nil {
			return err
		}
		if v.AnchorHours != 0 || v.KeepYears != 0 || len(v.Above) > 0 {
			if v.AnchorHours != 0 {
				s.AnchorHours = v.AnchorHours
			}
			if v.KeepYears != 0 {
				s.KeepYears = v.KeepYears
			}
			if len(v.Above) > 0 {
				s.Above = v.Above
			}
			if s, err = control.AuditSettings(e.ctx, on, &s); err != nil {
				return err
			}
		}
		return e.print(s, func() {
			e.say("Heads are anchored every %d hours; lines are kept for %d years.", s.AnchorHours, s.KeepYears)
			for policy, above := range s.Above {
				e.say("Reads of %s above %s are written down.", policy, above)
			}
			e.say("Reads above the lowest classification of any other policy are written down.")
		})
	})
}

// sayAuditState is what a status says of the audit.
func (e *env) sayAuditState(s control.AuditStatus) {
	switch {
	case !s.Ledger:
		e.say("audit: no ledger yet; %d lines wait in the spool: \"entente audit begin\"", s.Waiting)
	case s.Anchored.IsZero():
		e.say("audit: %d lines wait in the spool; nothing is anchored yet", s.Waiting)
	default:
		e.say("audit: %d lines wait in the spool; heads anchored %s", s.Waiting, moment(s.Anchored))
	}
	if c := s.Collector; c != nil && c.Problem != "" {
		e.say("  collector %s takes nothing since %s, %d lines wait for it: %s", c.Address, moment(c.Since), s.Behind, c.Problem)
	} else if c != nil {
		e.say("  collector %s has all but %d lines, the newest %s", c.Address, s.Behind, moment(c.At))
	}
	for _, f := range s.Faults {
		e.say("  the spool is not as it was written: %s: %s, where line %d was due", f.Where, f.Reason, f.Number)
	}
	for _, f := range s.Rollback {
		e.say("  ROLLED BACK: %s: %s: anchored at %d on %s, it holds %d", f.Ledger, f.Reason, f.Anchored, moment(f.Beat), f.Held)
	}
}
