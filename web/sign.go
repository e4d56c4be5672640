package web

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"entente/audit"
	"entente/channel"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

const signPath = "/sign"

// maxAnswer is how large an answer may be that comes by a page.
const maxAnswer = 8 << 20

func (s *site) signRoutes(mux *routes) {
	mux.Handle("GET "+signPath, s.page(func(in *opening) (ui.Page, error) { return s.toSign(in, ui.Notice{}) }))
	mux.Handle("GET /mandates", s.page(s.mandates))
	mux.HandleFunc("GET /sign/{channel}/request", s.signingRequest)
	mux.Strictly("POST "+signPath, http.HandlerFunc(s.takeAnswer))
}

// signView is the form for a holder's answer.
type signView struct {
	Action, FileIs, File, Hint, Send string
}

// toSign is the page of what waits for a mandate holder's signature.
func (s *site) toSign(in *opening, notice ui.Notice) (ui.Page, error) {
	waiting, err := s.node.ToSign(in.Tx)
	if err != nil {
		return ui.Page{}, err
	}
	scene := s.scene(in)
	page := ui.Page{Title: ui.Plain(scene.say("To sign"))}
	var parts []templ.Component
	if notice.Sentence != "" {
		parts = append(parts, notice.Show())
	}
	if _, done := in.Request.URL.Query()["taken"]; done && notice.Sentence == "" {
		parts = append(parts, ui.Notice{Sentence: scene.say("The signatures are in the ledger."), Then: scene.say("What they are under takes effect with every partner as it arrives.")}.Show())
	}
	parts = append(parts, said(scene.say("What stands here has been written and takes no effect until a holder of a mandate signs it. The key is not on this node: take the request to it, and bring the answer back.")))
	channels, err := in.Tx.Channels()
	if err != nil {
		return ui.Page{}, err
	}
	found := false
	for _, c := range channels {
		rows, labels := scene.unsignedRows(waiting, c.ID)
		if len(rows.Rows) == 0 {
			continue
		}
		found = true
		page.Labels = append(page.Labels, labels...)
		parts = append(parts, scene.unsignedIn(c, rows))
	}
	if !found {
		parts = append(parts, ui.Empty{Sentence: scene.say("Nothing waits for a signature.")}.Show())
	}
	answer := signView{
		Action: signPath, FileIs: scene.say("Answer of the holder"), File: scene.say("File"),
		Hint: scene.say("The file that “entente act sign” wrote. Who hands it in does not matter."), Send: scene.say("Hand in"),
	}
	parts = append(parts, answer.show())
	page.Main = sequence(parts...)
	return page, nil
}

func (s scene) unsignedIn(c store.Channel, rows ui.Rows) templ.Component {
	table := ui.Table{Caption: s.say("To sign"), Groups: []ui.Rows{rows}, Heads: []ui.Head{
		{Words: s.say("What")}, {Words: s.say("Act")}, {Words: s.say("Waits since")}, {Words: s.say("Office")}, {Words: s.say("Signed by")},
	}}
	name := s.hear(c.Name).Text
	link := ui.To(signPath+"/"+c.ID.String()+"/request", s.say("Download the request"))
	return unsignedSection("sign-"+c.ID.String(), name, rows.Count, table, link)
}

// unsignedRows are a row for each signature that is asked for in a channel.
func (s scene) unsignedRows(waiting []node.Unsigned, in record.ChannelID) (rows ui.Rows, labels [][]byte) {
	for _, u := range waiting {
		if u.Channel != in {
			continue
		}
		title := s.titleOfText(u.Entries[0].Revision)
		if more := len(u.Entries) - 1; more > 0 {
			title = ui.Plain(s.say("{title} and {n} more", "title", title.Text, "n", s.count(int64(more))))
		}
		for _, entry := range u.Entries {
			labels = append(labels, entry.Label)
		}
		rows.Rows = append(rows.Rows, ui.Row{Cells: []templ.Component{
			title.Show(), ui.Words(s.verb(u.Verb)), ui.Words(s.moment(u.Since)), ui.Words(u.Entries[0].Office), ui.Words(strings.Join(u.Signed, ", ")),
		}})
	}
	rows.Count = s.count(int64(len(rows.Rows)))
	return rows, labels
}

