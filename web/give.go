package web

import (
	"encoding/hex"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"entente/audit"
	"entente/feature"
	"entente/label"
	"entente/node"
	"entente/store"
)

// givenPolicy keeps a browser from doing anything with a file but saving it.
const givenPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'"

// Give answers with the content of a file. What a partner sent is never shown by
// this node: it is saved, under its own name and type.
func (s *site) Give(give feature.Give) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		var file store.File
		err := s.node.ViewAs(q.Context(), s.personOf(q), func(tx *store.Tx) error {
			in, err := s.open(tx, q)
			if err == nil {
				file, err = give(in.Reading)
			}
			return err
		})
		var content *node.Content
		if err == nil {
			taken := s.node.By(s.personOf(q), audit.Export)
			taken.Of = []audit.Subject{{Channel: file.Channel, Records: []audit.Item{{ID: file.Record, Revision: file.Revision}}}}
			taken.Outcome = "file"
			err = s.node.Audit(q.Context(), taken)
		}
		if err == nil {
			content, err = s.node.OpenContent(q.Context(), file.Origin, file.Index, file.Part)
		}
		if err != nil {
			s.failed(w, q, err)
			return
		}
		defer content.Close()
		if q.URL.Query().Get("as") == "label" {
			s.giveLabel(w, q, content)
			return
		}
		if err := s.departFile(q, file); err != nil {
			s.failed(w, q, err)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", givenPolicy)
		h.Set("Content-Type", content.MediaType)
		h.Set("Link", "<"+q.URL.EscapedPath()+`?as=label>; rel="describedby"; type="application/xml"`)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": content.Name}))
		h.Set("ETag", `"`+hex.EncodeToString(content.Chunks[0][:8])+"-"+strconv.FormatInt(content.File.Size, 10)+`"`)
		http.ServeContent(w, q, "", time.Time{}, patientContent{content, http.NewResponseController(w)})
	})
}

// giveLabel answers with the sidecar of a file: the binding that says which label
// it has, to be kept beside it (docs/formats/channel.md, "Binding").
func (s *site) giveLabel(w http.ResponseWriter, q *http.Request, content *node.Content) {
	bound, err := label.Bind(url.PathEscape(content.Name), content.Label)
	if err != nil {
		s.failed(w, q, err)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", givenPolicy)
	h.Set("Content-Type", "application/xml")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": content.Name + ".label.xml"}))
	_, _ = w.Write(bound) // the reader has gone; there is nobody to tell
}

// patientContent lets a file take as long to fetch as it needs.
type patientContent struct {
	*node.Content
	line *http.ResponseController
}

func (c patientContent) Read(into []byte) (int, error) {
	extend(c.line)
	return c.Content.Read(into)
}

// departFile notes that somebody fetches a file, before its first byte leaves.
func (s *site) departFile(q *http.Request, file store.File) error {
	person := s.personOf(q)
	return s.node.DepartAgain(q.Context(), store.Departure{How: store.ByDownload, Whom: person.Office.Code, Account: person.Account},
		store.Departed{Origin: file.Origin, Index: file.Index, Part: file.Part})
}
