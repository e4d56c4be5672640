package control

import (
	"context"

	"entente/keys"
	"entente/node"
)

// AskCard reads this node's own card.
func AskCard(ctx context.Context, o Operator) (keys.Card, error) {
	encoded, err := ask[[]byte](ctx, o, "card", none{}, Streams{})
	if err != nil {
		return keys.Card{}, err
	}
	return keys.ParseCard(encoded)
}

func card(ctx context.Context, on Session, _ none, _ Streams) ([]byte, error) {
	card, err := on.Node.Card(ctx)
	if err != nil {
		return nil, err
	}
	return card.Encode(), nil
}

// An Introduction is a partner's card and, if its fingerprint was compared, how.
type Introduction struct {
	Card     []byte           `json:"card"`
	Compared *node.Comparison `json:"compared,omitempty"`
}

// AddPartner keeps a partner's card.
func AddPartner(ctx context.Context, o Operator, i Introduction) (PartnerStatus, error) {
	return ask[PartnerStatus](ctx, o, "partner/add", i, Streams{})
}

func addPartner(ctx context.Context, on Session, i Introduction, _ Streams) (PartnerStatus, error) {
	card, err := keys.ParseCard(i.Card)
	if err != nil {
		return PartnerStatus{}, err
	}
	partner, err := on.Node.AddPartner(ctx, card, i.Compared)
	if err != nil {
		return PartnerStatus{}, err
	}
	return partnerStatus(partner), nil
}
