package feature

import (
	"entente/record"
	"entente/store"
)

// A Give says which file a request is answered with, in one snapshot of the
// store.
type Give func(*Reading) (store.File, error)

// A LabelChoice is a label that a writer may give to what they write in a
// channel.
type LabelChoice struct {
	Name      string // of its classification, which forms send
	Marking   string // in the reader's language
	Label     []byte
	ByDefault bool
}

// LabelsOf are the labels that may be chosen in a channel, the lowest first.
type LabelsOf func(record.ChannelID) ([]LabelChoice, error)