// signingRequest is the file that a holder takes to their key.
func (s *site) signingRequest(w http.ResponseWriter, q *http.Request) {
	var asked node.SigningRequest
	var taken audit.Event
	err := s.show(w, q, func(in *opening) (ui.Page, error) {
		id, err := keys.DecodeID(q.PathValue("channel"))
		if err != nil {
			return ui.Page{}, store.ErrNotFound
		}
		asked, err = s.node.AskToSign(in.Tx, record.ChannelID(id))
		switch {
		case errors.Is(err, node.ErrNothingToSign):
			return ui.Page{}, store.ErrNotFound
		case err != nil:
			return ui.Page{}, err
		}
		taken = s.node.By(in.Person, audit.Export)
		taken.Of, taken.Outcome = []audit.Subject{{Channel: record.ChannelID(id)}}, "signing-request"
		return ui.Page{}, errNothingToShow
	})
	if errors.Is(err, errNothingToShow) {
		err = s.node.Audit(q.Context(), taken)
	}
	if err == nil {
		err = s.node.Depart(q.Context(), store.Departure{How: store.ByExport, Whom: node.ForSigning, Account: s.personOf(q).Account}, asked.Entries...)
	}
	if err != nil {

		s.failed(w, q, err)
		return
	}
	file := asked.File
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="to-sign.request"`)
	w.Header().Set("Content-Length", numbered(len(file)))
	_, _ = w.Write(file) // the reader has gone; there is nobody to tell
}

// takeAnswer writes the signatures of a file that somebody sends.
func (s *site) takeAnswer(w http.ResponseWriter, q *http.Request) {
	q.Body = http.MaxBytesReader(w, q.Body, maxAnswer)
	file, err := answerFile(q)
	if err == nil {
		person := s.personOf(q)
		_, err = s.node.TakeAnswer(q.Context(), node.Author{Office: person.Office.Code, Person: person.Account}, file)
	}
	r := s.readerOf(q)
	var large *http.MaxBytesError
	var refused *record.Refusal
	notice := ui.Notice{Tone: ui.Bad}
	switch {
	case err == nil, errors.Is(err, node.ErrUnpublished):
		http.Redirect(w, q, signPath+"?taken", http.StatusSeeOther)
		return
	case errors.As(err, &large):
		notice.Sentence = r.say("The file is larger than {n} MiB, which is the most that is taken.", "n", r.count(maxAnswer>>20))
	case errors.Is(err, channel.ErrSigningAnswer):
		notice.Sentence, notice.Then = r.say("This is no answer of a holder."), r.say("Hand in the file that “entente act sign” wrote.")
	case errors.Is(err, node.ErrSigned):
		notice.Sentence = r.say("These signatures are in the ledger already.")
	case errors.As(err, &refused):
		notice.Sentence, notice.Then = r.say("A signature does not stand, and none of the file was taken."), refused.Detail
	default:
		s.failed(w, q, err)
		return
	}
	s.page(func(in *opening) (ui.Page, error) {
		page, err := s.toSign(in, notice)
		return refusedForm(page), err
	}).ServeHTTP(w, q)
}

// answerFile is the one file of the form.
func answerFile(q *http.Request) ([]byte, error) {
	parts, err := q.MultipartReader()
	if err != nil {
		return nil, errors.Join(channel.ErrSigningAnswer, err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, channel.ErrSigningAnswer
		}
		if err != nil {
			return nil, errors.Join(channel.ErrSigningAnswer, err)
		}
		if part.FormName() == "file" {
			return io.ReadAll(part)
		}
	}
}
