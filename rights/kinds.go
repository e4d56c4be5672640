package rights

import (
	"slices"
	"time"

	"entente/record"
)

// Role gives an office a role in one channel, or in every one.
type Role struct {
	Title   record.Text `json:"title" is:"required column search" max:"200" en:"Title"`
	Office  string      `json:"office" is:"required column filter sort" max:"64" en:"Office"`
	Role    RoleCode    `json:"role" is:"required column filter" en:"Role"`
	Channel string      `json:"channel" is:"filter" max:"64" en:"Channel"`
	From    record.Date `json:"from" is:"column" en:"First day"`
	Until   record.Date `json:"until" is:"column sort" en:"Last day"`
	Basis   record.Text `json:"basis" max:"2000" en:"Granted because"`
	OnPaper []string    `json:"onPaper" max:"200" en:"Granted on paper by"`
	Ended   bool        `json:"ended" is:"filter" en:"Ended"`
	record.Basics
}

// Clearance is the highest that one person may read under one policy.
type Clearance struct {
	Title          record.Text `json:"title" is:"required column search" max:"200" en:"Title"`
	Account        string      `json:"account" is:"required filter" max:"64" en:"Account"`
	Policy         string      `json:"policy" is:"required column filter" max:"200" en:"Policy"`
	Classification string      `json:"classification" is:"required column" max:"200" en:"Highest classification"`
	Held           []Held      `json:"held" en:"Values held"`
	From           record.Date `json:"from" is:"required column" en:"First day"`
	Until          record.Date `json:"until" is:"required column sort" en:"Last day"`
	Basis          record.Text `json:"basis" is:"required" max:"2000" en:"Granted because"`
	OnPaper        []string    `json:"onPaper" max:"200" en:"Granted on paper by"`
	Ended          bool        `json:"ended" is:"filter" en:"Ended"`
	record.Basics
}

// Held is one value of a category that somebody may read.
type Held struct {
	Tag   string `json:"tag" is:"required" max:"200" en:"Category"`
	Value string `json:"value" is:"required" max:"200" en:"Value"`
	record.Extra
}

// Nationality is one that a person has, as their own side has established it.
type Nationality struct {
	Title   record.Text `json:"title" is:"required column search" max:"200" en:"Title"`
	Account string      `json:"account" is:"required filter" max:"64" en:"Account"`
	Country string      `json:"country" is:"required column filter" max:"3" en:"Country"`
	From    record.Date `json:"from" is:"column" en:"First day"`
	Until   record.Date `json:"until" is:"required column sort" en:"Last day"`
	Basis   record.Text `json:"basis" max:"2000" en:"Granted because"`
	OnPaper []string    `json:"onPaper" max:"200" en:"Granted on paper by"`
	Ended   bool        `json:"ended" is:"filter" en:"Ended"`
	record.Basics
}

// Need lets a person into a channel that is closed.
type Need struct {
	Title   record.Text `json:"title" is:"required column search" max:"200" en:"Title"`
	Account string      `json:"account" is:"required filter" max:"64" en:"Account"`
	Channel string      `json:"channel" is:"required filter" max:"64" en:"Channel"`
	From    record.Date `json:"from" is:"column" en:"First day"`
	Until   record.Date `json:"until" is:"required column sort" en:"Last day"`
	Basis   record.Text `json:"basis" max:"2000" en:"Granted because"`
	OnPaper []string    `json:"onPaper" max:"200" en:"Granted on paper by"`
	Ended   bool        `json:"ended" is:"filter" en:"Ended"`
	record.Basics
}

// Closure makes a channel one for who needs to know.
type Closure struct {
	Title   record.Text `json:"title" is:"required column search" max:"200" en:"Title"`
	Channel string      `json:"channel" is:"required filter" max:"64" en:"Channel"`
	From    record.Date `json:"from" is:"column" en:"First day"`
	Until   record.Date `json:"until" is:"column sort" en:"Last day"`
	Basis   record.Text `json:"basis" max:"2000" en:"Granted because"`
	OnPaper []string    `json:"onPaper" max:"200" en:"Granted on paper by"`
	Ended   bool        `json:"ended" is:"filter" en:"Ended"`
	record.Basics
}

