package web

import (
	"errors"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/interchange"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// mostImportRows of one sort stand on a page; the counts are of all.
const mostImportRows = 200

// importView is the page that asks for a file.
type importView struct {
	Notices       []ui.Notice
	Why           string
	Kind, Channel ui.Field
	FileIs, Hint  string
	Send          string
	KeptAre       string
	Kept          []ui.Link
}

// importJobView is the page of one upload.
type importJobView struct {
	Notices    []ui.Notice
	Facts      []ui.Fact
	Done, All  int64 // of the bar
	Going      string
	Buttons    []ui.Button
	Action     string
	Download   ui.Link
	DownloadIs string
	Groups     []importGroup
}

// An importGroup is the rows of one sort.
type importGroup struct {
	Title, Count string
	Table        ui.Table
	More         string
}

func (s *site) importPage(in *opening, asked importAsked) (ui.Page, error) {
	r := reader{in.Reader}
	view := importView{
		Why:    r.say("The file is tried first: you see what it would create, change and leave out, and nothing is written before you say so."),
		FileIs: r.say("CSV file"), Hint: r.say("In UTF-8, with commas; its first line names the columns, its first column is a key that never changes."),
		Send: r.say("Try the file"), KeptAre: r.say("Your uploads of the last hour"),
	}
	if asked.Wrong != "" {
		view.Notices = append(view.Notices, ui.Notice{Tone: ui.Bad, Sentence: asked.Wrong, Then: asked.Then})
	}
	kinds := ui.Select{Name: "kind"}
	for _, kind := range s.Program.Kinds.All() {
		if !kind.Writable() {
			continue
		}
		_, many := kind.Title()
		kinds.Options = append(kinds.Options, ui.Option{Value: kind.Name(), Words: r.say(many), Chosen: kind.Name() == asked.Kind})
	}
	channels, err := in.Tx.Channels()
	if err != nil {
		return ui.Page{}, err
	}
	where := ui.Select{Name: "channel"}
	page := ui.Page{Title: ui.Plain(r.say("Import"))}
	for _, channel := range channels {
		if channel.State != store.ChannelActive && !channel.Private {
			continue
		}
		id := channel.ID.String()
		where.Options = append(where.Options, ui.Option{Value: id, Words: r.hear(channel.Name).Text, Chosen: id == asked.Channel})
		page.Labels = append(page.Labels, channel.DefaultLabel)
	}
	view.Kind = ui.Field{ID: "import-kind", Label: r.say("What its rows are"), Input: kinds}
	view.Channel = ui.Field{ID: "import-channel", Label: r.say("Channel"), Hint: r.say("All members of the channel will see what is written."), Input: where}
	for _, job := range s.imports.of(in.Person.Account, in.Now) {
		view.Kept = append(view.Kept, ui.To("/import/"+job.ID, r.say("{what}: {state}", "what", s.scene(in).kindName(job.Kind), "state", r.importStage(job.state().Stage))))
	}
	page.Main = view.show()
	return page, nil
}

func (r reader) importStage(stage importStage) string {
	switch stage {
	case importTrying:
		return r.say("being tried")
	case importTried:
		return r.say("tried, nothing written")
	case importWriting:
		return r.say("being written")
	case importWritten:
		return r.say("written")
	}
	return r.say("stopped")
}

func (s *site) importJobPage(in *opening, job *importJob, state importState) (ui.Page, error) {
	scene := s.scene(in)
	r := scene.reader
	channel, err := in.Tx.Channel(job.Channel)
	if err != nil {
		return ui.Page{}, err
	}
	kind, _ := s.Program.Kinds.Lookup(job.Kind)
	v := importJobView{Action: "/import/" + job.ID, Done: state.Done, All: state.Total}
	page := ui.Page{Title: ui.Plain(r.say("Import")), Kind: r.importStage(state.Stage), Labels: [][]byte{channel.DefaultLabel}, Trail: []ui.Link{ui.To("/import", r.say("Import"))}}
	v.Facts = []ui.Fact{
		{Term: r.say("What its rows are"), Value: ui.Words(scene.kindName(job.Kind))},
		{Glyph: ui.Eye, Term: r.say("Channel"), Value: r.hear(channel.Name).Show()},
		{Term: r.say("Create / change / same"), Value: ui.Words(r.count(int64(state.Report.Created)) + " / " + r.count(int64(state.Report.Changed)) + " / " + r.count(int64(state.Report.Unchanged)))},
		{Term: r.say("Refused"), Value: ui.Words(r.count(int64(state.Report.Refused)))},
	}
	button := func(do, words string, look ui.Look) ui.Button {
		return ui.Button{Name: "do", Value: do, Words: words, Look: look}
	}
	switch state.Stage {
	case importTrying, importWriting:
		v.Going = r.say("{n} of {all} rows. This page comes again by itself.", "n", r.count(state.Done), "all", r.count(state.Total))
		v.Buttons = []ui.Button{button("stop", r.say("Stop"), ui.Danger)}
		page.Main = v.show()
		return page, nil
	case importTried:
		if good := state.Report.Created + state.Report.Changed; state.Failed == nil && good > 0 {
			v.Buttons = append(v.Buttons, button("write", r.Count("Write {n} good row|Write {n} good rows", int64(good)), ui.Primary))
		}
	case importWritten:
		v.Notices = append(v.Notices, ui.Notice{Sentence: r.Count("{n} row is written.|{n} rows are written.", int64(state.Report.Written))})
	case importStopped:
		v.Notices = append(v.Notices, ui.Notice{Tone: ui.Warn, Sentence: r.say("It was stopped."), Then: r.Count("{n} row is written.|{n} rows are written.", int64(state.Report.Written))})
		v.Buttons = append(v.Buttons, button("write", r.say("Go on"), ui.Primary))
	}
	if notice, wrong := r.importFailure(state.Failed); wrong {
		v.Notices = append(v.Notices, notice)
	}
	if state.Report.Refused > 0 {
		v.Download, v.DownloadIs = ui.To("/import/"+job.ID+"/refused.csv", r.say("Download refused rows")), r.say("Each with its reasons in the last two columns; take those away before you import it again.")
	}
	v.Buttons = append(v.Buttons, button("close", r.say("Close and forget the file"), ui.Plainly))
	v.Groups = r.importGroups(state, kind)
	page.Main = v.show()
	return page, nil
}

// importFailure says why nothing, or no more, was done.
func (r reader) importFailure(err error) (ui.Notice, bool) {
	var wrong *record.CSVError
	switch {
	case err == nil, errors.Is(err, interchange.ErrRefused):
		return ui.Notice{}, false
	case errors.As(err, &wrong):
		return ui.Notice{Tone: ui.Bad, Sentence: r.say("The file cannot be read from line {n} on.", "n", r.count(int64(wrong.Line))), Then: r.Words.Sentence(r.Language, wrong.Problem)}, true
	}
	return ui.Notice{Tone: ui.Bad, Sentence: r.say("The import ended before its end."), Then: r.say("What was written stays. Import the same file again to go on; the operator finds the reason in the node's log.")}, true
}

// importGroups are the rows by what becomes of them, the refused first.
func (r reader) importGroups(state importState, kind *record.Kind) (groups []importGroup) {
	for _, sort := range []struct {
		action interchange.Action
		title  string
		count  int
	}{
		{interchange.Refuse, r.say("Refused"), state.Report.Refused}, {interchange.Change, r.say("To change"), state.Report.Changed},
		{interchange.Create, r.say("To create"), state.Report.Created},
	} {
		if sort.count == 0 {
			continue
		}
		group := importGroup{Title: sort.title, Count: r.count(int64(sort.count))}
		group.Table = ui.Table{Caption: sort.title, Heads: []ui.Head{{Words: r.say("Line"), Figure: true}, {Words: r.say("Key")}, {Words: r.say("Title")}, {Words: r.say("What and why")}}}
		rows := ui.Rows{}
		for _, row := range state.Report.Rows {
			if row.Action != sort.action {
				continue
			}
			if len(rows.Rows) == mostImportRows {
				group.More = r.say("Only the first {n} rows are listed.", "n", r.count(mostImportRows))
				break
			}
			rows.Rows = append(rows.Rows, ui.Row{Lead: 1, Cells: []templ.Component{
				ui.Words(r.count(int64(row.Line))), ui.Words(row.Key), r.hear(row.Title).Show(), ui.Words(r.becomes(row, kind)),
			}})
		}
		group.Table.Groups = []ui.Rows{rows}
		groups = append(groups, group)
	}
	return groups
}

// becomes says what a row changes, or why it is refused.
func (r reader) becomes(row interchange.Row, kind *record.Kind) string {
	var parts []string
	for _, problem := range row.Problems {
		parts = append(parts, r.Words.Problem(r.Language, kind, problem))
	}
	for _, name := range row.Changes {
		parts = append(parts, r.titles(kind.Titles(name)))
	}
	if len(row.Problems) == 0 {
		return strings.Join(slices.Compact(parts), ", ")
	}
	return strings.Join(parts, " ")
}

// reachedOf is how far of a bar of 1000 something is.
func reachedOf(done, all int64) int64 {
	if all <= 0 {
		return 0
	}
	return min(done*1000/all, 1000)
}
