package file

import (
	"errors"
	"net/url"
	"strings"

	"entente/access"
	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// Who will be able to read a file.
const (
	toChannel = "channel"
	toOwnSide = "own"
)

// Names of the inputs of its marking.
const (
	ownLabel    = "label-own"
	sharedLabel = "label-channel"
)

// A sending is what somebody filled in beside a file.
type sending struct {
	To          string
	OwnLabel    feature.MarkingAnswer // of a file for one's own side
	SharedLabel feature.MarkingAnswer // of a file for the channel
	Of          string                // the file of which it is a new version; "" for a new one
	Description string
	Language    record.Language
	Upload      string // what came already
	Called      string // its name, to those who have to send the form again
}

func readSending(form url.Values) sending {
	return sending{
		To: form.Get("to"), OwnLabel: feature.ReadMarking(form, ownLabel), SharedLabel: feature.ReadMarking(form, sharedLabel), Of: form.Get("of"),
		Description: strings.TrimSpace(form.Get("description")), Language: record.Language(form.Get("language")), Upload: form.Get(feature.FileField),
	}
}

// A sendingForm is where a file is chosen. It names the readers of either choice.
type sendingForm struct {
	sending
	Post     string
	Title    string
	Open     bool // something is to be corrected
	Problem  string
	Readers  string
	OwnSide  string     // "Only ROK: …"
	Channel  string     // "All members of the channel (ROK, NATO): …"
	ToOwn    bool       // the reader may keep files for their own side
	ToAll    bool       // and may put them before the members of the record's channel
	Marking  []ui.Field // of either choice
	Hidden   []ui.Hidden
	Versions ui.Field
	HasFiles bool
	Text     ui.Field
	Choose   string
	Limit    string
	Kept     string // the file that came already
	Send     string
	Sending  string // "{percent} % sent"
	Cut      string
}

// blank is the form with what was filled in, if anything.
func blank(in *feature.Reading, about store.Record, w sending, files []held) (sendingForm, error) {
	us := in.Partner(in.Self).Code
	f := sendingForm{
		sending: w, Post: "/file/" + about.Channel.String() + "/" + about.ID.String(),
		Title: in.Say("Add a file or a new version"), Readers: in.Say("Who will be able to read it"),
		OwnSide: in.Say("Only {partner}. It never leaves this node.", "partner", us),
		Channel: in.Say("All members of the channel ({partners}). It cannot be taken back unseen.", "partners", strings.Join(codes(in), ", ")),
		Choose:  in.Say("File"), Limit: in.Say("At most {size}. The file must be what its name says.", "size", sizeIn(in.Reader, in.Largest)),
		Send: in.Say("Send the file"), Sending: in.Say("{percent} % sent", "percent", "{percent}"),
		Cut: in.Say("The line was cut. Send the form again: the file goes on where it was."),
	}
	if w.Called != "" {
		f.Kept = in.Say("“{name}” has arrived and is kept for this form.", "name", w.Called)
	}
	var err error
	if f.ToOwn, err = takesFiles(in, in.Private); err != nil {
		return f, err
	}
	if f.ToAll, err = takesFiles(in, about.Channel); err != nil {
		return f, err
	}
	f.ToAll = f.ToAll && about.Channel != in.Private
	if f.ToOwn {
		if err = f.ask(in, in.Private, ownLabel, in.Say("Marking, for {partner} only", "partner", us), w.OwnLabel); err != nil {
			return f, err
		}
	}
	if f.ToAll {
		if err = f.ask(in, about.Channel, sharedLabel, in.Say("Marking, for the channel"), w.SharedLabel); err != nil {
			return f, err
		}
	}
	f.Versions, f.HasFiles = versionField(in, w.Of, files)
	f.Text = ui.Field{ID: "file-description", Label: in.Say("What it is"), Input: ui.TextInput{Name: "description", Value: w.Description, Lines: 2}}
	return f, nil
}

// takesFiles reports whether the reader may put a file into a channel. Somebody
// whose role is in one channel only does not see the others.
func takesFiles(in *feature.Reading, id record.ChannelID) (bool, error) {
	c, err := in.Tx.Channel(id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && in.May(access.ToWrite, store.Class{Channel: id, Kind: Files.Name(), Label: c.DefaultLabel}), err
}

func codes(in *feature.Reading) (all []string) {
	for _, member := range in.Members {
		all = append(all, in.Partner(member).Code)
	}
	return all
}

// ask adds the inputs of the marking that a file has in one channel.
func (f *sendingForm) ask(in *feature.Reading, channel record.ChannelID, name, words string, chosen feature.MarkingAnswer) error {
	marker, err := in.Marker(channel)
	if err != nil {
		return err
	}
	f.Hidden = append(f.Hidden, feature.MarkingAsked(name))
	fields := marker.Fields(in.Reader, "file-"+name, name, words, chosen, nil)
	for i := range fields[1:] {
		fields[1+i].Label = in.Say("{field}: {sentence}", "field", words, "sentence", fields[1+i].Label)
	}
	f.Marking = append(f.Marking, fields...)
	return nil
}

// versionField offers those files of which our own side may write another version.
func versionField(in *feature.Reading, chosen string, files []held) (field ui.Field, any bool) {
	options := []ui.Option{{Words: in.Say("a new file"), Chosen: chosen == ""}}
	for _, f := range files {
		if f.Partner != in.Self {
			continue
		}
		words := f.Name
		if f.Record.Channel == in.Private {
			words = in.Say("{name} (only {partner})", "name", f.Name, "partner", in.Partner(in.Self).Code)
		}
		options = append(options, ui.Option{Value: f.Record.ID.String(), Words: words, Chosen: chosen == f.Record.ID.String()})
	}
	return ui.Field{ID: "file-of", Label: in.Say("It is"), Hint: in.Say("A new version stays with those who have the file already."), Input: ui.Select{Name: "of", Options: options}}, len(options) > 1
}
