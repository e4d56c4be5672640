package api

import (
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
)

// An answer is what an operation comes to.
type answer struct {
	status  int // 200 if 0
	headers map[string]string
	value   any    // as JSON
	file    []byte // in place of a value
}

// write renders an answer whole before the first byte leaves.
func (a answer) write(w http.ResponseWriter) error {
	content, media := a.file, mediaProof
	if a.file == nil {
		var err error
		if content, err = json.Marshal(a.value, json.Deterministic(true), json.FormatNilSliceAsNull(false)); err != nil {
			return err
		}
		media = mediaJSON
	}
	for name, value := range a.headers {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(max(a.status, http.StatusOK))
	_, _ = w.Write(content) // the reader has gone; there is nobody to tell
	return nil
}

func statusText(status int) string { return strconv.Itoa(status) }
