package web

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

// An editing is one form as it stands in one snapshot: the record that it is
// about, what was typed and what is wrong with that.
type editing struct {
	scene
	Kind     *record.Kind
	ID       record.ID
	Record   *store.Record // nil for a record that does not exist yet
	Stored   any           // its value; nil likewise
	Typed    answers
	Problems record.Problems
	From     int // the revision that the reader has before them

	Marker    *feature.Marker // nil where no charter says what may be chosen
	Chosen    feature.MarkingAnswer
	Naming    map[string]naming
	Meanwhile map[string]meanwhile
	Earlier   *store.Draft // what was typed before and not sent
	Added     string       // the list that an item was just added to
	Labels    [][]byte     // of all that the form shows

	address string
	private bool
	spots   map[string]spot // of each problem, by its path
	kept    bool            // what was typed was kept as a draft just now
}

// errNoForm says that there is nothing to edit, and why that is not an error.
var errNoForm = errors.New("web: a record that cannot be edited here")

// newForm is the page on which a record is begun.
func (s *site) newForm(in *opening) (ui.Page, error) {
	e, err := s.openNew(in)
	switch {
	case errors.Is(err, errNoForm):
		return s.chooseKind(in), nil
	case err != nil:
		return ui.Page{}, err
	}
	if from := in.Query.Get("from"); from != "" {
		err = e.duplicate(in, from)
	} else if err = e.resume(in); err == nil {
		e.prefill(in.Query)
	}
	if err != nil {
		return ui.Page{}, err
	}
	return e.page(in, s.node.Policies)
}

// editForm is the page on which the next revision of a record is written.
func (s *site) editForm(in *opening) (ui.Page, error) {
	e, err := s.openEdit(in)
	if errors.Is(err, errNoForm) {
		return e.closed(), nil
	}
	if err == nil {
		err = e.resume(in)
	}
	if err != nil {
		return ui.Page{}, err
	}
	return e.page(in, s.node.Policies)
}

// openNew begins a record of the kind that the address names.
func (s *site) openNew(in *opening) (*editing, error) {
	kind, known := s.Program.Kinds.Lookup(in.Query.Get("kind"))
	if !known || !kind.HasForm() {
		return nil, errNoForm
	}
	if err := s.node.Permit(in.Tx, access.ToWrite, store.Class{Channel: in.Channel.ID, Kind: kind.Name(), Label: in.Channel.DefaultLabel}); err != nil {
		return nil, err
	}
	e := s.editing(in, kind)
	e.Typed = answersOf(kind, kind.New())
	id, err := record.ParseID(in.Query.Get("draft"))
	if err == nil && id.CreatedBy(in.Channel.ID, in.Self) {
		e.ID = id
	} else {
		e.ID = s.node.NewID(in.Channel.ID)
	}
	return e, nil
}

func (s *site) editing(in *opening, kind *record.Kind) *editing {
	return &editing{
		scene: s.scene(in), Kind: kind, Naming: map[string]naming{}, Meanwhile: map[string]meanwhile{},
		private: in.Channel.Private, address: in.Request.URL.RequestURI(), Chosen: feature.MarkingAnswer{Classification: feature.AsItIs},
	}
}

// openEdit reads the record that the address names. With errNoForm it comes
// back too, to say why it cannot be edited.
func (s *site) openEdit(in *opening) (*editing, error) {
	id, err := record.ParseID(in.Path("id"))
	if err != nil {
		return nil, store.ErrNotFound
	}
	return s.openRecord(in, id)
}

func (s *site) openRecord(in *opening, id record.ID) (*editing, error) {
	found, err := in.Tx.Record(in.Channel.ID, id)
	if err != nil {
		return nil, err
	}
	kind, known := s.Program.Kinds.Lookup(found.Kind)
	e := s.editing(in, kind)
	e.ID, e.Record, e.From = id, &found, found.Revision.Revision
	e.Labels = append(e.Labels, found.Label)
	if !known || !kind.Writable() || found.Partner != in.Self {
		return e, errNoForm
	}
	if err := s.node.Permit(in.Tx, access.ToWrite, classOf(found)); err != nil {
		return nil, err
	}
	if e.Stored, err = in.Tx.Value(kind, found.Revision); err != nil {
		return nil, err
	}
	if e.Stored == nil {
		return e, errNoForm
	}
	e.Typed = answersOf(kind, e.Stored)
	return e, nil
}

// duplicate begins with the answers of another record of the kind, but for its
// names in other systems, which are its own.
func (e *editing) duplicate(in *opening, from string) error {
	id, err := record.ParseID(from)
	if err != nil {
		return store.ErrNotFound
	}
	found, err := in.Tx.Record(in.Channel.ID, id)
	if err != nil {
		return err
	}
	value, err := in.Tx.Value(e.Kind, found.Revision)
	if err != nil {
		return err
	}
	if value == nil {
		return store.ErrNotFound
	}
	e.Typed = answersOf(e.Kind, value)
	e.Typed[record.ExternalPath] = ""
	e.Labels = append(e.Labels, found.Label)
	return nil
}

// prefill answers what names a record from the address: nothing else, since
// free text never stands in one.
func (e *editing) prefill(query url.Values) {
	held := answers{}
	for name := range query {
		held[name] = ""
	}
	for _, q := range questions(e.Kind.Outline(), "", held.items) {
		if named, ok := q.ref(query.Get(q.Path)); ok && q.Type == refType {
			e.Typed[q.Path] = q.named(named)
		}
	}
}

// chooseKind asks for the kind of a new record.
func (s *site) chooseKind(in *opening) ui.Page {
	r := reader{in.Reader}
	var links []ui.Link
	for _, kind := range s.Program.Kinds.All() {
		if !kind.HasForm() {
			continue
		}
		one, _ := kind.Title()
		links = append(links, ui.To(newAddress(in.Channel.ID, kind.Name()), r.say(one)))
	}
	return ui.Page{
		Title: ui.Plain(r.say("New record")), Trail: []ui.Link{{Words: r.hear(in.Channel.Name)}},
		Main: ui.Links(links),
	}
}

// newAddress is where a record of a kind is begun; pairs are what it names.
func newAddress(channel record.ChannelID, kind string, pairs ...string) string {
	query := url.Values{"kind": {kind}}
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	// The strokes in names of kinds are kept, since people read addresses.
	return "/records/" + channel.String() + "/new?" + strings.ReplaceAll(query.Encode(), "%2F", "/")
}

func (s *site) formRoutes(mux *routes) {
	mux.Handle("GET /records/{channel}/new", s.page(s.newForm))
	mux.Handle("POST /records/{channel}/new", s.act(s.sendNew))
	mux.Handle("GET /records/{channel}/{id}/edit", s.page(s.editForm))
	mux.Handle("POST /records/{channel}/{id}/edit", s.act(s.sendEdit))
	s.approvalRoutes(mux)
	mux.Handle("GET /drafts", s.page(s.drafts))
	mux.Handle("POST /drafts/{channel}/{id}/discard", s.act(s.discardDraft))
}
