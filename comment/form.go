package comment

import (
	"strings"

	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// A writingForm is where something is said about a record. It names the readers
// of either choice.
type writingForm struct {
	writing
	Post      string // address
	Title     string
	Open      bool // something is to be corrected
	Problem   string
	Label     string
	Readers   string
	Channel   string // "All members of the channel: ROK, NATO"
	OwnSide   string // "Only ROK: nobody else ever receives it"
	Private   bool   // the record stands in the private channel: there is nobody to comment to
	In        string
	Languages []languageChoice
	Send      string
}

type languageChoice struct {
	Code, Name string
	Chosen     bool
}

// blank is the form with what was typed, if anything.
func blank(in *feature.Reading, about store.Record, w writing) writingForm {
	f := writingForm{
		writing: w, Post: "/comment/" + about.Channel.String() + "/" + about.ID.String(),
		Title: in.Say("Write a comment or an internal note"), Label: in.Say("What you have to say"),
		Readers: in.Say("Who will read it"), In: in.Say("Language"), Send: in.Say("Send"),
		OwnSide: in.Say("Internal note: only {partner}. It never leaves this node.", "partner", in.Partner(in.Self).Code),
		Private: about.Channel == in.Private,
	}
	var codes []string
	for _, member := range in.Members {
		codes = append(codes, in.Partner(member).Code)
	}
	f.Channel = in.Say("Comment: all members of the channel ({partners}). It cannot be taken back unseen.", "partners", strings.Join(codes, ", "))
	names := map[record.Language]string{record.English: "English", record.French: "Français", record.Korean: "한국어"}
	for _, language := range record.Languages() {
		f.Languages = append(f.Languages, languageChoice{string(language), names[language], language == w.Language})
	}
	return f
}

// again is the page on which a writing that was refused is put right.
func again(in *feature.Reading, about store.Record, w writing, problem string) ui.Page {
	form := blank(in, about, w)
	form.Problem, form.Open = problem, true
	title := in.Hear(about.Title)
	return ui.Page{
		Title: ui.Plain(in.Say("Not sent")), Trail: []ui.Link{{Words: title, Href: in.Record(about.ID)}},
		Main: form.show(), Labels: [][]byte{about.Label},
	}
}
