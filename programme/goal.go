package programme

import (
	"strconv"

	"entente/record"
)

// Goal is a way: a partnership goal by which an objective is to be reached,
// owned by an office on each side. It carries no status: each partner says in
// an Assessment of its own how far the goal is.
type Goal struct {
	Title       record.Text `json:"title" is:"required column sort search" en:"Title" section:"What"`
	Objective   record.Ref  `json:"objective" to:"programme/objective" is:"required column filter" en:"Strategic objective"`
	Number      int64       `json:"number" is:"column sort" en:"Number"`
	Owners      []Owner     `json:"owners" en:"Owners" section:"Who"`
	TargetDate  record.Date `json:"targetDate" is:"column sort" en:"Target date" section:"When and how it is measured"`
	Indicator   Indicator   `json:"indicator"`
	Lineage     []Descent   `json:"lineage" en:"Earlier goals" section:"Background"`
	Description record.Text `json:"description" is:"search" en:"Description"`
	record.Basics
}

// Owner is who answers for something on one side: an office, not a person.
type Owner struct {
	Partner string `json:"partner" is:"required search" max:"100" en:"Partner"`
	Office  string `json:"office" is:"search" max:"200" en:"Office"`
	record.Extra
}

// Indicator is how one sees that a goal is reached.
type Indicator struct {
	Name     record.Text    `json:"name" en:"Indicator"`
	Baseline record.Decimal `json:"baseline" en:"Baseline"`
	Target   record.Decimal `json:"target" en:"Target"`
	Unit     string         `json:"unit" max:"100" en:"Unit"`
	record.Extra
}

// Descent says what a goal has to do with an earlier one. Without it the count
// of goals that are done says nothing: a count rises also where goals are
// merged or dropped.
type Descent struct {
	How    Lineal      `json:"how" is:"required" en:"Relation"`
	Goal   record.Ref  `json:"goal" to:"programme/goal" is:"required" en:"Earlier goal"`
	Reason record.Text `json:"reason" en:"Reason"`
	record.Extra
}

// Lineal is the relation of a goal to an earlier one.
type Lineal string

// Options are the relations; a partner may send others.
func (Lineal) Options() []record.Option {
	return record.OneOf("continues: Continues", "merges: Merges", "splits: Splits", "drops: Drops")
}

// Goals is the kind programme/goal.
var Goals = record.Declare(record.Of[Goal]{
	Name: "programme/goal", Version: 1,
	Title: "Partnership goal|Partnership goals", Sort: "number",
	Check: checkGoal,
})

func checkGoal(g Goal) (problems record.Problems) {
	if g.Number < 0 {
		problems = append(problems, record.Wrong("number", "The number of a goal is not negative."))
	}
	if i := g.Indicator; i.Name.IsZero() && (i.Baseline != "" || i.Target != "") {
		problems = append(problems, record.Wrong("indicator.name", "The indicator has figures but no name."))
	}
	seen := map[record.ID]bool{}
	for n, descent := range g.Lineage {
		path := "lineage." + strconv.Itoa(n+1)
		if seen[descent.Goal.ID] {
			problems = append(problems, record.Wrong(path+".goal", "The same earlier goal is named twice."))
		}
		seen[descent.Goal.ID] = true
		if descent.How == "drops" && descent.Reason.IsZero() {
			problems = append(problems, record.Wrong(path+".reason", "Why the earlier goal is dropped is missing."))
		}
	}
	return problems
}
