package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"entente/access"
	"entente/feature"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// An opening is a reading with what only the shell's own pages need.
type opening struct {
	*feature.Reading
	Request  *http.Request
	standing standing
	channels []store.Channel // all of this node's
}

// page answers with what build makes of one snapshot, inside the shell.
func (s *site) page(build func(*opening) (ui.Page, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if err := s.show(w, q, build); err != nil {
			s.failed(w, q, err)
		}
	})
}

// show is page, but leaves an error to the caller; nothing was answered then.
func (s *site) show(w http.ResponseWriter, q *http.Request, build func(*opening) (ui.Page, error)) error {
	var page ui.Page
	var shell ui.Shell
	err := s.node.ViewAs(q.Context(), s.personOf(q), func(tx *store.Tx) error {
		in, err := s.open(tx, q)
		if err != nil {
			return err
		}
		if page, err = build(in); err != nil {
			return err
		}
		shell, err = s.shell(in, page)
		return err
	})
	if err != nil {
		return err
	}
	return s.write(w, q, shell, page)
}

// open begins a reading: who reads, which channel is before them, how far its
// ledgers are confirmed.
func (s *site) open(tx *store.Tx, q *http.Request) (*opening, error) {
	r := s.readerOf(q)
	in := &opening{Request: q, Reading: &feature.Reading{
		Reader: r.Reader, Tx: tx, Query: q.URL.Query(), Path: q.PathValue, Now: s.node.Now(), Self: s.node.Self(),
		At: func(pairs ...string) string { return addressWith(q.URL, pairs...) },
	}}
	channels, err := tx.Channels()
	if err != nil {
		return nil, err
	}
	in.channels = channels
	for _, c := range channels {
		if c.Private {
			in.Private = c.ID
		}
	}
	chosen, err := chosenChannel(tx, q, channels)
	if err != nil {
		return nil, err
	}
	return s.facing(in, chosen)
}

// facing is the same reading with this channel before the reader.
func (s *site) facing(before *opening, channel store.Channel) (*opening, error) {
	reading := *before.Reading
	in := &opening{Request: before.Request, Reading: &reading, channels: before.channels}
	r := reader{in.Reader}
	var err error
	in.Channel = channel
	if in.standing, err = readStanding(in.Tx, s.node.Self(), channel.ID); err != nil {
		return nil, err
	}
	if s.vantage != nil {
		in.ReadOnly, in.standing.Ours = true, s.vantage.own.ID
	}
	in.Members = in.standing.Members
	in.Partner = func(id keys.PartnerID) ui.Partner { return in.standing.partner(r, id) }
	in.Record = s.scene(in).page
	in.Largest = s.node.MaxFileBytes()
	in.Marker = func(id record.ChannelID) (feature.Marker, error) {
		return markerOf(in.Tx, s.node.Policies, id, nil, in.Now)
	}
	in.May = func(action access.Action, class store.Class) bool {
		return s.vantage == nil && s.node.May(in.Tx, action, class)
	}
	in.Inquire = func(account access.Account) (node.Inquiry, error) { return s.node.Inquiry(in.Tx, account) }
	in.Explain = func(account string, action access.Action, class store.Class) (node.Explanation, error) {
		return s.node.Explain(in.Tx, account, action, class)
	}
	in.Marking = func(label []byte) string { return s.node.Policies.Marking(label, string(in.Language)).Text }
	in.Confirmed = confirmedPanel(r.say("Verified and confirmed"), r.moment(s.node.Now()), ledgerViews(r, in.standing))
	in.Duties = func() ([]feature.Duty, error) { return s.duties(in) }
	return in, nil
}

// chosenChannel is the one that the address names, or the first that is shared
// with others, or this node's own.
func chosenChannel(tx *store.Tx, q *http.Request, channels []store.Channel) (store.Channel, error) {
	asked := q.PathValue("channel")
	if asked == "" {
		asked = q.URL.Query().Get("channel")
	}
	if asked != "" {
		var id record.ChannelID
		if id.UnmarshalText([]byte(asked)) != nil {
			return store.Channel{}, store.ErrNotFound
		}
		return tx.Channel(id)
	}
	if len(channels) == 0 {
		return store.Channel{}, nil
	}
	for _, channel := range channels {
		if !channel.Private && channel.State == store.ChannelActive {
			return channel, nil
		}
	}
	return channels[0], nil
}

func (s *site) scene(in *opening) scene {
	var others []record.ChannelID
	for _, c := range in.channels {
		if c.ID != in.Channel.ID {
			others = append(others, c.ID)
		}
	}
	return scene{
		may:    in.May,
		reader: reader{in.Reader}, standing: in.standing, Kinds: s.Program.Kinds,
		Channel: in.Channel, Others: others, Known: map[record.ID]store.Record{},
	}
}

