package words

import (
	"strings"

	"entente/access"
	"entente/label"
	"entente/record"
)

// Denial says in one sentence what is missing to somebody who may not do
// something: of their clearance, of their roles, or because a rule forbids it.
func (c Catalogue) Denial(language record.Language, d *access.Denied) string {
	say := func(english string, args map[string]string) string { return c.Say(language, english, args) }
	switch {
	case d.Gate != nil:
		return c.gate(language, d.Gate)
	case len(d.Broken) > 0:
		return say("A rule of access could not be evaluated, so nobody may do this: {rules}. Tell the operator.", map[string]string{"rules": strings.Join(d.Broken, ", ")})
	case len(d.By) > 0:
		return say("A rule of access forbids it: {rules}.", map[string]string{"rules": strings.Join(d.By, ", ")})
	case len(d.Roles) > 0:
		return say("It takes a role that none of your offices has here. One of these would do: {roles}.", map[string]string{"roles": c.Roles(language, d.Roles)})
	}
	return say("No role permits it.", nil)
}

// gate says which rule of the label a reader does not meet.
func (c Catalogue) gate(language record.Language, g *label.Refusal) string {
	say := func(english string) string {
		return c.Say(language, english, map[string]string{
			"policy": g.Policy, "classification": g.Classification, "held": g.Held, "tag": g.Tag, "values": strings.Join(g.Missing, ", "),
		})
	}
	switch g.Rule {
	case label.RulePolicy:
		return say("No clearance under the policy {policy} is held.")
	case label.RuleClassification:
		return say("It is marked {classification}, and the clearance that is held goes up to {held}.")
	case label.RuleRestrictive:
		return say("The clearance lacks {values} of the category {tag}.")
	case label.RulePermissive:
		return say("It is only for {values} of the category {tag}.")
	}
	return say("Its label is missing or not understood here, so nobody may.")
}

// Roles names roles.
func (c Catalogue) Roles(language record.Language, roles []access.Role) string {
	named := make([]string, len(roles))
	for i, role := range roles {
		named[i] = c.Role(language, role)
	}
	return strings.Join(named, ", ")
}

// Role names one.
func (c Catalogue) Role(language record.Language, role access.Role) string {
	english := map[access.Role]string{
		access.Officer: "Officer", access.Delegate: "Delegate", access.SecurityOfficer: "Security officer",
		access.RecordsOfficer: "Records officer", access.Auditor: "Auditor", access.Operator: "Operator",
	}[role]
	if english == "" {
		return string(role) // of a later version
	}
	return c.Say(language, english, nil)
}
