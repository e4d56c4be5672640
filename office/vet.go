package office

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
)

// vet holds people to the offices that they act for: nobody makes themselves
// holder of an office by writing its record.
func vet(tx *store.Tx, account access.Account, draft node.Draft, at time.Time) error {
	if draft.Kind != Offices.Name() {
		return nil
	}
	after, err := Offices.Decode(draft.Body, func(int) ([]byte, record.PartState) { return nil, record.Pending })
	if err != nil {
		return nil // its kind refuses it
	}
	private, err := tx.PrivateChannel()
	if err != nil {
		return err
	}
	recorded, err := ours(tx, private.ID)
	if err != nil {
		return err
	}
	accounts, err := tx.Accounts()
	if err != nil {
		return err
	}
	var before *Office
	row, err := tx.Record(private.ID, draft.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if value, ok := feature.Read(Offices, row); ok {
		before = &value
	}
	empowered, err := withRoles(tx, private.ID)
	if err != nil {
		return err
	}
	acts := Together(recorded, account.Offices, account.ID, at)
	if !mayKeep(before, after, acts, append(empowered, inUse(recorded, accounts)...)) {
		return fmt.Errorf("office: %w: the holders of an office are changed by who acts for it, or by the operator", node.ErrNotTheirs)
	}
	return nil
}

// mayKeep reports that somebody who acts for these offices may turn one into
// another: who holds it may do anything with it; who deputises for it may not say
// who its holders are or were, which decides of whom they are the deputy; others
// may correct what is said about it, and begin an office whose code nobody uses.
func mayKeep(before *Office, after Office, acts []access.Office, used []string) bool {
	actsFor := func(code string) bool {
		return slices.ContainsFunc(acts, func(o access.Office) bool { return o.Code == code })
	}
	holds := func(code string) bool {
		return slices.ContainsFunc(acts, func(o access.Office) bool { return o.Code == code && !o.Deputy })
	}
	if before == nil {
		return holds(after.Code) || !slices.Contains(used, after.Code)
	}
	switch {
	case after.Code != before.Code:
		return holds(before.Code) && !slices.Contains(used, after.Code)
	case sameHolders(before.Holders, after.Holders) && after.Inactive == before.Inactive && after.Zone == before.Zone:
		return true
	case sameHolders(besideDeputies(before.Holders), besideDeputies(after.Holders)):
		return actsFor(before.Code)
	}
	return holds(before.Code)
}

func sameHolders(before, after []Holder) bool {
	return slices.EqualFunc(before, after, func(a, b Holder) bool {
		return a.Account == b.Account && a.As == b.As && a.From == b.From && a.Until == b.Until
	})
}

func besideDeputies(all []Holder) []Holder {
	return slices.DeleteFunc(slices.Clone(all), func(h Holder) bool { return h.As == AsDeputy })
}

// roleKind is the kind of the records that give an office a role.
const roleKind = "rights/role"

// withRoles are the codes of offices that were given a role, whether anybody acts
// for them or not: whoever began such an office would have the role.
func withRoles(tx *store.Tx, private record.ChannelID) (codes []string, err error) {
	revisions, err := tx.RevisionsOf(private, roleKind)
	for _, r := range revisions {
		var role struct {
			Office string `json:"office"`
		}
		if json.Unmarshal(r.Body, &role) == nil { // what was withdrawn gives nobody a role
			codes = append(codes, role.Office)
		}
	}
	return codes, err
}

// inUse are the codes that records or accounts give to offices.
func inUse(recorded []Written[Office], accounts []access.Account) (codes []string) {
	for _, o := range recorded {
		codes = append(codes, o.Value.Code)
	}
	for _, a := range accounts {
		for _, o := range a.Offices {
			codes = append(codes, o.Code)
		}
	}
	return codes
}