// shell is what stands around a page.
func (s *site) shell(in *opening, page ui.Page) (ui.Shell, error) {
	r := reader{in.Reader}
	us := in.standing.partner(r, s.node.Self())
	marking := markingOf(r, s.node.Policies, page.Labels, s.node.Now())
	s.kindOf(r, &marking, in.standing.demo())
	marking.Place = map[string]string{"top": r.say("Marking"), "bottom": r.say("Marking, at the foot")}
	state := append([]string{r.say("As of {time}", "time", r.moment(s.node.Now()))}, stateLine(r, in.standing)...)
	marking.Foot = strings.Join(state[:min(2, len(state))], "; ")
	alarm, err := s.alarm(in.Tx, r)
	if err != nil {
		return ui.Shell{}, err
	}
	groups, err := s.navigation(in)
	shell := ui.Shell{Alarm: alarm,
		Language: string(r.Language), Style: s.style.Path, Script: s.script.Path, Site: "Entente " + us.Code,
		Skip: r.say("Skip to the content"), Marking: marking,
		Home: ui.To("/", "Entente"), Channel: r.hear(in.Channel.Name),
		Search: searchBox(r), Choose: r.say("Language"), Languages: tongues(r.Language, in.Request.URL),
		Us: us, Menu: s.menu(r, in.Request), Where: r.say("Pages"), Pages: r.say("Menu"), Groups: groups,
		State: state, Version: s.Software,
	}
	s.around(&shell, in)
	return shell, err
}

// kindOf says beside the marking what kind of node this is, if it is not one for
// real work.
func (s *site) kindOf(r reader, marking *ui.Marking, demo bool) {
	switch {
	case demo:
		marking.Kind, marking.Fiction = r.say("Demonstration: facts public, work on them invented"), true
	case s.Trial:
		marking.Kind, marking.Fiction, marking.Alarm = r.say("Trial: protections incomplete"), true, true
	}
}

// write renders a page whole before the first byte leaves, so that an error
// never ends half a page.
func (s *site) write(w http.ResponseWriter, q *http.Request, shell ui.Shell, page ui.Page) error {
	var b bytes.Buffer
	ctx := q.Context()
	if s.vantage != nil {
		ctx, page = ui.WithReach(ctx, s.vantage.reaches), s.vantage.actionsOf(page)
	}
	if err := ui.Document(shell, page).Render(ctx, &b); err != nil {
		return err
	}
	remember(w, q)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(page.Code())
	_, _ = b.WriteTo(w) // the reader has gone; there is nobody to tell
	return nil
}

// answer is the page of an error, in the shell if the store still answers.
func (s *site) answer(w http.ResponseWriter, q *http.Request, status int) {
	r := s.readerOf(q)
	title, then := r.explain(status)
	if s.vantage != nil && status == http.StatusNotFound {
		title, then = r.say("The node of {partner} does not hold this", "partner", s.vantage.code()), r.say("It has not confirmed it, or is not entitled to it. Go back to our own view to see what we hold.")
	}
	s.answerWith(w, q, status, title, then)
}

// answerWith is answer in other words.
func (s *site) answerWith(w http.ResponseWriter, q *http.Request, status int, title, then string) {
	r := s.readerOf(q)
	if s.personOf(q).IsZero() {
		http.Error(w, title+". "+then, status)
		return
	}
	page := ui.Page{Title: ui.Plain(title), Status: status, Main: ui.Notice{Tone: ui.Warn, Sentence: title + ".", Then: then}.Show()}
	var shell ui.Shell
	err := s.node.ViewAs(context.WithoutCancel(q.Context()), s.personOf(q), func(tx *store.Tx) error {
		plain := q.Clone(q.Context())
		plain.URL.RawQuery = ""
		plain.SetPathValue("channel", "")
		in, err := s.open(tx, plain)
		if err == nil {
			in.Reader.Language = r.Language
			shell, err = s.shell(in, page)
		}
		return err
	})
	if err == nil {
		err = s.write(w, q, shell, page)
	}
	if err != nil {
		http.Error(w, title+". "+then, status)
	}
}

// explain says what became of a request, and what to do.
func (r reader) explain(status int) (title, then string) {
	switch status {
	case http.StatusInternalServerError:
		return r.say("This page could not be made"), r.say("Nothing was changed. Try again; the operator finds the reason in the node's log.")
	case http.StatusServiceUnavailable:
		return r.say("This cannot be written down now"), r.say("What is protected is only shown or done when that is written down, and this node cannot write it down at the moment. The operator finds the reason in its log.")
	case http.StatusRequestEntityTooLarge:
		return r.say("This form holds more than is taken"), r.say("Nothing was written. Go back, shorten what you typed, and put long texts into a file.")
	case http.StatusForbidden:
		return r.say("You act for no office"), r.say("Nothing was written. A record is written for an office: whoever keeps the directory of your side adds you to one.")
	case http.StatusConflict:
		return r.say("This is of our own side"), r.say("Nothing was written. You are looking at what another partner holds: go back to our own view first. What you typed is still in the form behind you.")
	case http.StatusBadRequest:
		return r.say("This form cannot be read"), r.say("Nothing was written. Go back and send it again; it has to be text in UTF-8.")
	}
	return r.say("There is no such page"), r.say("The address may be wrong, or what it names has not arrived at this node.")
}
