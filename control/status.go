package control

import (
	"context"
	"errors"
	"time"

	"entente/channel"
	"entente/keys"
	"entente/label"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// Status is what an operator sees of a node: no content of any record.
type Status struct {
	Partner     PartnerStatus   `json:"partner"`
	Demo        bool            `json:"demo,omitzero"`
	Gate        string          `json:"gate"`    // "open", or why this node must not sign
	Serving     *Serving        `json:"serving"` // null if no process serves it
	Partners    []PartnerStatus `json:"partners"`
	Channels    []ChannelStatus `json:"channels"`
	Quarantined []Quarantined   `json:"quarantined"`
	MoreApart   int             `json:"moreQuarantined,omitzero"` // beyond those listed
	Audit       AuditStatus     `json:"audit"`
}

// A PartnerStatus is one partner, this node's own included.
type PartnerStatus struct {
	ID           keys.PartnerID `json:"id"`
	Code         string         `json:"code"`
	Name         record.Text    `json:"name"`
	State        string         `json:"state"`
	Address      string         `json:"address,omitempty"`
	Fingerprint  string         `json:"fingerprint"`
	Compared     time.Time      `json:"compared,omitzero"`
	ComparedBy   []string       `json:"comparedBy,omitempty"`
	LastExchange time.Time      `json:"lastExchange,omitzero"`
	LastProblem  string         `json:"lastProblem,omitempty"`
}

// A ChannelStatus is one channel with its ledgers.
type ChannelStatus struct {
	ID      record.ChannelID `json:"id"`
	Name    record.Text      `json:"name"`
	State   string           `json:"state"`
	Epoch   int              `json:"epoch"`
	Private bool             `json:"private,omitzero"`
	Terms   Terms            `json:"terms"`
	Records map[string]int64 `json:"records"` // by kind
	Ledgers []LedgerStatus   `json:"ledgers"`
}

// Terms are what the members of a channel sign, as far as a person decides on it.
type Terms struct {
	Members           []string `json:"members"` // codes, or ids of who is not known here
	Ceiling           string   `json:"ceiling"` // marking of the highest label
	Default           string   `json:"default"` // marking that forms begin with
	ClockBoundSeconds int      `json:"clockBoundSeconds"`
	Mandated          []string `json:"mandated,omitempty"` // acts without which entries take no effect
}

// A LedgerStatus is how far one ledger is verified and confirmed.
type LedgerStatus struct {
	Origin     string         `json:"origin"`
	Partner    string         `json:"partner"` // code
	PartnerID  keys.PartnerID `json:"partnerId"`
	Own        bool           `json:"own,omitzero"`
	State      string         `json:"state"`
	Entries    int64          `json:"entries"`
	Readable   int64          `json:"readable"`   // covered by a signed checkpoint
	Checkpoint *Signed        `json:"checkpoint"` // the newest
	Confirmed  []Confirmed    `json:"confirmed"`  // the newest of each partner
}

// Signed is a checkpoint's size and time.
type Signed struct {
	Size int64     `json:"size"`
	Time time.Time `json:"time"`
}

// Confirmed is a partner's newest receipt.
type Confirmed struct {
	Partner string    `json:"partner"` // code
	Size    int64     `json:"size"`
	Time    time.Time `json:"time"`
}

// Quarantined is an entry that takes no part in any state, and why.
type Quarantined struct {
	Origin string    `json:"origin"`
	Index  int64     `json:"index"`
	Kind   string    `json:"kind,omitempty"`
	Reason string    `json:"reason"`
	Detail string    `json:"detail,omitempty"`
	At     time.Time `json:"at"`
}

// mostApart bounds what a status lists of the quarantine, the newest first.
const mostApart = 100

// AskStatus reads a node's state.
func AskStatus(ctx context.Context, o Operator) (Status, error) {
	return ask[Status](ctx, o, "status", none{}, Streams{})
}

func status(ctx context.Context, on Session, _ none, _ Streams) (Status, error) {
	s := Status{Gate: "open", Serving: on.Serving}
	if err := on.Node.Gate(); err != nil {
		s.Gate = err.Error()
	}
	err := on.Node.View(ctx, func(tx *store.Tx) error {
		reading := statusReading{tx: tx, codes: map[keys.PartnerID]string{}, kinds: on.Node.Kinds, policies: on.Node.Policies}
		if err := reading.partners(&s, on.Node.Self()); err != nil {
			return err
		}
		channels, err := tx.Channels()
		if err != nil {
			return err
		}
		for _, c := range channels {
			channel, err := reading.channel(c)
			if err != nil {
				return err
			}
			s.Channels = append(s.Channels, channel)
		}
		if err := reading.quarantined(&s); err != nil {
			return err
		}
		s.Audit, err = auditStatus(tx, on.Node)
		return err
	})
	return s, err
}

type statusReading struct {
	tx    *store.Tx
	codes map[keys.PartnerID]string
	kinds *record.Kinds

	policies label.Policies
}

func (r statusReading) partners(s *Status, self keys.PartnerID) error {
	partners, err := r.tx.Partners()
	if err != nil {
		return err
	}
	for _, p := range partners {
		r.codes[p.ID] = p.Code
		if p.ID != self {
			s.Partners = append(s.Partners, partnerStatus(p))
			continue
		}
		s.Partner = partnerStatus(p)
		manifest, err := keys.ReadManifest(p.Manifest)
		if err != nil {
			return err
		}
		s.Demo = manifest.Demo
	}
	return nil
}

func partnerStatus(p store.Partner) PartnerStatus {
	return PartnerStatus{
		ID: p.ID, Code: p.Code, Name: p.Name, State: string(p.State), Address: p.Address,
		Fingerprint: keys.Fingerprint(p.Manifest), Compared: p.Compared, ComparedBy: p.ComparedBy,
		LastExchange: p.LastExchange, LastProblem: p.LastProblem,
	}
}

func (r statusReading) channel(c store.Channel) (ChannelStatus, error) {
	s := ChannelStatus{
		ID: c.ID, Name: c.Name, State: string(c.State), Epoch: c.Epoch, Private: c.Private, Records: map[string]int64{},
	}
	var err error
	if s.Terms, err = r.terms(c); err != nil {
		return s, err
	}
	for _, kind := range r.kinds.All() {
		count, err := r.tx.CountRecords(store.RecordQuery{Channel: &c.ID, Kind: kind.Name()})
		if err != nil {
			return s, err
		}
		if count > 0 {
			s.Records[kind.Name()] = count
		}
	}
	ledgers, err := r.tx.LedgersOf(c.ID)
	if err != nil {
		return s, err
	}
	for _, l := range ledgers {
		ledger, err := r.ledger(l)
		if err != nil {
			return s, err
		}
		s.Ledgers = append(s.Ledgers, ledger)
	}
	return s, nil
}

func (r statusReading) terms(c store.Channel) (t Terms, err error) {
	charters, err := r.tx.Charters(c.ID)
	if err != nil || len(charters) == 0 {
		return t, err
	}
	charter, err := channel.Decode(charters[len(charters)-1].Envelope.Payload)
	if err != nil {
		return t, err
	}
	for _, member := range charter.Members {
		code, known := r.codes[member.Partner]
		if !known {
			code = member.Partner.String()
		}
		t.Members = append(t.Members, code)
	}
	t.Ceiling = r.policies.Marking(charter.Ceiling, "en").Text
	t.Default = r.policies.Marking(charter.DefaultLabel, "en").Text
	t.ClockBoundSeconds = charter.ClockBound
	for _, act := range charter.Mandated {
		t.Mandated = append(t.Mandated, string(act))
	}
	return t, nil
}

func (r statusReading) ledger(l store.Ledger) (LedgerStatus, error) {
	s := LedgerStatus{
		Origin: l.Origin, Partner: r.codes[l.Partner], PartnerID: l.Partner, Own: l.Own,
		State: string(l.State), Entries: l.Size, Readable: l.Readable,
	}
	checkpoint, err := r.tx.LatestCheckpoint(l.Origin)
	switch {
	case err == nil:
		s.Checkpoint = &Signed{checkpoint.Size, checkpoint.Time}
	case !errors.Is(err, store.ErrNotFound):
		return s, err
	}
	receipts, err := r.tx.LatestCosignatures(l.Origin)
	if err != nil {
		return s, err
	}
	for _, receipt := range receipts {
		s.Confirmed = append(s.Confirmed, r.confirmed(receipt))
	}
	return s, nil
}

func (r statusReading) confirmed(c ledger.Cosignature) Confirmed {
	return Confirmed{r.codes[c.Partner], c.Size, c.Time}
}

func (r statusReading) quarantined(s *Status) error {
	all, err := r.tx.Quarantined(nil)
	if err != nil {
		return err
	}
	s.MoreApart = max(0, len(all)-mostApart)
	for i := len(all) - 1; i >= s.MoreApart; i-- {
		q := all[i]
		s.Quarantined = append(s.Quarantined, Quarantined{q.Origin, q.Index, q.Kind, q.Reason, q.Detail, q.At})
	}
	return nil
}
