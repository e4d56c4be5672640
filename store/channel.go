package store

import (
	"slices"

	"entente/keys"
	"entente/record"
)

// ChannelState is how far a channel has come.
type ChannelState string

const (
	ChannelProposed ChannelState = "proposed" // by this node; others have still to sign
	ChannelInvited  ChannelState = "invited"  // proposed by another; this node has still to sign
	ChannelActive   ChannelState = "active"
	ChannelClosed   ChannelState = "closed"
)

// A Channel is an audience that this node belongs to.
type Channel struct {
	ID           record.ChannelID
	Epoch        int // the newest
	State        ChannelState
	Private      bool // this node's own drafts; it has no other member
	Audit        bool // of the audit ledger: private, and nobody works in it
	Name         record.Text
	DefaultLabel []byte // XML
}

// A Charter is the signed statement that an epoch of a channel stands on.
type Charter struct {
	Channel  record.ChannelID
	Epoch    int
	Hash     [32]byte
	Envelope keys.Envelope
}

const channelColumns = `id, epoch, state, private, audit, name, default_label`

func readChannel(r row) (Channel, error) {
	var c Channel
	err := r.Scan(fixed(c.ID[:]), &c.Epoch, &c.State, &c.Private, &c.Audit, decoded{&c.Name}, &c.DefaultLabel)
	return c, err
}

// Channels lists those in which the reader works, the private one first, then by id.
func (tx *Tx) Channels() ([]Channel, error) {
	all, err := list(tx, readChannel, `SELECT `+channelColumns+` FROM channel WHERE audit = 0 ORDER BY private DESC, id`)
	return slices.DeleteFunc(all, func(c Channel) bool { return !tx.seesChannel(c) }), failed(err, "list channels")
}

// AuditChannel finds the channel of the audit ledger, which only auditors read.
func (tx *Tx) AuditChannel() (Channel, error) {
	c, err := one(tx, readChannel, `SELECT `+channelColumns+` FROM channel WHERE audit = 1 AND state = $1 ORDER BY id LIMIT 1`, string(ChannelActive))
	return c, failed(err, "read the channel of the audit")
}

// Channel finds one by its id.
func (tx *Tx) Channel(id record.ChannelID) (Channel, error) {
	c, err := one(tx, readChannel, `SELECT `+channelColumns+` FROM channel WHERE id = $1`, id[:])
	if err == nil && !tx.seesChannel(c) {
		c, err = Channel{}, ErrNotFound
	}
	return c, failed(err, "read channel %s", id)
}

// PrivateChannel finds the channel of this partner's own drafts.
func (tx *Tx) PrivateChannel() (Channel, error) {
	c, err := one(tx, readChannel, `SELECT `+channelColumns+` FROM channel WHERE private = 1 AND audit = 0 ORDER BY id LIMIT 1`)
	return c, failed(err, "read the private channel")
}

// PutChannel writes all that is known of a channel.
func (tx *Tx) PutChannel(c Channel) error {
	name, err := encoded(c.Name)
	if err != nil {
		return failed(err, "write channel %s", c.ID)
	}
	_, err = tx.exec(`INSERT INTO channel (`+channelColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, state = excluded.state, private = excluded.private, audit = excluded.audit,
			name = excluded.name, default_label = excluded.default_label`,
		c.ID[:], c.Epoch, string(c.State), flag(c.Private), flag(c.Audit), name, solid(c.DefaultLabel))
	return failed(err, "write channel %s", c.ID)
}

// Charters are a channel's charters, the oldest epoch first.
func (tx *Tx) Charters(id record.ChannelID) ([]Charter, error) {
	all, err := list(tx, func(r row) (c Charter, err error) {
		err = r.Scan(fixed(c.Channel[:]), &c.Epoch, fixed(c.Hash[:]), envelope{&c.Envelope})
		return c, err
	}, `SELECT channel, epoch, hash, envelope FROM charter WHERE channel = $1 ORDER BY epoch`, id[:])
	return all, failed(err, "list charters of channel %s", id)
}

// Charter is the charter of one epoch.
func (tx *Tx) Charter(id record.ChannelID, epoch int) (Charter, error) {
	charters, err := tx.Charters(id)
	if err != nil {
		return Charter{}, err
	}
	for _, c := range charters {
		if c.Epoch == epoch {
			return c, nil
		}
	}
	return Charter{}, failed(ErrNotFound, "read charter %d of channel %s", epoch, id)
}

// PutCharter writes the charter of an epoch, again whenever a signature was
// added to it.
func (tx *Tx) PutCharter(c Charter) error {
	_, err := tx.exec(`INSERT INTO charter (channel, epoch, hash, envelope) VALUES ($1, $2, $3, $4)
		ON CONFLICT (channel, epoch) DO UPDATE SET hash = excluded.hash, envelope = excluded.envelope`,
		c.Channel[:], c.Epoch, c.Hash[:], sealed(c.Envelope))
	return failed(err, "write charter %d of channel %s", c.Epoch, c.Channel)
}

// flag is a boolean as both databases' integer columns take it.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
