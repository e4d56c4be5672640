package web

import (
	"net/http"
	"net/url"
	"strconv"

	"entente/record"
	"entente/store"
	"entente/store/contents"
)

// These are what a script sends a file with, piece by piece
// (docs/formats/attachments.md, "Sending a file to a node").

// uploadsPath is before the name of each.
const uploadsPath = "/uploads/"

// beginUpload makes room for a file.
func (s *site) beginUpload(w http.ResponseWriter, q *http.Request) {
	size, err := strconv.ParseInt(q.Header.Get("Upload-Length"), 10, 64)
	called, nameErr := url.PathUnescape(q.Header.Get("Upload-Name"))
	if err != nil || size < 0 || nameErr != nil || s.personOf(q).IsZero() {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	u, err := s.node.BeginUpload(q.Context(), s.personOf(q).Account, called, size)
	if err != nil {
		s.uploadRefused(w, q, err)
		return
	}
	w.Header().Set("Location", uploadsPath+contents.Name(u.Name).String())
	w.Header().Set("Upload-Offset", "0")
	w.WriteHeader(http.StatusCreated)
}

// uploadOf finds what the address names, of the person who asks.
func (s *site) uploadOf(w http.ResponseWriter, q *http.Request) (u store.Upload, ok bool) {
	name, err := contents.ParseName(q.PathValue("id"))
	if err == nil {
		u, err = s.node.Upload(q.Context(), s.personOf(q).Account, name)
	} else {
		err = store.ErrNotFound
	}
	if err != nil {
		s.uploadRefused(w, q, err)
	}
	return u, err == nil
}

func (s *site) headUpload(w http.ResponseWriter, q *http.Request) {
	if u, ok := s.uploadOf(w, q); ok {
		w.Header().Set("Upload-Offset", offsetOf(u))
		w.Header().Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	}
}

func (s *site) extendUpload(w http.ResponseWriter, q *http.Request) {
	u, ok := s.uploadOf(w, q)
	if !ok {
		return
	}
	offset, err := strconv.ParseInt(q.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || q.Header.Get("Content-Type") != "application/offset+octet-stream" {
		s.answer(w, q, http.StatusBadRequest)
		return
	}
	body := patient(w, http.MaxBytesReader(w, q.Body, max(u.Size-offset, 0)+1))
	u, err = s.node.Receive(q.Context(), u.Account, u.Name, offset, "", body)
	if err != nil {
		s.uploadRefused(w, q, err)
		return
	}
	w.Header().Set("Upload-Offset", offsetOf(u))
	w.WriteHeader(http.StatusNoContent)
}

func (s *site) endUpload(w http.ResponseWriter, q *http.Request) {
	u, ok := s.uploadOf(w, q)
	if !ok {
		return
	}
	if err := s.node.EndUpload(q.Context(), u.Account, u.Name); err != nil {
		s.uploadRefused(w, q, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func offsetOf(u store.Upload) string {
	if u.Whole {
		return strconv.FormatInt(u.Size, 10)
	}
	return strconv.FormatInt(u.Held*record.ChunkBytes, 10)
}

// uploadRefused says in one sentence, for a script to show, why a file is not
// taken.
func (s *site) uploadRefused(w http.ResponseWriter, q *http.Request, err error) {
	said := s.readerOf(q).fileRefused(err)
	status := uploadStatus(err)
	if said == "" || status == http.StatusInternalServerError {
		s.failed(w, q, err)
		return
	}
	http.Error(w, said, status)
}
