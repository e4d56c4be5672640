package comment

import (
	"cmp"
	"slices"

	"entente/access"
	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// mostSaid bounds what one page shows of what was said about a record.
const mostSaid = 200

// beside shows what was said about a record, oldest first, and the form.
func beside(in *feature.Reading, about store.Record) (feature.Section, error) {
	if about.Kind == Comments.Name() || about.Kind == Notes.Name() {
		return feature.Section{}, nil
	}
	said, labels, more, err := remarks(in, about)
	if err != nil {
		return feature.Section{}, err
	}
	view := discussion{Remarks: said}
	if !in.ReadOnly && (mayWrite(in, about.Channel, Comments.Kind, about) || mayWrite(in, in.Private, Notes.Kind, about)) {
		view.Form = blank(in, about, writing{Language: in.Language, To: toOwnSide})
	}
	if more {
		view.More = in.Say("More was said than is listed: the first {n} are.", "n", "200")
	}
	return feature.Section{
		Title: in.Say("Comments"), Count: in.Count("{n} entry|{n} entries", int64(len(said))),
		Main: view.show(), Labels: labels, Kinds: []*record.Kind{Comments.Kind, Notes.Kind},
	}, nil
}

// mayWrite reports whether the reader may write about a record in a channel.
func mayWrite(in *feature.Reading, channel record.ChannelID, kind *record.Kind, about store.Record) bool {
	return in.May(access.ToWrite, store.Class{Channel: channel, Kind: kind.Name(), Label: about.Label})
}

// remarks reads the comments of the record's channel and our own notes.
func remarks(in *feature.Reading, about store.Record) (all []ui.Remark, labels [][]byte, more bool, err error) {
	type sort struct {
		ui.Remark
		store.Record
	}
	var found []sort
	for _, from := range []struct {
		channel record.ChannelID
		kind    *record.Kind
		text    func(store.Record) (record.Text, bool)
	}{
		{about.Channel, Comments.Kind, textOf(Comments, func(c Comment) record.Text { return c.Text })},
		{in.Private, Notes.Kind, textOf(Notes, func(n Note) record.Text { return n.Text })},
	} {
		rows, err := in.Tx.Records(store.RecordQuery{Channel: &from.channel, Kind: from.kind.Name(), RefersTo: &about.ID, Limit: mostSaid + 1})
		if err != nil {
			return nil, nil, false, err
		}
		if more = more || len(rows) > mostSaid; len(rows) > mostSaid {
			rows = rows[:mostSaid]
		}
		for _, row := range rows {
			text, ok := from.text(row)
			if !ok {
				continue // withdrawn, or of a version not known here: its own page says so
			}
			labels = append(labels, row.Label)
			found = append(found, sort{ui.Remark{
				ID: anchor(row.ID), By: in.Partner(row.Partner), Office: row.Office, When: in.Moment(row.At), Text: in.Hear(text),
				OwnSide: onlyUs(in, from.kind),
				Page:    ui.To("/records/"+row.Channel.String()+"/"+row.ID.String(), in.Say("Proof and history")),
			}, row})
		}
	}
	slices.SortStableFunc(found, func(a, b sort) int {
		return cmp.Or(a.Created.Compare(b.Created), slices.Compare(a.Record.ID[:], b.Record.ID[:]))
	})
	for _, f := range found {
		all = append(all, f.Remark)
	}
	return all, labels, more, nil
}

// textOf reads the text of one record of a kind.
func textOf[T any](kind record.Declared[T], text func(T) record.Text) func(store.Record) (record.Text, bool) {
	return func(row store.Record) (record.Text, bool) {
		value, ok := feature.Read(kind, row)
		if !ok {
			return record.Text{}, false
		}
		return text(value), true
	}
}

// onlyUs is what stands over an internal note; over a comment nothing does.
func onlyUs(in *feature.Reading, kind *record.Kind) string {
	if kind != Notes.Kind {
		return ""
	}
	return in.Say("Internal, only {partner}", "partner", in.Partner(in.Self).Code)
}
