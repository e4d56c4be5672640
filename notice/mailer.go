package notice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"entente/access"
	"entente/feature"
	"entente/node"
	"entente/store"
	"entente/words"
)

// A Mailer tells the people of one node.
type Mailer struct {
	Node    *node.Node
	Words   words.Catalogue
	Site    string // "Entente ROK"
	Address string // of the pages: "https://entente.example"
	// News reads what could be told to somebody who was told of everything up to an
	// arrival.
	News func(ctx context.Context, to access.Account, arrival int64) (News, error)
	Send func(context.Context, store.Mail) error
}

// How often the mailer looks without being woken, and how long it tries.
const (
	longestSleep = 10 * time.Minute // so that a deadline that comes nearer is noticed
	patience     = 3 * 24 * time.Hour
	keptFor      = 30 * 24 * time.Hour
)

// Run writes and sends until the context ends. What fails is logged and tried
// again; it never ends the node.
func (m *Mailer) Run(ctx context.Context) error {
	queued := make(chan struct{}, 1)
	wake := func() {
		select {
		case queued <- struct{}{}:
		default:
		}
	}
	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error { return m.keepWriting(ctx, wake) })
	running.Go(func() error { return m.keepSending(ctx, queued) })
	if err := running.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func (m *Mailer) keepWriting(ctx context.Context, wake func()) error {
	for {
		_, changed := m.Node.Changes.Now()
		again, err := m.Write(ctx)
		if err != nil && ctx.Err() == nil {
			m.Node.Log.Error("notices could not be written", "err", err)
		}
		wake()
		if err := sleep(ctx, m.until(again), changed); err != nil {
			return err
		}
	}
}

// Write queues a mail for everybody to whom one is due, and says when to look
// again if nothing happens before.
func (m *Mailer) Write(ctx context.Context) (again time.Time, err error) {
	var choices []store.MailChoice
	err = m.Node.View(ctx, func(tx *store.Tx) error {
		choices, err = tx.MailChoices()
		return err
	})
	if err != nil {
		return again, err
	}
	opened, err := m.Node.BrokenGlass(ctx)
	for _, choice := range choices {
		next, told := m.tell(ctx, choice, opened)
		err = errors.Join(err, told)
		if again.IsZero() || !next.IsZero() && next.Before(again) {
			again = next
		}
	}
	return again, err
}

// tell queues the mails for one person that are due.
func (m *Mailer) tell(ctx context.Context, choice store.MailChoice, opened access.BreakGlass) (again time.Time, err error) {
	var account access.Account
	var told store.Told
	err = m.Node.View(ctx, func(tx *store.Tx) error {
		if account, err = tx.Account(choice.Account); err == nil {
			told, err = tx.Told(choice.Account)
		}
		return err
	})
	if err != nil || account.Disabled || choice.Address == "" {
		return again, err
	}
	if Alarming(Rhythm(choice.Rhythm), told, opened, m.Node.Now()) {
		if told, err = m.alarm(ctx, account, choice, told, opened); err != nil {
			return again, err
		}
	}
	news, err := m.News(ctx, account, told.Arrival)
	if err != nil {
		return again, fmt.Errorf("notice: read what is new to account %s: %w", account.ID, err)
	}
	person := account.Person("")
	now := m.Node.Now().In(person.Zone)
	write, again := Due(Rhythm(choice.Rhythm), told, news, now)
	next := told
	next.Duties = slices.DeleteFunc(slices.Clone(told.Duties), func(key string) bool { // done meanwhile
		return !slices.ContainsFunc(news.Duties, func(d Duty) bool { return d.Key == key })
	})
	var mail *store.Mail
	switch {
	case write:
		letter := Compose(feature.Reader{Language: person.Language, Words: m.Words}, m.Site, m.Address, news, told)
		mail = &store.Mail{Account: account.ID, Address: choice.Address, Subject: letter.Subject, Body: letter.Body, Made: now, Next: now}
		next = store.Told{At: now, Arrival: news.Arrival}
		for _, duty := range news.Duties {
			next.Duties = append(next.Duties, duty.Key)
		}
	case again.IsZero():
		next.Since = time.Time{} // what was new is done with
	case told.Since.IsZero():
		next.Since = now
	}
	if mail == nil && next.Since.Equal(told.Since) && len(next.Duties) == len(told.Duties) {
		return again, nil
	}
	return again, m.Node.Tell(ctx, account.ID, next, mail)
}

func (m *Mailer) until(at time.Time) time.Duration {
	if at.IsZero() {
		return longestSleep
	}
	return min(max(at.Sub(m.Node.Now()), time.Second), longestSleep)
}

// sleep waits for a time or for news.
func sleep(ctx context.Context, d time.Duration, woken <-chan struct{}) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-woken:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
