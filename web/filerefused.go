package web

import (
	"errors"
	"net/http"

	"entente/mediatype"
	"entente/node"
	"entente/record"
)

// fileRefused says why a file was not taken, and what to do. It is "" for what a
// reader can do nothing about.
func (r reader) fileRefused(err error) string {
	var mismatch *mediatype.Mismatch
	var name *node.BadFileName
	switch {
	case errors.As(err, &mismatch) && (mismatch.Looks == mediatype.Unknown || mismatch.Looks == "text/plain"):
		return r.say("This file is not what its name or type says ({claim}). Check where it comes from, or give it its right name.", "claim", mismatch.Claim)
	case errors.As(err, &mismatch):
		return r.say("This file is not what its name or type says ({claim}): it looks like {looks}. Check where it comes from, or give it its right name.", "claim", mismatch.Claim, "looks", mismatch.Looks)
	case errors.As(err, &name):
		return r.badFileName(name.Problem)
	case errors.Is(err, node.ErrFileEmpty):
		return r.say("This file is empty. Choose the file again.")
	case errors.Is(err, node.ErrFileLarge):
		return r.say("This file is larger than this node takes. Split it, or ask the operator.")
	case errors.Is(err, node.ErrNoRoom):
		return r.say("This node has no room for the file. Ask the operator; nothing was kept.")
	case errors.Is(err, node.ErrManyUploads):
		return r.say("You are sending too many files at once. Wait until some of them are written.")
	case errors.Is(err, node.ErrUnfinished), errors.Is(err, node.ErrOffset), errors.Is(err, node.ErrUploadBusy):
		return r.say("The file did not arrive whole. Send it again.")
	case errors.Is(err, node.ErrMalware):
		return r.say("The scanner found malware in this file. It was not kept; check the machine that it comes from.")
	case errors.Is(err, node.ErrClosedGate):
		return r.say("This node writes nothing at the moment. Send the file again later, or ask the operator.")
	}
	return ""
}

func (r reader) badFileName(problem record.NameProblem) string {
	switch problem {
	case record.NameLong:
		return r.say("The name of the file is longer than 200 characters. Give it a shorter one.")
	case record.NameDots:
		return r.say("The name of the file begins or ends with a dot or a space. Give it another.")
	case record.NameDevice:
		return r.say("The name of the file is one that Windows keeps for a device. Give it another.")
	case record.NameCharacters:
		return r.say("The name of the file holds signs that a file name cannot have: slashes, colons, asterisks, question marks, quotation marks, angle brackets, bars, invisible signs, or such that turn the direction of writing. Give it another.")
	}
	return r.say("The file has no name. Give it one.")
}

func uploadStatus(err error) int {
	var mismatch *mediatype.Mismatch
	var name *node.BadFileName
	switch {
	case errors.As(err, &mismatch):
		return http.StatusUnsupportedMediaType
	case errors.As(err, &name), errors.Is(err, node.ErrFileEmpty):
		return http.StatusUnprocessableEntity
	case errors.Is(err, node.ErrFileLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, node.ErrNoRoom):
		return http.StatusInsufficientStorage
	case errors.Is(err, node.ErrManyUploads):
		return http.StatusTooManyRequests
	case errors.Is(err, node.ErrOffset), errors.Is(err, node.ErrUploadBusy):
		return http.StatusConflict
	case errors.Is(err, node.ErrUnfinished):
		return http.StatusBadRequest
	case errors.Is(err, node.ErrMalware):
		return http.StatusUnprocessableEntity
	case errors.Is(err, node.ErrClosedGate):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
