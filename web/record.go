package web

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"entente/access"
	"entente/channel"
	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// What one page lists at most: revisions, the newest first, and of each kind the
// newest records that name this one.
const (
	mostRevisions = 100
	mostLinks     = 100
)

// A readRecord is everything that one snapshot says of a record.
type readRecord struct {
	scene
	Record                   store.Record
	Now                      time.Time
	Fields                   []field // of the newest revision, nil if it cannot be read
	Steps                    []step
	Earlier                  int  // revisions before the first of Steps
	mayRelease, mayPrivately bool // into some channel
	Linked                   []linked
	Linking                  map[string]int64 // how many there are of each kind
	Pairs                    []pair           // its counterparts
	Proposed                 []proposal
	Apart                    []store.Quarantined // entries that are no part of it
	Lacking                  []ui.Status         // what features say that it lacks
	Query                    url.Values
	saved                    []ui.Notice // what the reader has just written
	Private                  bool        // it may be worked on privately
	Beside                   []feature.Section
	Shown                    map[string]bool // kinds that stand in a section of their own
	Labels                   [][]byte        // of all that is shown
}

// record is the page of one record: its fields, what names it, its history and
// the proof of its newest revision.
func (s *site) record(w http.ResponseWriter, q *http.Request) {
	id, err := record.ParseID(q.PathValue("id"))
	if err != nil {
		s.notFound(w, q)
		return
	}
	s.page(func(in *opening) (ui.Page, error) {
		read, err := s.readRecord(in, id)
		if err != nil {
			return ui.Page{}, err
		}
		if err := read.readBeside(in, s.Program.Beside); err != nil {
			return ui.Page{}, err
		}
		if err := s.readBeyond(in, read); err != nil {
			return ui.Page{}, err
		}
		read.saved = read.savedNotice(in.Reading)
		proof := checkProof(q.Context(), s.node, read.Record.Origin, read.Record.Index)
		return read.view(s.node.Policies, proof), nil
	}).ServeHTTP(w, q)
}

// readBeyond reads what stands elsewhere and concerns the record: counterparts,
// and what others propose.
func (s *site) readBeyond(in *opening, read *readRecord) (err error) {
	if read.Pairs, err = s.readPairs(in, read); err != nil {
		return err
	}
	read.Private = read.worksPrivately(read.Pairs, in.Private)
	if read.Proposed, err = readProposals(in, read); err != nil {
		return err
	}
	if read.Apart, err = apart(in.Tx, read.Record); err != nil {
		return err
	}
	shown := pairFields(read.Pairs)
	for _, p := range read.Proposed {
		shown = append(shown, p.Fields)
		read.Labels = append(read.Labels, p.Label)
	}
	read.Labels = append(read.Labels, stepLabels(read.Pairs)...)
	labels, err := read.lookUp(in.Tx, shown...)
	read.Labels = append(read.Labels, labels...)
	return err
}

func (s *site) readRecord(in *opening, id record.ID) (*readRecord, error) {
	read := &readRecord{scene: s.scene(in), Now: in.Now, Query: in.Query, Shown: map[string]bool{}, Linking: map[string]int64{}}
	var err error
	if read.Record, err = in.Tx.Record(in.Channel.ID, id); err != nil {
		return nil, err
	}
	for _, c := range in.channels {
		class := store.Class{Channel: c.ID, Kind: read.Record.Kind, Label: c.DefaultLabel}
		read.mayRelease = read.mayRelease || !c.Private && in.May(access.ToRelease, class)
		read.mayPrivately = read.mayPrivately || c.Private && in.May(access.ToWrite, class)
	}
	revisions, err := in.Tx.Revisions(in.Channel.ID, id)
	if err != nil {
		return nil, err
	}
	read.Earlier = max(0, len(revisions)-mostRevisions)
	for _, revision := range revisions[read.Earlier:] {
		step := step{Revision: revision, Fields: read.read(in.Tx, revision), Refused: refused(read.Kinds, revision)}
		if step.Receipt, err = firstReceipt(in.Tx, revision, read.Members); err != nil {
			return nil, err
		}
		read.Steps = append(read.Steps, step)
		read.Labels = append(read.Labels, revision.Label)
	}
	read.Fields = read.read(in.Tx, read.Record.Revision)
	return read, read.readLinks(in.Tx)
}

// readBeside reads what features show on the page of every record.
func (read *readRecord) readBeside(in *opening, all []feature.Beside) error {
	for _, beside := range all {
		section, err := beside(in.Reading, read.Record)
		if err != nil {
			return err
		}
		for _, kind := range section.Kinds {
			read.Shown[kind.Name()] = true
		}
		if section.Title != "" {
			read.Beside = append(read.Beside, section)
			read.Labels = append(read.Labels, section.Labels...)
		}
	}
	return nil
}

