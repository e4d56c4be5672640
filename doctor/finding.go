package doctor

import (
	"fmt"
	"strings"
)

// A Grade says how much a finding matters.
type Grade string

// Grades, from the one that nobody has to do anything about.
const (
	Good   Grade = "good"
	Advice Grade = "advice" // to be put right; the node is served meanwhile
	Fault  Grade = "fault"  // a node is not served so
)

// A Finding is what one check saw, and what to do.
type Finding struct {
	Check string `json:"check"`
	Grade Grade  `json:"grade"`
	Found string `json:"found"`
	Do    string `json:"do,omitempty"`
	// Trial says that somebody who tries the program out may leave it so.
	Trial bool `json:"trial,omitzero"`
}

func good(check, found string, args ...any) Finding {
	return Finding{Check: check, Grade: Good, Found: fmt.Sprintf(found, args...)}
}

// Refusal is the faults with which a node must not be served; nil for none. Those
// that a trial may have do not count in one.
type Refusal struct{ Faults []Finding }

func (e *Refusal) Error() string {
	var said []string
	for _, f := range e.Faults {
		said = append(said, f.Found+" "+f.Do)
	}
	text := strings.Join(said, "\n  ")
	if len(e.Faults) > 1 {
		text = fmt.Sprintf("%d things must be put right first:\n  %s", len(e.Faults), text)
	}
	for _, f := range e.Faults {
		if !f.Trial {
			return text
		}
	}
	return text + "\n  To try the program out as it is, add --trial: every page then says so."
}

// Refuse says with which findings a node must not be served.
func Refuse(all []Finding, trial bool) error {
	var faults []Finding
	for _, f := range all {
		if f.Grade == Fault && !(trial && f.Trial) {
			faults = append(faults, f)
		}
	}
	if faults == nil {
		return nil
	}
	return &Refusal{faults}
}
