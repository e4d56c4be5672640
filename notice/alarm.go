package notice

import (
	"context"
	"time"

	"entente/access"
	"entente/feature"
	"entente/store"
)

// Alarming reports whether somebody is to be told that two persons opened sign-in
// by password: whoever wants mail at all, at once and once, even if it was closed
// meanwhile.
func Alarming(rhythm Rhythm, told store.Told, opened access.BreakGlass, now time.Time) bool {
	return rhythm != Never && rhythm.Known() && !opened.Opened.IsZero() &&
		told.At.Before(opened.Opened) && now.Sub(opened.Opened) < patience
}

// ComposeAlarm writes that two persons opened sign-in by password; not who, nor why.
func ComposeAlarm(to feature.Reader, site, address string, opened access.BreakGlass) Letter {
	return Letter{
		Subject: site + ": " + to.Say("sign-in by password was opened in an emergency"),
		Body: to.Say("Two persons opened sign-in by password, until {time} at the latest.", "time", to.Moment(opened.Ends)) + "\n" + address + "/\n\n" +
			to.Say("If you know of no emergency, tell the security officer of your side now.") + "\n",
	}
}

// alarm queues the mail about what two persons opened, and returns what its
// receiver has been told from then on.
func (m *Mailer) alarm(ctx context.Context, to access.Account, choice store.MailChoice, told store.Told, opened access.BreakGlass) (store.Told, error) {
	person := to.Person("")
	letter := ComposeAlarm(feature.Reader{Language: person.Language, Words: m.Words, Person: person}, m.Site, m.Address, opened)
	now := m.Node.Now()
	mail := &store.Mail{Account: to.ID, Address: choice.Address, Subject: letter.Subject, Body: letter.Body, Made: now, Next: now}
	if told.At = now; now.Before(opened.Opened) { // a clock that was set back tells nobody twice
		told.At = opened.Opened
	}
	return told, m.Node.Tell(ctx, to.ID, told, mail)
}