// readLinks reads what names the record, and what all that is shown refers to.
func (read *readRecord) readLinks(tx *store.Tx) error {
	kinds, err := tx.Referring(read.Channel.ID, read.Record.ID)
	if err != nil {
		return err
	}
	for _, of := range kinds {
		if channel.Reserved(of.Kind) {
			continue // proposals and acts of release have a place of their own
		}
		incoming, err := tx.NewestReferring(read.Channel.ID, read.Record.ID, of.Kind, mostLinks)
		if err != nil {
			return err
		}
		read.Linking[of.Kind] = of.Records
		for _, r := range incoming {
			read.Linked = append(read.Linked, linked{r, read.read(tx, r.Revision)})
			read.Labels = append(read.Labels, r.Label)
		}
	}
	shown := [][]field{read.Fields}
	for _, step := range read.Steps {
		shown = append(shown, step.Fields)
	}
	for _, l := range read.Linked {
		shown = append(shown, l.Fields)
	}
	found, err := read.lookUp(tx, shown...)
	read.Labels = append(read.Labels, found...)
	return err
}

// lookUp reads the records that fields refer to, each once, and returns their labels.
func (s scene) lookUp(tx *store.Tx, shown ...[]field) (labels [][]byte, err error) {
	for _, fields := range shown {
		for _, f := range fields {
			ref, ok := f.Value.(record.Ref)
			if _, known := s.Known[ref.ID]; !ok || known {
				continue
			}
			found, err := s.find(tx, ref.ID)
			if isNotFound(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			s.Known[ref.ID] = found
			labels = append(labels, found.Label)
		}
	}
	return labels, nil
}

// find looks for a record in the channel and then in the others.
func (s scene) find(tx *store.Tx, id record.ID) (found store.Record, err error) {
	if found, err = tx.Record(s.Channel.ID, id); !isNotFound(err) {
		return found, err
	}
	for _, other := range s.Others {
		if found, err = tx.Record(other, id); !isNotFound(err) {
			return found, err
		}
	}
	return found, err
}

// read returns the fields of a revision, nil if this version cannot read it.
func (s scene) read(tx *store.Tx, v store.Revision) []field {
	value := s.value(tx, v)
	if value == nil {
		return nil
	}
	kind, _ := s.Kinds.Lookup(v.Kind)
	return fieldsOf(kind, value)
}

// value is what read reads, as the kind's own type.
func (s scene) value(tx *store.Tx, v store.Revision) any {
	kind, known := s.Kinds.Lookup(v.Kind)
	if !known {
		return nil
	}
	value, err := tx.Value(kind, v)
	if err != nil {
		return nil // the page says that it cannot be read, and shows the rest
	}
	return value
}

// refused says why a revision that has its place in the chain is no part of the
// record's state: this version knows its kind and finds fault with its text.
func refused(kinds *record.Kinds, v store.Revision) string {
	kind, known := kinds.Lookup(v.Kind)
	if v.Known || !known || v.Body == nil {
		return ""
	}
	if problems, exactly := kind.ValidateVersion(v.Schema, v.Body); exactly && len(problems) > 0 {
		return record.RefusedBody
	}
	return ""
}

// proof is the proof file of one revision, to keep and to check elsewhere.
func (s *site) proof(w http.ResponseWriter, q *http.Request) {
	id, err := record.ParseID(q.PathValue("id"))
	var in record.ChannelID
	if err != nil || in.UnmarshalText([]byte(q.PathValue("channel"))) != nil {
		s.notFound(w, q)
		return
	}
	var found *store.Revision
	err = s.node.ViewAs(q.Context(), s.personOf(q), func(tx *store.Tx) error {
		revisions, err := tx.Revisions(in, id)
		for i := range revisions {
			if numbered(revisions[i].Revision) == q.PathValue("revision") {
				found = &revisions[i]
			}
		}
		return err
	})
	if err == nil && found == nil {
		s.notFound(w, q)
		return
	}
	var file []byte
	if err == nil {
		file, err = s.node.Proof(q.Context(), found.Origin, found.Index)
	}
	if err != nil {
		s.failed(w, q, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="`+id.String()+"-"+numbered(found.Revision)+`.tlog-proof"`)
	w.Header().Set("Content-Length", numbered(len(file)))
	_, _ = w.Write(file) // the reader has gone; there is nobody to tell
}

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }
