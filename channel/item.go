package channel

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/record"
)

// item makes the counterpart of one record; before is zero if there is none yet.
func (r Release) item(s Selected, before Counterpart, becomes map[record.Ref]record.ID) (Item, error) {
	wide, known := becomes[record.Ref{Kind: s.Kind, ID: s.ID}]
	switch {
	case Reserved(s.Kind):
		return Item{}, fmt.Errorf("kind %s: %w", s.Kind, ErrReserved)
	case !known:
		return Item{}, fmt.Errorf("its counterpart is of kind %s, not %s", before.Kind, s.Kind)
	}
	i := Item{Narrow: s.ID, NarrowRevision: s.Revision, Action: Create,
		Shown: Shown{ID: wide, Kind: s.Kind, Schema: s.Schema, After: before.Revision}}
	r.KeepExternal = r.KeepExternal || namedAlike(s.Body, before.Body)
	if err := i.carry(r, s, becomes); err != nil {
		return Item{}, err
	}
	for _, content := range append([][]byte{i.Body}, i.Personal...) {
		if err := r.namesNone(content); err != nil {
			return Item{}, err
		}
	}
	var err error
	if i.Label, err = r.label(s); err != nil {
		return Item{}, err
	}
	switch {
	case before.Wide.IsZero():
	case bytes.Equal(i.Body, before.Body) && len(i.Personal) == 0 && r.marksAlike(i.Label, before.Label):
		i.Action = Unchanged
	case before.Pen == r.Self:
		i.Action = Revise
	case bytes.Equal(i.Body, before.Proposed):
		i.Action = Unchanged
	default:
		i.Action, i.Pen = Amend, before.Pen
	}
	return i, nil
}

// namedAlike reports that the counterpart has the same names in other systems
// already: to drop them now would take back what the others have.
func namedAlike(narrow, wide []byte) bool {
	names := func(body []byte) jsontext.Value {
		var named struct {
			External jsontext.Value `json:"external"`
		}
		if json.Unmarshal(body, &named) != nil {
			return nil
		}
		return named.External
	}
	ours := names(narrow)
	return len(ours) > 0 && bytes.Equal(ours, names(wide))
}

var idForm = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// namesNone refuses content in which the id of any record of the narrow channel
// still stands, be it in a link that somebody pasted. An id proves of itself
// where it was made, so none need be known here.
func (r Release) namesNone(content []byte) error {
	for _, text := range idForm.FindAll(content, -1) {
		id, err := record.ParseID(strings.ToLower(string(text)))
		if err == nil && id.CreatedBy(r.Narrow, r.Self) {
			return fmt.Errorf("record %s: %w", id, ErrNames)
		}
	}
	return nil
}

// label is the one that a person chose, or the record's own under the wide
// ceiling. Either way it is held to that ceiling.
func (r Release) label(s Selected) ([]byte, error) {
	chosen, given := r.Labels[s.ID]
	if !given {
		return r.Policies.Readdress(s.Label, r.Ceiling, r.At)
	}
	return chosen, r.Policies.Within(chosen, r.Ceiling)
}

// marksAlike compares labels but for their times.
func (r Release) marksAlike(a, b []byte) bool {
	la, errA := r.Policies.Check(a)
	lb, errB := r.Policies.Check(b)
	return errA == nil && errB == nil && la.Alike(lb.Marked)
}
