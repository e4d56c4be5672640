package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"entente/feature"
	"entente/record"
)

// Names of a form's own inputs. A leaf's name begins with a letter, so none of
// them can be one.
const (
	inputID      = "_id"      // of a new record, reserved when its form was made
	inputFrom    = "_from"    // the revision that the form was made from
	inputVersion = "_version" // of the kind
	inputMarking = "_marking"
	inputDo      = "_do"     // which button
	inputTake    = "_take"   // questions of which another's answer is taken
	beforeNamed  = "_named." // and a path: the record that a text stands for
	chosenMatch  = "_match." // and a path: which of the records that a text may mean
)

// What a button of the form does.
const (
	doSave  = "save"
	doDraft = "draft"
	doAdd   = "add:" // and the path of a list
)

// A sentForm is a form of a record as somebody sent it.
type sentForm struct {
	Typed    answers
	From     int
	ID       string
	Marking  feature.MarkingAnswer
	Do       string
	Take     []string
	Named    map[string]string
	Matches  map[string]string
	Problems record.Problems // of the form itself
}

// mostInputs bounds what one form holds: more than any kind asks for.
const mostInputs = 20_000

// readSent takes a form apart. What no page of ours sends is a problem that is
// said, never something that is dropped in silence.
func readSent(kind *record.Kind, form url.Values) sentForm {
	sent := sentForm{
		Typed: answers{}, ID: form.Get(inputID), Marking: feature.ReadMarking(form, inputMarking), Do: form.Get(inputDo),
		Take: form[inputTake], Named: map[string]string{}, Matches: map[string]string{},
	}
	sent.From, _ = strconv.Atoi(form.Get(inputFrom)) // 0, which no revision is, if it is no number
	if version, err := strconv.Atoi(form.Get(inputVersion)); err != nil || version != kind.Version() {
		sent.Problems = append(sent.Problems, record.Wrong("", "This form was made by another version of the program. Look through it and send it again."))
	}
	if len(form) > mostInputs {
		sent.Problems = append(sent.Problems, record.Problem{Code: record.ProblemTooMany, Args: map[string]string{"max": strconv.Itoa(mostInputs)}})
		return sent
	}
	known := leafNames(kind, form)
	for _, name := range slices.Sorted(maps.Keys(form)) {
		values := form[name]
		path, question := known[name]
		switch {
		case strings.HasPrefix(name, beforeNamed):
			sent.Named[strings.TrimPrefix(name, beforeNamed)] = values[0]
		case strings.HasPrefix(name, chosenMatch):
			sent.Matches[strings.TrimPrefix(name, chosenMatch)] = values[0]
		case strings.HasPrefix(name, "_"):
		case !question:
			const longest = 100 // names are not ours
			sent.Problems = append(sent.Problems, record.Problem{Path: strings.ToValidUTF8(name[:min(len(name), longest)], ""), Code: record.ProblemUnknown})
		case slices.ContainsFunc(values, func(v string) bool { return v != values[0] }):
			sent.Typed[name] = values[0]
			sent.Problems = append(sent.Problems, record.Wrong(path, "The form held this field more than once. Look at what it should be."))
		default:
			sent.Typed[name] = values[0]
		}
	}
	return sent
}

// leafNames are the names that a form of this kind may hold, with as many items
// as it names, and the path that a problem with each has.
func leafNames(kind *record.Kind, form url.Values) map[string]string {
	held := answers{}
	for name := range form {
		held[name] = ""
	}
	known := map[string]string{}
	for _, q := range questions(kind.Outline(), "", held.items) {
		for _, name := range q.names() {
			known[name] = name
			if q.Type == dateType {
				known[name] = q.Path
			}
		}
	}
	return known
}