// Approval is what a second person writes: exactly which text they approve.
type Approval struct {
	Title record.Text `json:"title" is:"required column search" max:"200" en:"Title"`
	Grant record.Ref  `json:"grant" to:"rights/role rights/clearance rights/nationality rights/need rights/closed" is:"required filter" en:"What is approved"`
	Leaf  string      `json:"leaf" is:"required" max:"64" en:"Fingerprint of the text that is approved"`
	record.Basics
}

// RoleCode is a role of access.
type RoleCode string

// Options are the roles; a later version may know others.
func (RoleCode) Options() []record.Option {
	return record.OneOf("officer: Officer", "delegate: Delegate", "security-officer: Security officer",
		"records-officer: Records officer", "auditor: Auditor", "operator: Operator")
}

// The kinds of this feature.
var (
	Roles         = record.Declare(record.Of[Role]{Name: "rights/role", Version: 1, Title: "Role of an office|Roles of offices", Sort: "office", OwnSide: true, Made: record.ByOwnPages, Check: checkRole})
	Clearances    = record.Declare(record.Of[Clearance]{Name: "rights/clearance", Version: 1, Title: "Clearance|Clearances", Sort: "until", OwnSide: true, Made: record.ByOwnPages, Check: checkClearance})
	Nationalities = record.Declare(record.Of[Nationality]{Name: "rights/nationality", Version: 1, Title: "Nationality|Nationalities", Sort: "until", OwnSide: true, Made: record.ByOwnPages, Check: checkNationality})
	Needs         = record.Declare(record.Of[Need]{Name: "rights/need", Version: 1, Title: "Need to know|Needs to know", Sort: "until", OwnSide: true, Made: record.ByOwnPages, Check: checkNeed})
	Closures      = record.Declare(record.Of[Closure]{Name: "rights/closed", Version: 1, Title: "Closed channel|Closed channels", Sort: "until", OwnSide: true, Made: record.ByOwnPages, Check: checkClosure})
	Approvals     = record.Declare(record.Of[Approval]{Name: "rights/approval", Version: 1, Title: "Approval of a right|Approvals of rights", OwnSide: true, Made: record.ByOwnPages})
)

// longestClearance is how many years a clearance lasts at most.
const longestClearance = 5

func checkRole(r Role) record.Problems {
	return slices.Concat(checkChannel(r.Channel), checkPeriod(r.From, r.Until))
}

func checkClearance(c Clearance) record.Problems {
	problems := checkPeriod(c.From, c.Until)
	year, month, day := c.From.Earliest().Parts()
	last := record.DayOf(time.Date(year+longestClearance, month, day, 0, 0, 0, 0, time.UTC))
	if !c.From.IsZero() && last.Before(c.Until.Latest()) {
		problems = append(problems, record.Wrong("until", "A clearance lasts five years at most."))
	}
	return problems
}

func checkNationality(n Nationality) record.Problems {
	problems := checkPeriod(n.From, n.Until)
	if len(n.Country) != 3 || slices.ContainsFunc([]byte(n.Country), func(b byte) bool { return b < 'A' || b > 'Z' }) {
		problems = append(problems, record.Wrong("country", "A country is three capital letters, such as KOR."))
	}
	return problems
}

func checkNeed(n Need) record.Problems {
	return slices.Concat(checkChannel(n.Channel), checkPeriod(n.From, n.Until))
}

func checkClosure(c Closure) record.Problems {
	return slices.Concat(checkChannel(c.Channel), checkPeriod(c.From, c.Until))
}

func checkPeriod(from, until record.Date) record.Problems {
	if !until.IsZero() && until.Before(from) {
		return record.Problems{record.Wrong("until", "The period ends before it begins.")}
	}
	return nil
}

func checkChannel(text string) record.Problems {
	if _, ok := channelOf(text); !ok {
		return record.Problems{record.Wrong("channel", "This is not the name of a channel.")}
	}
	return nil
}
