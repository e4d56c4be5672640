package notice

import (
	"context"
	"errors"
	"time"

	"entente/store"
)

// keepSending sends what is queued, one mail after the other.
func (m *Mailer) keepSending(ctx context.Context, queued <-chan struct{}) error {
	for {
		next, err := m.SendNext(ctx)
		if err != nil && ctx.Err() == nil {
			m.Node.Log.Error("the queue of mail could not be read", "err", err)
			next = m.Node.Now().Add(longestSleep)
		}
		if err := sleep(ctx, m.until(next), queued); err != nil {
			return err
		}
	}
}

// SendNext sends everything that is due now, and says when the next is; zero if
// none waits.
func (m *Mailer) SendNext(ctx context.Context) (next time.Time, err error) {
	for {
		var mail store.Mail
		err := m.Node.View(ctx, func(tx *store.Tx) (err error) {
			mail, err = tx.NextMail()
			return err
		})
		if errors.Is(err, store.ErrNotFound) {
			return time.Time{}, nil
		}
		if err != nil {
			return time.Time{}, err
		}
		if mail.Next.After(m.Node.Now()) {
			return mail.Next, nil
		}
		if err := m.Node.MailDone(ctx, m.attempt(ctx, mail)); err != nil {
			return time.Time{}, err
		}
	}
}

// attempt tries one mail and says what became of it.
func (m *Mailer) attempt(ctx context.Context, mail store.Mail) store.Mail {
	now := m.Node.Now()
	err := m.Send(ctx, mail)
	mail.Attempts++
	switch {
	case err == nil:
		mail.Sent, mail.Next, mail.Problem = now, time.Time{}, ""
		return mail
	case errors.Is(err, ErrForGood) || now.Sub(mail.Made) > patience:
		mail.Next = time.Time{}
		m.Node.Log.Error("a mail was given up", "mail", mail.ID, "attempts", mail.Attempts, "err", err)
	default:
		mail.Next = now.Add(pause(mail.Attempts))
		m.Node.Log.Warn("a mail could not be sent and is tried again", "mail", mail.ID, "attempts", mail.Attempts, "err", err)
	}
	mail.Problem = err.Error()
	return mail
}

// pause grows from one minute to two hours.
func pause(attempts int) time.Duration {
	return min(time.Minute<<min(attempts-1, 10), 2*time.Hour)
}
