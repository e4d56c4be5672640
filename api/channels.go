package api

import (
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/keys"
	"entente/record"
	"entente/store"
)

// A partner as programs see it: facts that its card tells everybody, and whether
// its node answers.
type partner struct {
	ID           keys.PartnerID `json:"id"`
	Code         string         `json:"code"`
	Name         record.Text    `json:"name"`
	State        string         `json:"state"`
	LastExchange time.Time      `json:"lastExchange,omitzero"`
}

func partnerOf(p store.Partner) partner {
	return partner{ID: p.ID, Code: p.Code, Name: known(p.Name), State: string(p.State), LastExchange: p.LastExchange}
}

// A channelView is a channel and how far its ledgers are confirmed.
type channelView struct {
	ID      record.ChannelID `json:"id"`
	Name    record.Text      `json:"name"`
	State   string           `json:"state"`
	Private bool             `json:"private"`
	Ledgers []ledgerView     `json:"ledgers"`
}

type ledgerView struct {
	Origin    string         `json:"origin"`
	Partner   keys.PartnerID `json:"partner"`
	Entries   int64          `json:"entries"`
	Readable  int64          `json:"readable"`
	Confirmed []confirmed    `json:"confirmed"`
}

type confirmed struct {
	Partner keys.PartnerID `json:"partner"`
	Entries int64          `json:"entries"`
	At      time.Time      `json:"at"`
}

func partnersOperation() operation {
	return operation{answer: (*call).listPartners, Operation: huma.Operation{
		Method: http.MethodGet, Path: "/partners", OperationID: "listPartners", Tags: []string{"node"},
		Summary: "Partners", Description: "This side first, then those that it knows.",
		Responses: succeeds(http.StatusOK, "All partners.", pageSchema(reference("Partner"))),
	}}.complete()
}

func (c *call) listPartners() (answer, error) {
	page := page[partner]{}
	err := c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		all, err := tx.Partners()
		for _, p := range all {
			page.Items = append(page.Items, partnerOf(p))
		}
		return err
	})
	return answer{value: page}, err
}

func channelsOperation() operation {
	return operation{answer: (*call).listChannels, Operation: huma.Operation{
		Method: http.MethodGet, Path: "/channels", OperationID: "listChannels", Tags: []string{"node"},
		Summary: "Channels", Description: "The private one first, with how far the ledgers of each are confirmed.",
		Responses: succeeds(http.StatusOK, "All channels.", pageSchema(reference("Channel"))),
	}}.complete()
}

func (c *call) listChannels() (answer, error) {
	page := page[channelView]{}
	err := c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		all, err := tx.Channels()
		for _, channel := range all {
			if err != nil {
				return err
			}
			var view channelView
			view, err = channelOf(tx, channel)
			page.Items = append(page.Items, view)
		}
		return err
	})
	return answer{value: page}, err
}

func channelOperation() operation {
	return operation{answer: (*call).readChannel, Operation: huma.Operation{
		Method: http.MethodGet, Path: "/channels/{channel}", OperationID: "readChannel", Tags: []string{"node"},
		Summary: "One channel", Description: "With how far its ledgers are confirmed.", Parameters: []*huma.Param{channelParameter()},
		Responses: succeeds(http.StatusOK, "The channel.", reference("Channel")),
	}}.complete()
}

func (c *call) readChannel() (answer, error) {
	id, err := c.channelID()
	if err != nil {
		return answer{}, err
	}
	var view channelView
	err = c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		channel, err := tx.Channel(id)
		if err == nil {
			view, err = channelOf(tx, channel)
		}
		return err
	})
	return answer{value: view}, err
}

func channelOf(tx *store.Tx, c store.Channel) (channelView, error) {
	view := channelView{ID: c.ID, Name: known(c.Name), State: string(c.State), Private: c.Private}
	ledgers, err := tx.LedgersOf(c.ID)
	for _, l := range ledgers {
		receipts, err := tx.LatestCosignatures(l.Origin)
		if err != nil {
			return view, err
		}
		shown := ledgerView{Origin: l.Origin, Partner: l.Partner, Entries: l.Size, Readable: l.Readable}
		for _, r := range receipts {
			shown.Confirmed = append(shown.Confirmed, confirmed{Partner: r.Partner, Entries: r.Size, At: r.Time.UTC()})
		}
		view.Ledgers = append(view.Ledgers, shown)
	}
	return view, err
}

// A reserved id is good for one record of this side in one channel.
type reserved struct {
	ID record.ID `json:"id"`
}

func reserveOperation() operation {
	return operation{writes: true, answer: (*call).reserve, Operation: huma.Operation{
		Method: http.MethodPost, Path: "/channels/{channel}/ids", OperationID: "reserveId", Tags: []string{"records"},
		Summary:     "Reserve an id",
		Description: "For a record that is then PUT with If-None-Match: *, as often as it takes until an answer comes back: it is written once. Nothing is written by reserving.",
		Parameters:  []*huma.Param{channelParameter()},
		Responses:   succeeds(http.StatusCreated, "An id that no record has.", reference("Reserved")),
	}}.complete()
}

func (c *call) reserve() (answer, error) {
	id, err := c.channelID()
	if err == nil {
		err = c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
			_, err := tx.Channel(id)
			return err
		})
	}
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, value: reserved{c.node.NewID(id)}}, nil
}
