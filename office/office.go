package office

import (
	"regexp"
	"strconv"

	"entente/record"
)

// Office is a function of a partner: a desk, a mission, a staff. Its code stands
// on every record that is written for it and never changes its meaning.
type Office struct {
	Title    record.Text `json:"title" is:"required column sort search" max:"200" en:"Title"`
	Code     string      `json:"code" is:"required column sort search filter" max:"64" en:"Code"`
	Purpose  record.Text `json:"purpose" is:"search" en:"What it is for"`
	Contact  Contact     `json:"contact"`
	Zone     string      `json:"zone" is:"column" max:"64" en:"Time zone"`
	Hours    record.Text `json:"hours" max:"200" en:"Working hours"`
	Holders  []Holder    `json:"holders" is:"sensitive" en:"Holders and deputies"`
	Inactive bool        `json:"inactive" is:"filter" en:"No longer in use"`
	record.Basics
}

// Contact is how the function is reached, whoever holds it.
type Contact struct {
	Mail  string `json:"mail" is:"column search" max:"254" en:"E-mail of the function"`
	Phone string `json:"phone" max:"64" en:"Telephone of the function"`
	record.Extra
}

// Holder is an account that acts for the office in a period, both days included.
type Holder struct {
	Account string      `json:"account" is:"required" max:"64" en:"Account"`
	As      Role        `json:"as" is:"required" en:"As"`
	From    record.Date `json:"from" en:"First day"`
	Until   record.Date `json:"until" en:"Last day"`
	record.Extra
}

// Role is how somebody acts for an office.
type Role string

// What somebody can be to an office.
const (
	AsHolder Role = "holder"
	AsDeputy Role = "deputy"
)

// Options are the roles; a partner may know others.
func (Role) Options() []record.Option { return record.OneOf("holder: Holder", "deputy: Deputy") }

// Offices is the kind office/office.
var Offices = record.Declare(record.Of[Office]{
	Name: "office/office", Version: 1, Title: "Office|Offices", Sort: "code", Check: checkOffice,
})

var (
	codeForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9])?$`)
	mailForm = regexp.MustCompile(`^[^\s@]+@[^\s@]+$`)
	zoneForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,3}$`)
)

// checkOffice holds an office to the form of its values. Whether a time zone
// exists is not asked: two nodes may know different ones.
func checkOffice(o Office) (problems record.Problems) {
	if !codeForm.MatchString(o.Code) {
		problems = append(problems, record.Wrong("code", "The code of an office has letters, digits, dots, hyphens or blanks."))
	}
	if o.Contact.Mail != "" && !mailForm.MatchString(o.Contact.Mail) {
		problems = append(problems, record.Wrong("contact.mail", "This is not an e-mail address."))
	}
	if o.Zone != "" && !zoneForm.MatchString(o.Zone) {
		problems = append(problems, record.Wrong("zone", "This is not a time zone such as Asia/Seoul."))
	}
	for i, holder := range o.Holders {
		if holder.Until.Before(holder.From) {
			problems = append(problems, record.Wrong("holders."+strconv.Itoa(i+1)+".until", "The period ends before it begins."))
		}
	}
	return problems
}
