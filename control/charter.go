package control

import (
	"context"
	"fmt"
	"time"

	"entente/access"
	"entente/channel"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A Founding is what the founders of a channel agree to: node.Founding.
type Founding struct {
	Name              record.Text      `json:"name"`
	Members           []keys.PartnerID `json:"members"` // the others
	Policy            string           `json:"policy"`
	Ceiling           string           `json:"ceiling"`
	Default           string           `json:"default,omitempty"`
	Releasable        []string         `json:"releasable,omitempty"`
	ClockBoundSeconds int64            `json:"clockBoundSeconds,omitzero"`
	Mandated          []access.Verb    `json:"mandated,omitempty"`
	OrderDays         int              `json:"orderDays,omitzero"`
}

// Found proposes a channel. The charter is drafted where the node is and signed
// here, with the root that the caller holds.
func Found(ctx context.Context, o Operator, f Founding, root []keys.Private) (record.ChannelID, error) {
	draft, err := ask[channel.Charter](ctx, o, "charter/draft", f, Streams{})
	if err != nil {
		return record.ChannelID{}, err
	}
	signed, err := channel.Propose(draft, root...)
	if err != nil {
		return record.ChannelID{}, fmt.Errorf("control: found a channel: %w", err)
	}
	_, err = ask[none](ctx, o, "charter/take", signed.Encode(), Streams{})
	return draft.Channel, err
}

// Accept signs the charter of a channel to which this node is invited.
func Accept(ctx context.Context, o Operator, id record.ChannelID, root []keys.Private) error {
	encoded, err := ask[[]byte](ctx, o, "charter", id, Streams{})
	if err != nil {
		return err
	}
	proposed, err := keys.ParseEnvelope(encoded)
	if err != nil {
		return fmt.Errorf("control: accept channel %s: %w", id, err)
	}
	signed, err := channel.Countersign(proposed, root...)
	if err != nil {
		return fmt.Errorf("control: accept channel %s: %w", id, err)
	}
	_, err = ask[none](ctx, o, "charter/take", signed.Encode(), Streams{})
	return err
}

func draftCharter(ctx context.Context, on Session, f Founding, _ Streams) (channel.Charter, error) {
	return on.Node.DraftCharter(ctx, node.Founding{
		Name: f.Name, Members: f.Members, Policy: f.Policy, Ceiling: f.Ceiling, Default: f.Default, Releasable: f.Releasable,
		ClockBound: time.Duration(f.ClockBoundSeconds) * time.Second, Mandated: f.Mandated, OrderDays: f.OrderDays,
	})
}

// charter gives out the charter that waits for this partner's signature.
func charter(ctx context.Context, on Session, id record.ChannelID, _ Streams) (encoded []byte, err error) {
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		known, err := tx.Channel(id)
		if err != nil {
			return err
		}
		if known.State != store.ChannelInvited {
			return fmt.Errorf("channel %s is %s: there is nothing to accept", id, known.State)
		}
		charters, err := tx.Charters(id)
		if err == nil && len(charters) == 0 {
			err = fmt.Errorf("channel %s has no charter: %w", id, store.ErrNotFound)
		}
		if err == nil {
			encoded = charters[len(charters)-1].Envelope.Encode()
		}
		return err
	})
	return encoded, err
}

func takeCharter(ctx context.Context, on Session, envelope []byte, _ Streams) (none, error) {
	return none{}, on.Node.TakeCharter(ctx, envelope)
}
