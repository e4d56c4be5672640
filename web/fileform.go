package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"entente/feature"
	"entente/store"
	"entente/store/contents"
)

// What a form with a file may hold beside the file.
const (
	maxFileFormField  = 64 << 10
	maxFileFormFields = 64
)

// patience is how long a line may be silent while a file is sent or fetched. The
// limits of the server are for pages, which are small.
const patience = time.Minute

// FileAct answers a form that may hold one file. The file is taken chunk by chunk
// as it comes; a form whose script has sent the file before only names it.
func (s *site) FileAct(act feature.Act) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		form, refused, err := s.readFileForm(w, q)
		if err != nil {
			s.unreadable(w, q, err)
			return
		}
		s.decided(w, q, form, func(in *opening, form url.Values) (feature.Deed, error) {
			return act(&feature.Acting{Reading: in.Reading, Form: form, FileRefused: refused})
		})
	})
}

func (s *site) readFileForm(w http.ResponseWriter, q *http.Request) (form url.Values, refused string, err error) {
	if kind, _, _ := mime.ParseMediaType(q.Header.Get("Content-Type")); kind != "multipart/form-data" {
		form, err = readForm(w, q)
		return form, "", err
	}
	q.Body = patient(w, http.MaxBytesReader(w, q.Body, s.node.MaxFileBytes()+maxForm))
	parts, err := q.MultipartReader()
	if err != nil {
		return nil, "", errors.Join(errForm, err)
	}
	form = url.Values{}
	for read := 0; ; read++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, refused, nil
		}
		if err != nil || read >= maxFileFormFields {
			return nil, "", errors.Join(errForm, err)
		}
		switch {
		case part.FileName() != "" && form.Get(feature.FileField) == "":
			var u store.Upload
			if u, err = s.receivePart(q, part); err == nil {
				form.Set(feature.FileField, contents.Name(u.Name).String())
			} else if refused = s.readerOf(q).fileRefused(err); refused == "" {
				return nil, "", errors.Join(errForm, err)
			}
			// What is left of a file that was refused is read to its end, or the
			// browser would never show why.
			_, err = io.Copy(io.Discard, part)
		case part.FileName() == "":
			err = readField(form, part)
		}
		if err != nil {
			return nil, "", errors.Join(errForm, err)
		}
	}
}

// receivePart takes the file of a form. One that was cut is given up: nobody
// could go on with it.
func (s *site) receivePart(q *http.Request, part *multipart.Part) (store.Upload, error) {
	account := s.personOf(q).Account
	u, err := s.node.BeginUpload(q.Context(), account, part.FileName(), -1)
	if err != nil {
		return u, err
	}
	u, err = s.node.Receive(q.Context(), account, u.Name, 0, part.Header.Get("Content-Type"), part)
	if err == nil {
		return u, nil
	}
	if dropErr := s.node.EndUpload(q.Context(), account, u.Name); dropErr != nil && !isNotFound(dropErr) {
		err = errors.Join(err, dropErr)
	}
	return u, err
}

func readField(form url.Values, part *multipart.Part) error {
	text, err := io.ReadAll(io.LimitReader(part, maxFileFormField+1))
	if err != nil {
		return err
	}
	name := part.FormName()
	if len(text) > maxFileFormField || !utf8.Valid(text) || !utf8.ValidString(name) {
		return fmt.Errorf("field %.40q: %d bytes", name, len(text))
	}
	if len(text) == 0 && part.Header.Get("Content-Type") != "" {
		return nil // a file that nobody chose
	}
	form.Add(name, strings.ReplaceAll(string(text), "\r\n", "\n"))
	return nil
}

// patient lets a body take as long as it needs while something of it comes.
func patient(w http.ResponseWriter, body io.ReadCloser) io.ReadCloser {
	return patientBody{body, http.NewResponseController(w)}
}

type patientBody struct {
	io.ReadCloser
	line *http.ResponseController
}

func (b patientBody) Read(into []byte) (int, error) {
	extend(b.line)
	return b.ReadCloser.Read(into)
}

// extend moves the deadlines of a connection. A response that knows no deadlines
// has none.
func extend(line *http.ResponseController) {
	until := time.Now().Add(patience)
	_ = line.SetReadDeadline(until)
	_ = line.SetWriteDeadline(until.Add(patience))
}
