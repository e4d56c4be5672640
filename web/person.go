package web

import (
	"net/http"
	"time"

	"entente/access"
	"entente/record"
)

// personOf is who sent a request. Until there is a sign-in, pages are served to
// this machine only and everybody on it is the programme desk.
func (s *site) personOf(q *http.Request) access.Person {
	desk := access.Office{Code: "programme-desk", Title: record.Text{EN: "Programme desk", FR: "Bureau du programme", KO: "사업 담당"}}
	return access.Person{Account: "desk", Name: "Programme desk", Office: desk, Offices: []access.Office{desk}, Language: s.Language(q), Zone: time.UTC}
}
