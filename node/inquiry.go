package node

import (
	"errors"
	"time"

	"entente/access"
	"entente/label"
	"entente/record"
	"entente/store"
)

// An Inquiry asks what a person was granted, and says what an answer needs to
// know that stands in no record.
type Inquiry struct {
	Tx       *store.Tx      // of the node itself: what is hidden from a reader counts for them too
	Account  access.Account // with the offices that it acts for now
	At       time.Time
	Private  record.ChannelID // where rights are written; zero where there is none yet
	Policies label.Policies
	// Rebuilding says that projections are incomplete: what is not there may have been.
	Rebuilding bool
	// Actor is the pseudonym of an account in the private channel; that of "" is of
	// who writes by the command line.
	Actor func(account string) string
	// Offices are those that an account acted for at a time.
	Offices func(account access.Account, at time.Time) ([]access.Office, error)
}

// Inquiry is what a feature is asked about an account.
func (n *Node) Inquiry(tx *store.Tx, account access.Account) (Inquiry, error) {
	tx = tx.Whole()
	private, err := tx.PrivateChannel()
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Inquiry{}, err
	}
	return Inquiry{
		Tx: tx, Account: account, At: n.Now(), Private: private.ID, Policies: n.Policies, Rebuilding: n.Rebuilding(),
		Actor: func(id string) string { return n.Actor(private.ID, id) },
		Offices: func(account access.Account, at time.Time) ([]access.Office, error) {
			if n.Offices == nil {
				return account.Offices, nil
			}
			return n.Offices(tx, account, at)
		},
	}, nil
}
