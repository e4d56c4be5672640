package web

import (
	"errors"
	"net/http"

	"entente/access"
	"entente/store"
)

// denied answers who may not do something with what they may read, and says what
// is missing. What somebody may not read is not there, and answered like it. It
// reports false for every other error.
func (s *site) denied(w http.ResponseWriter, q *http.Request, err error) bool {
	var why *access.Denied
	if !errors.As(err, &why) || why.Action == access.ToRead || s.personOf(q).IsZero() {
		return false
	}
	r := s.readerOf(q)
	s.answerWith(w, q, http.StatusForbidden, r.say("You may not do this"), r.Words.Denial(r.Language, why)+" "+r.whomToAsk())
	return true
}

func (r reader) whomToAsk() string {
	return r.say("Nothing was changed. The security officers of your side grant roles and clearances; your account says which you have.")
}

// classOf is that of a record.
func classOf(r store.Record) store.Class {
	return store.Class{Channel: r.Channel, Kind: r.Kind, Label: r.Label}
}

// mayWrite reports whether the reader may write a record of a kind under a label
// in the channel of the scene.
func (s scene) mayWrite(kind string, label []byte) bool {
	return s.may != nil && s.may(access.ToWrite, store.Class{Channel: s.Channel.ID, Kind: kind, Label: label})
}
