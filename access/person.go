package access

import (
	"time"

	"entente/record"
)

// A Person is who reads and acts on a node: somebody with an account of its
// partner, in one of their offices. Nothing of it but the code of the office
// leaves the node; ledgers name the person by a pseudonym of each channel.
type Person struct {
	Account  string // stable and random; never shown
	Name     string // as the own side knows them
	Office   Office // for which they act now
	Offices  []Office
	Language record.Language
	Zone     *time.Location
}

// IsZero reports that nobody has signed in.
func (p Person) IsZero() bool { return p.Account == "" }

// An Office is a function of a partner, not a person. Its code stands on every
// record that is written for it.
type Office struct {
	Code   string
	Title  record.Text
	ID     record.ID // its record in the private channel; zero for one that has none
	Deputy bool      // the person stands in for its holder
}
