package control

import (
	"context"
	"errors"
	"fmt"

	"entente/access"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A Why asks why somebody may, or may not, do something with a record.
type Why struct {
	Login  string        `json:"login"`
	Action access.Action `json:"action"`
	Record record.ID     `json:"record"`
}

// An Explained is the answer for one channel in which the record stands.
type Explained struct {
	Channel    record.ChannelID `json:"channel"`
	Name       record.Text      `json:"name"`
	Kind       string           `json:"kind"`
	Marking    string           `json:"marking"`
	May        bool             `json:"may"`
	Rules      []string         `json:"rules,omitempty"` // that permit it, or forbid it
	Missing    string           `json:"missing,omitempty"`
	Roles      []string         `json:"roles"` // that count there, and from which office
	Clearances []string         `json:"clearances"`
}

// Explain asks for the reasons of a decision.
func Explain(ctx context.Context, o Operator, why Why) ([]Explained, error) {
	return ask[[]Explained](ctx, o, "access/explain", why, Streams{})
}

func explain(ctx context.Context, on Session, why Why, _ Streams) (all []Explained, err error) {
	account, err := idOf(ctx, on, why.Login)
	if err != nil {
		return nil, err
	}
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		channels, err := tx.Channels()
		if err != nil {
			return err
		}
		for _, c := range channels {
			found, err := tx.Record(c.ID, why.Record)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			reasons, err := on.Node.Explain(tx, account, why.Action, store.Class{Channel: c.ID, Kind: found.Kind, Label: found.Label})
			if err != nil {
				return err
			}
			all = append(all, explained(on, c, found, reasons))
		}
		if len(all) == 0 {
			return fmt.Errorf("record %s: %w", why.Record, store.ErrNotFound)
		}
		return nil
	})
	return all, err
}

func explained(on Session, c store.Channel, found store.Record, reasons node.Explanation) Explained {
	e := Explained{
		Channel: c.ID, Name: c.Name, Kind: found.Kind, Marking: on.Node.Policies.Marking(found.Label, string(record.English)).Text,
		May: reasons.Denied == nil, Rules: reasons.By, Roles: []string{}, Clearances: []string{},
	}
	if reasons.Denied != nil {
		e.Rules, e.Missing = reasons.Denied.By, reasons.Denied.Error()
		for _, role := range reasons.Denied.Roles {
			e.Missing += fmt.Sprintf("; as %s they could", role)
		}
	}
	for _, held := range reasons.Rights.Roles {
		if held.Channel == c.ID || held.Channel.IsZero() {
			e.Roles = append(e.Roles, string(held.Role)+" by office "+held.Office)
		}
	}
	for _, held := range reasons.Rights.Clearances {
		e.Clearances = append(e.Clearances, held.Policy+" "+held.Classification)
	}
	return e
}
