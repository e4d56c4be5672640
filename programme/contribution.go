package programme

import "entente/record"

// Contribution is what a partner gives to something: money, people or assets.
// Whose it is, the pen of the record says.
type Contribution struct {
	Title       record.Text      `json:"title" is:"required column sort search" en:"Title"`
	To          record.Ref       `json:"to" to:"*" is:"required column filter" en:"To"`
	Type        ContributionType `json:"type" is:"required column filter" en:"Type"`
	Amount      record.Money     `json:"amount" is:"column sort" en:"Amount"`
	People      int64            `json:"people" is:"column sort" en:"People"`
	Date        record.Date      `json:"date" is:"column sort" en:"Date"`
	Description record.Text      `json:"description" is:"search" en:"Description"`
	record.Basics
}

// ContributionType is what is given.
type ContributionType string

// Options are what was given so far; a partner may send others.
func (ContributionType) Options() []record.Option {
	return record.OneOf("money: Money", "people: People", "assets: Assets")
}

// Contributions is the kind programme/contribution.
var Contributions = record.Declare(record.Of[Contribution]{
	Name: "programme/contribution", Version: 1,
	Title: "Contribution|Contributions", Sort: "title",
	Check: checkContribution,
})

func checkContribution(c Contribution) (problems record.Problems) {
	if c.Amount.Minor < 0 {
		problems = append(problems, record.Wrong("amount.amount", "What is contributed is not negative."))
	}
	if c.People < 0 {
		problems = append(problems, record.Wrong("people", "What is contributed is not negative."))
	}
	return problems
}
