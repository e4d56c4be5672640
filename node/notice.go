package node

import (
	"context"

	"entente/store"
)

// ChooseMail keeps how somebody wants to be told by mail. What is new is counted
// from then on: nobody is told of years at once.
func (n *Node) ChooseMail(ctx context.Context, choice store.MailChoice) error {
	return n.store.Update(ctx, func(tx *store.Tx) error {
		told, err := tx.Told(choice.Account)
		if err != nil {
			return err
		}
		if told.At.IsZero() {
			told.At = n.Now()
			if told.Arrival, err = tx.NewestArrival(); err != nil {
				return err
			}
			if err := tx.SetTold(choice.Account, told); err != nil {
				return err
			}
		}
		return tx.SetMailChoice(choice)
	})
}

// Tell notes what somebody is told, and queues the mail that does so, if any.
func (n *Node) Tell(ctx context.Context, account string, told store.Told, mail *store.Mail) error {
	return n.store.Update(ctx, func(tx *store.Tx) error {
		if mail != nil {
			if err := tx.AddMail(*mail); err != nil {
				return err
			}
		}
		return tx.SetTold(account, told)
	})
}

// MailDone writes what became of a mail that was tried.
func (n *Node) MailDone(ctx context.Context, mail store.Mail) error {
	return n.store.Update(ctx, func(tx *store.Tx) error { return tx.SetMail(mail) })
}
