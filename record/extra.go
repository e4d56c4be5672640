package record

import "github.com/go-json-experiment/json/jsontext"

// Extra keeps the members of an object that this version of the kind does not
// know, so that a revision made here does not lose what a newer partner wrote.
// Every group of fields embeds it; the struct of a kind embeds Basics instead.
//
// The tag says both embed and unknown: go-json-experiment spells it embed, the
// experiment in Go 1.26 unknown, and the wrong one loses members silently
// (TestUnknownMembersSurvive).
type Extra struct {
	Rest jsontext.Value `json:",embed,unknown"`
}

// Basics is what every record carries whatever its kind: its names in other
// systems, and unknown members. The struct of every kind embeds it.
type Basics struct {
	External []ExternalID `json:"external" en:"External identifiers"`
	Extra
}

// ExternalPath is where a body of any kind has its names in other systems.
const ExternalPath = "external"

// Key is the stable name that the author of an imported file gave to the
// record, if it came from one.
func (b Basics) Key() string {
	for _, id := range b.External {
		if id.Scheme == KeyScheme {
			return id.Value
		}
	}
	return ""
}

// based is any value that embeds Basics.
type based interface{ basics() *Basics }

func (b *Basics) basics() *Basics { return b }
