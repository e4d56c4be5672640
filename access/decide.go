package access

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"

	"entente/label"
	"entente/record"
)

// An Action is something that a person does with records.
type Action string

// Actions.
const (
	ToRead     Action = "read"
	ToWrite    Action = "write"
	ToExport   Action = "export"   // take out of the node as a file
	ToRelease  Action = "release"  // put before the members of a wider channel
	ToWithdraw Action = "withdraw" // ask for an order
	ToDestroy  Action = "destroy"  // what an order asks for
	ToGrant    Action = "grant"    // roles, clearances, need-to-know
	ToInspect  Action = "audit"    // read what the audit wrote down
	ToOperate  Action = "operate"  // accounts, partners, channels
)

// Actions are all of them.
func Actions() []Action {
	return []Action{ToRead, ToWrite, ToExport, ToRelease, ToWithdraw, ToDestroy, ToGrant, ToInspect, ToOperate}
}

// A Resource is what is acted on: the records of one channel, kind and label.
type Resource struct {
	Channel record.ChannelID
	Private bool   // the own side's
	Closed  bool   // only for who needs to know
	Kind    string // "" for a channel as a whole
	Label   []byte // XML; of a channel as a whole its default label
	// Addressed are the audiences that the channel is for: the partner whose node
	// this is is one of its members, and so are the partner's people.
	Addressed []label.Category
}

// A Denied says why somebody may not do something.
type Denied struct {
	Action Action
	Gate   *label.Refusal // what their clearance lacks; nil if the label admits them
	By     []string       // the policies that forbid it; none if nothing permits it
	Roles  []Role         // any of which would permit it; none where that is not what is missing
	Broken []string       // policies that could not be evaluated
}

// ErrDenied is what every Denied is.
var ErrDenied = errors.New("access: denied")

// Unwrap makes it ErrDenied and what the gate said.
func (d *Denied) Unwrap() []error {
	if d.Gate != nil {
		return []error{ErrDenied, d.Gate}
	}
	return []error{ErrDenied}
}

func (d *Denied) Error() string {
	switch {
	case d.Gate != nil:
		return fmt.Sprintf("%v: %s: %v", ErrDenied, d.Action, d.Gate)
	case len(d.Broken) > 0:
		return fmt.Sprintf("%v: %s: a policy could not be evaluated: %s", ErrDenied, d.Action, strings.Join(d.Broken, "; "))
	case len(d.By) > 0:
		return fmt.Sprintf("%v: %s: forbidden by %s", ErrDenied, d.Action, strings.Join(d.By, ", "))
	}
	return fmt.Sprintf("%v: %s: no role permits it", ErrDenied, d.Action)
}

//go:embed policy.cedar
var shippedPolicy []byte

// A Decider decides by the labels' policies first and then by rules in Cedar.
// https://docs.cedarpolicy.com/auth/authorization.html
type Decider struct {
	labels label.Policies
	rules  *cedar.PolicySet
}

// NewDecider takes the rules that are shipped and the partner's own, each a
// document in Cedar. Own rules can forbid and permit; nothing they say passes
// the gate of the labels.
func NewDecider(labels label.Policies, own ...[]byte) (*Decider, error) {
	d := &Decider{labels: labels, rules: cedar.NewPolicySet()}
	for n, document := range append([][]byte{shippedPolicy}, own...) {
		read, err := cedar.NewPolicySetFromBytes(fmt.Sprintf("policy %d", n), document)
		if err != nil {
			return nil, fmt.Errorf("access: read the rules of access, document %d: %w", n, err)
		}
		for id, rule := range read.All() {
			name := cedar.PolicyID(fmt.Sprintf("%d-%s", n, id))
			if named, ok := rule.Annotations()["id"]; ok {
				name = cedar.PolicyID(named)
			}
			if !d.rules.Add(name, rule) {
				return nil, fmt.Errorf("access: read the rules of access: two are called %q", name)
			}
		}
	}
	return d, nil
}

// Decide answers whether somebody with these rights may do this: nil, or a
// *Denied.
func (d *Decider) Decide(r Rights, action Action, on Resource) error {
	if gated(action) {
		if err := d.labels.Admits(on.Label, r.cleared(on.Addressed)); err != nil {
			var why *label.Refusal
			errors.As(err, &why)
			return &Denied{Action: action, Gate: why}
		}
	}
	decision, why := d.ask(r, action, on)
	// A forbid whose condition fails is left out by Cedar, and what it should have
	// forbidden is allowed: so any error refuses.
	// https://docs.cedarpolicy.com/auth/authorization.html#request-authorization-errors
	if decision == cedar.Allow && len(why.Errors) == 0 {
		return nil
	}
	denied := &Denied{Action: action}
	for _, failed := range why.Errors {
		denied.Broken = append(denied.Broken, string(failed.PolicyID))
	}
	for _, reason := range why.Reasons {
		if decision == cedar.Deny {
			denied.By = append(denied.By, string(reason.PolicyID))
		}
	}
	if len(denied.By) == 0 && len(denied.Broken) == 0 {
		denied.Roles = d.wouldDo(r, action, on)
	}
	return denied
}

// wouldDo are the roles of which any one, held in addition, would permit it.
func (d *Decider) wouldDo(r Rights, action Action, on Resource) (enough []Role) {
	for _, role := range Roles() {
		more := r
		more.Roles = append(slices.Clone(r.Roles), Held{Role: role, Channel: on.Channel})
		if decision, why := d.ask(more, action, on); decision == cedar.Allow && len(why.Errors) == 0 {
			enough = append(enough, role)
		}
	}
	return enough
}

// Permitting are the rules by which somebody may do something.
func (d *Decider) Permitting(r Rights, action Action, on Resource) (rules []string) {
	decision, why := d.ask(r, action, on)
	for _, reason := range why.Reasons {
		if decision == cedar.Allow {
			rules = append(rules, string(reason.PolicyID))
		}
	}
	slices.Sort(rules)
	return rules
}

// gated reports whether the text of what is acted on comes before the person.
func gated(action Action) bool {
	return !slices.Contains([]Action{ToOperate, ToInspect}, action)
}
