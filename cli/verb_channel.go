package cli

import (
	"fmt"
	"time"

	"entente/access"
	"entente/control"
	"entente/keys"
	"entente/record"
)

type channelVerb struct {
	Found  channelFoundVerb  `cmd:"" help:"Propose a channel to partners; it is active when all have accepted."`
	Accept channelAcceptVerb `cmd:"" help:"Sign the charter of a channel that a partner proposed."`
	List   channelListVerb   `cmd:"" help:"List the channels and invitations."`
}

type channelFoundVerb struct {
	folderFlags
	rootFlags
	With       []string      `name:"with" required:"" sep:"none" placeholder:"PARTNER" help:"Code or id of another member; may be said again."`
	Name       string        `name:"name" required:"" help:"Name of the channel in English."`
	NameFR     string        `name:"name-fr" help:"Name in French."`
	NameKO     string        `name:"name-ko" help:"Name in Korean."`
	Policy     string        `name:"policy" default:"TLP" help:"Label policy (${default})."`
	Ceiling    string        `name:"ceiling" required:"" help:"Highest classification that may stand in the channel."`
	Default    string        `name:"default" help:"Classification that is set where nobody says one; else the ceiling."`
	Releasable []string      `name:"releasable-to" sep:"none" placeholder:"NAME" help:"Audience of the labels, where the policy has one; may be said again."`
	Mandated   []string      `name:"mandated" sep:"none" placeholder:"ACT" help:"Act of a mandate holder without which entries take no effect: release."`
	ClockBound time.Duration `name:"clock-bound" default:"2m" help:"How far the partners' clocks may be apart (${default})."`
	OrderDays  int           `name:"order-days" placeholder:"DAYS" help:"Within how many days every member carries out an order to withdraw; without it their records officers decide."`
}

func (v channelFoundVerb) Run(e *env) error {
	root, err := v.load(e, v.folder())
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		founding := control.Founding{
			Name:   record.Text{EN: v.Name, FR: v.NameFR, KO: v.NameKO},
			Policy: v.Policy, Ceiling: v.Ceiling, Default: v.Default, Releasable: v.Releasable,
			ClockBoundSeconds: int64(v.ClockBound / time.Second), OrderDays: v.OrderDays,
		}
		for _, act := range v.Mandated {
			founding.Mandated = append(founding.Mandated, access.Verb(act))
		}
		for _, name := range v.With {
			partner, err := partnerNamed(status, name)
			if err != nil {
				return err
			}
			founding.Members = append(founding.Members, partner)
		}
		id, err := control.Found(e.ctx, on, founding, root)
		if err != nil {
			return err
		}
		return e.print(map[string]record.ChannelID{"channel": id}, func() {
			e.say("Channel %s is proposed. It is active when every other member has said \"entente channel accept %s\".", id, id)
		})
	})
}

// partnerNamed finds a partner by its code or id; a code may be used by two.
func partnerNamed(s control.Status, name string) (keys.PartnerID, error) {
	var found []keys.PartnerID
	for _, p := range append([]control.PartnerStatus{s.Partner}, s.Partners...) {
		if p.ID.String() == name || p.Code == name {
			found = append(found, p.ID)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return keys.PartnerID{}, fmt.Errorf("no partner has the code or id %.60q; \"entente partner list\" shows them", name)
	}
	return keys.PartnerID{}, fmt.Errorf("more than one partner has the code %.60q: give the id instead", name)
}

type channelAcceptVerb struct {
	folderFlags
	rootFlags
	Channel string `arg:"" help:"Id or name of the channel."`
}

func (v channelAcceptVerb) Run(e *env) error {
	root, err := v.load(e, v.folder())
	if err != nil {
		return err
	}
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		channel, err := channelNamed(status, v.Channel)
		if err != nil {
			return err
		}
		if err := control.Accept(e.ctx, on, channel.ID, root); err != nil {
			return err
		}
		return e.print(map[string]record.ChannelID{"channel": channel.ID}, func() {
			e.say("Channel %s is accepted.", channel.ID)
			e.sayTerms(channel)
		})
	})
}

// channelNamed finds a channel by id or by its name in any language. Without a
// name it is the only active one that is shared.
func channelNamed(s control.Status, name string) (control.ChannelStatus, error) {
	var found []control.ChannelStatus
	for _, c := range s.Channels {
		switch {
		case name == "" && !c.Private && c.State == "active",
			name == "private" && c.Private,
			name != "" && (c.ID.String() == name || c.Name.EN == name || c.Name.FR == name || c.Name.KO == name):
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case name == "" && len(found) == 0:
		return control.ChannelStatus{}, wrongUsage("there is no active channel that is shared: say which with --channel (\"private\" for this partner's own)")
	case len(found) == 0:
		return control.ChannelStatus{}, fmt.Errorf("no channel has the id or name %.60q; \"entente channel list\" shows them", name)
	}
	return control.ChannelStatus{}, wrongUsage("more than one channel is meant: say which with its id")
}

type channelListVerb struct{ folderFlags }

func (v channelListVerb) Run(e *env) error {
	return v.with(e, func(on control.Operator) error {
		status, err := control.AskStatus(e.ctx, on)
		if err != nil {
			return err
		}
		return e.print(status.Channels, func() {
			for _, c := range status.Channels {
				e.sayChannel(c)
			}
		})
	})
}
