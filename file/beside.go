package file

import (
	"cmp"
	"slices"

	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// Most of what one page shows: files of a record, and versions of a file.
const (
	mostFiles    = 100
	mostVersions = 50
)

// A held is one file record with what is here of each of its contents, the
// newest first.
type held struct {
	store.Record
	File
	Versions []store.File
}

// beside shows the files of a record, or the versions of a file on its own page,
// and the form for another.
func beside(in *feature.Reading, about store.Record) (feature.Section, error) {
	if about.Kind == Files.Name() {
		return versionsOf(in, about)
	}
	files, more, err := filesOf(in, about)
	if err != nil {
		return feature.Section{}, err
	}
	s, labels := shelf{}, [][]byte(nil)
	for _, f := range files {
		s.Rows = append(s.Rows, rowOf(in, f))
		labels = append(labels, f.Label)
	}
	if more {
		s.More = in.Say("There are more files than are listed: the first {n} are.", "n", "100")
	}
	if !in.ReadOnly {
		if s.Form, err = blank(in, about, sending{To: toOwnSide, Language: in.Language}, files); err != nil {
			return feature.Section{}, err
		}
	}
	return feature.Section{
		Title: in.Say("Files"), Count: in.Count("{n} file|{n} files", int64(len(files))),
		Main: s.show(), Labels: labels, Kinds: []*record.Kind{Files.Kind},
	}, nil
}

// filesOf reads the files about a record: those of its channel, and our own.
func filesOf(in *feature.Reading, about store.Record) (files []held, more bool, err error) {
	channels := []record.ChannelID{about.Channel}
	if about.Channel != in.Private {
		channels = append(channels, in.Private)
	}
	for _, channel := range channels {
		rows, err := in.Tx.Records(store.RecordQuery{Channel: &channel, Kind: Files.Name(), RefersTo: &about.ID, Limit: mostFiles + 1})
		if err != nil {
			return nil, false, err
		}
		if more = more || len(rows) > mostFiles; len(rows) > mostFiles {
			rows = rows[:mostFiles]
		}
		for _, row := range rows {
			f, ok := feature.Read(Files, row)
			if !ok {
				continue // withdrawn, or of a version not known here: its own page says so
			}
			versions, err := in.Tx.FilesOf(row.Channel, row.ID)
			if err != nil {
				return nil, false, err
			}
			files = append(files, held{row, f, versions})
		}
	}
	slices.SortStableFunc(files, func(a, b held) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), a.Created.Compare(b.Created))
	})
	return files, more, nil
}

// versionsOf is the section of a file's own page.
func versionsOf(in *feature.Reading, row store.Record) (feature.Section, error) {
	versions, err := in.Tx.FilesOf(row.Channel, row.ID)
	if err != nil {
		return feature.Section{}, err
	}
	revisions, err := in.Tx.Revisions(row.Channel, row.ID)
	if err != nil {
		return feature.Section{}, err
	}
	s, labels := shelf{Versions: true}, [][]byte(nil)
	for _, version := range versions[:min(len(versions), mostVersions)] {
		for _, r := range revisions {
			if r.Revision != version.Revision {
				continue
			}
			at := store.Record{Revision: r}
			f, _ := feature.Read(Files, at)
			s.Rows = append(s.Rows, rowOf(in, held{at, f, []store.File{version}}))
			labels = append(labels, r.Label)
		}
	}
	return feature.Section{
		Title: in.Say("Versions"), Count: in.Count("{n} version|{n} versions", int64(len(versions))),
		Main: s.show(), Labels: labels,
	}, nil
}

// rowOf is one file to be shown.
func rowOf(in *feature.Reading, f held) row {
	r := row{
		ID: anchor(f.Record.ID), Name: ui.Plain(f.Name), Page: "/records/" + f.Channel.String() + "/" + f.Record.ID.String(),
		Type: typeName(f.Name, f.MediaType), Size: sizeIn(in.Reader, f.Size), Marking: in.Marking(f.Label),
		By: in.Partner(f.Partner), Office: f.Office, When: in.Moment(f.At), OwnSide: f.Channel == in.Private,
		State: ui.Status{Glyph: ui.Cross, Tone: ui.Warn, Word: in.Say("no content")},
		Heads: rowHeads{Marking: in.Say("Marking"), Record: in.Say("Proof and history")},
	}
	if r.OwnSide {
		r.Only = in.Say("Only {partner}", "partner", in.Partner(in.Self).Code)
	}
	if !f.Description.IsZero() {
		r.About = in.Hear(f.Description)
	}
	if len(f.Versions) > 0 {
		newest := f.Versions[0]
		r.State = stateOf(in, newest)
		r.Version = in.Say("version {n}", "n", number(in.Reader, int64(len(f.Versions))))
		if newest.State == store.FilePresent {
			r.Fetch = addressOf(newest)
			r.Sidecar = r.Fetch + "?as=label"
		}
	}
	return r
}
