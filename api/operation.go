package api

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"entente/record"
)

// An operation is what stands in the description and how it is answered.
type operation struct {
	huma.Operation
	kind   *record.Kind // of an operation on the records of one kind
	writes bool
	answer func(*call) (answer, error)
}

// operations are all that a node answers.
func operations(kinds *record.Kinds) []operation {
	all := []operation{statusOperation(), descriptionOperation(), partnersOperation(), channelsOperation(), channelOperation(), reserveOperation(),
		searchOperation(), referencesOperation(), proofOperation()}
	for _, kind := range kinds.All() {
		all = append(all, listOperation(kind), readOperation(kind), historyOperation(kind))
		if kind.Writable() {
			all = append(all, createOperation(kind), reviseOperation(kind))
		}
	}
	return all
}

// Media types.
const (
	mediaJSON    = "application/json"
	mediaProblem = "application/problem+json"
	mediaProof   = "application/octet-stream"
)

// media is what a successful answer of the operation is.
func (op operation) media() string {
	for _, response := range op.Responses {
		for media := range response.Content {
			if media != mediaProblem {
				return media
			}
		}
	}
	return mediaJSON
}

// complete is the operation with what every operation has in common.
func (op operation) complete() operation {
	refusals := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusNotAcceptable,
		http.StatusMisdirectedRequest, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if op.RequestBody != nil {
		refusals = append(refusals, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity)
	}
	if op.writes {
		refusals = append(refusals, http.StatusForbidden)
	}
	for _, status := range append(refusals, op.Errors...) {
		op.Responses[statusText(status)] = &huma.Response{Ref: "#/components/responses/" + refusalName(status)}
	}
	return op
}

// pathOf and identifierOf are a kind in addresses and in names: "programme/activity",
// "ProgrammeActivity".
func pathOf(kind *record.Kind) string { return "/channels/{channel}/" + kind.Name() }

func identifierOf(kind *record.Kind) string {
	var name strings.Builder
	for word := range strings.FieldsFuncSeq(kind.Name(), func(r rune) bool { return r == '/' || r == '-' }) {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name.String()
}

// tagOf is the feature of a kind.
func tagOf(kind *record.Kind) string {
	feature, _, _ := strings.Cut(kind.Name(), "/")
	return feature
}
