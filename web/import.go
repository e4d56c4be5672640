package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"

	"entente/feature"
	"entente/interchange"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

func (s *site) importRoutes(mux *routes) {
	mux.Handle("GET /import", s.page(func(in *opening) (ui.Page, error) { return s.importPage(in, importAsked{}) }))
	mux.HandleFunc("POST /import", s.upload)
	mux.HandleFunc("GET /import/{id}", s.importJob)
	mux.Handle("POST /import/{id}", s.act(s.decideImport))
	mux.HandleFunc("GET /import/{id}/refused.csv", s.refusedRows)
}

// importAsked is what somebody asked to import, and what is wrong with that.
type importAsked struct {
	Kind, Channel string
	Wrong         string
	Then          string
}

// upload takes a file and tries it. It is a form with a file in it, which no
// other page has: the fields come first, so that the file can be streamed.
func (s *site) upload(w http.ResponseWriter, q *http.Request) {
	q.Body = http.MaxBytesReader(w, q.Body, maxImport)
	job, asked, err := s.takeImport(q)
	r := s.readerOf(q)
	var large *http.MaxBytesError
	switch {
	case err == nil:
		job.try(s.node)
		http.Redirect(w, q, "/import/"+job.ID, http.StatusSeeOther)
		return
	case errors.As(err, &large):
		asked.Wrong, asked.Then = r.say("The file is larger than {n} MiB, which is the most that is taken.", "n", r.count(maxImport>>20)), r.say("Nothing was kept. Split it, or let the operator import it by the command line.")
	case errors.Is(err, errNoUpload):
		asked.Wrong, asked.Then = r.say("No file came."), r.say("Choose a CSV file and send it again.")
	case errors.Is(err, errTooManyImports):
		asked.Wrong, asked.Then = r.say("Too many uploads are kept."), r.say("Close one of yours below, or wait until its hour is over.")
	case errors.Is(err, node.ErrNoRoom):
		asked.Wrong = r.say("This node has no room for the file. Ask the operator; nothing was kept.")
	default:
		s.failed(w, q, err)
		return
	}
	// What is left is read to its end, or the browser would never show why.
	_, _ = io.Copy(io.Discard, q.Body)
	s.page(func(in *opening) (ui.Page, error) {
		page, err := s.importPage(in, asked)
		return refusedForm(page), err
	}).ServeHTTP(w, q)
}

// takeImport takes a file if there is room for it: among the uploads that are
// kept, and on the disk.
func (s *site) takeImport(q *http.Request) (job *importJob, asked importAsked, err error) {
	leave, err := s.imports.expect(s.personOf(q).Account)
	if err != nil {
		return nil, asked, err
	}
	defer leave()
	coming := q.ContentLength
	switch {
	case coming > maxImport:
		return nil, asked, &http.MaxBytesError{Limit: maxImport}
	case coming < 0:
		coming = maxImport
	}
	if !s.node.HasRoom(coming) {
		return nil, asked, node.ErrNoRoom
	}
	asked, file, size, err := s.receiveImport(q)
	if err != nil {
		return nil, asked, err
	}
	if job, err = s.newImport(q, asked, file, size); err != nil {
		_ = file.Close()
	}
	return job, asked, err
}

var errNoUpload = errors.New("web: a form without its file")

// receiveImport reads the parts of the form in their order.
func (s *site) receiveImport(q *http.Request) (asked importAsked, file *os.File, size int64, err error) {
	parts, err := q.MultipartReader()
	if err != nil {
		return asked, nil, 0, errNoUpload
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return asked, nil, 0, errNoUpload
		}
		if err != nil {
			return asked, nil, 0, err
		}
		switch part.FormName() {
		case "kind":
			asked.Kind, err = shortField(part)
		case "channel":
			asked.Channel, err = shortField(part)
		case "file":
			if part.FileName() == "" {
				return asked, nil, 0, errNoUpload
			}
			opened, size, err := receive(string(s.node.Folder), part)
			return asked, opened, size, err
		}
		if err != nil {
			return asked, nil, 0, err
		}
	}
}

// shortField is a field that names something.
func shortField(part *multipart.Part) (string, error) {
	text, err := io.ReadAll(io.LimitReader(part, 256))
	return string(text), err
}

// newImport is a job for a file, of the kind and the channel that were asked
// for.
func (s *site) newImport(q *http.Request, asked importAsked, file *os.File, size int64) (*importJob, error) {
	if kind, known := s.Program.Kinds.Lookup(asked.Kind); !known || !kind.Writable() {
		return nil, store.ErrNotFound
	}
	person := s.personOf(q)
	job := &importJob{Account: person.Account, Kind: asked.Kind, file: file, size: size, Author: node.Author{Office: person.Office.Code, Person: person.Account}}
	if job.Channel.UnmarshalText([]byte(asked.Channel)) != nil {
		return nil, store.ErrNotFound
	}
	err := s.node.ViewAs(q.Context(), s.personOf(q), func(tx *store.Tx) error {
		_, err := tx.Channel(job.Channel)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.imports.add(job, s.node.Now())
	return job, nil
}

// importJob is the page of one upload; while something runs it comes again by
// itself.
func (s *site) importJob(w http.ResponseWriter, q *http.Request) {
	job, found := s.imports.find(q.PathValue("id"), s.personOf(q).Account, s.node.Now())
	if !found {
		s.notFound(w, q)
		return
	}
	state := job.state()
	if state.Stage == importTrying || state.Stage == importWriting {
		w.Header().Set("Refresh", "1")
	}
	s.page(func(in *opening) (ui.Page, error) { return s.importJobPage(in, job, state) }).ServeHTTP(w, q)
}

// decideImport answers the buttons of an upload's page.
func (s *site) decideImport(in *opening, form url.Values) (feature.Deed, error) {
	job, found := s.imports.find(in.Path("id"), in.Person.Account, in.Now)
	if !found {
		return feature.Deed{}, store.ErrNotFound
	}
	decided := form.Get("do")
	return feature.Deed{Do: func(_ context.Context, n *node.Node, by node.Author) (string, error) {
		switch decided {
		case "write":
			job.write(n, by)
		case "stop":
			job.stop()
		case "close":
			s.imports.drop(job)
			return "/import", nil
		}
		return "/import/" + job.ID, nil
	}}, nil
}

// refusedRows gives the refused rows out with the reasons, in the reader's
// language.
func (s *site) refusedRows(w http.ResponseWriter, q *http.Request) {
	job, found := s.imports.find(q.PathValue("id"), s.personOf(q).Account, s.node.Now())
	if !found {
		s.notFound(w, q)
		return
	}
	kind, _ := s.Program.Kinds.Lookup(job.Kind)
	r := s.readerOf(q)
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="refused.csv"`)
	err := interchange.WriteRefused(kind, job.source(), job.state().Report, func(p record.Problem) string { return r.Words.Problem(r.Language, kind, p) }, w)
	if err != nil {
		s.node.Log.Error("refused rows could not be written", "err", err)
	}
}
