package store

import (
	"errors"
	"time"
)

// MailChoice is how somebody wants to be told by mail.
type MailChoice struct {
	Account string
	Address string
	Rhythm  string // of package notice
}

// Told is what somebody has been told by mail.
type Told struct {
	At      time.Time
	Arrival int64     // of the newest record that they were told of
	Since   time.Time // when there was first something newer; zero for not yet
	Duties  []string  // keys of those that they were told of and that still wait
}

// Mail is one that is to be sent, or was.
type Mail struct {
	ID       int64
	Account  string
	Address  string
	Subject  string
	Body     string
	Made     time.Time
	Next     time.Time // when it is tried; zero for one that is done with
	Attempts int
	Problem  string // of the last attempt
	Sent     time.Time
}

// MailChoices lists what everybody chose.
func (tx *Tx) MailChoices() ([]MailChoice, error) {
	all, err := list(tx, func(r row) (c MailChoice, err error) {
		err = r.Scan(&c.Account, &c.Address, &c.Rhythm)
		return c, err
	}, `SELECT account, address, rhythm FROM mail_choice ORDER BY account`)
	return all, failed(err, "list choices of mail")
}

// MailChoiceOf is what one account chose; a zero one if nothing.
func (tx *Tx) MailChoiceOf(account string) (MailChoice, error) {
	c := MailChoice{Account: account}
	_, err := one(tx, func(r row) (struct{}, error) {
		return struct{}{}, r.Scan(&c.Address, &c.Rhythm)
	}, `SELECT address, rhythm FROM mail_choice WHERE account = $1`, account)
	if err == ErrNotFound {
		return c, nil
	}
	return c, failed(err, "read the choice of mail of account %s", account)
}

// SetMailChoice writes what somebody chose.
func (tx *Tx) SetMailChoice(c MailChoice) error {
	_, err := tx.exec(`INSERT INTO mail_choice (account, address, rhythm) VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET address = excluded.address, rhythm = excluded.rhythm`, c.Account, c.Address, c.Rhythm)
	return failed(err, "write the choice of mail of account %s", c.Account)
}

// Told is what an account has been told.
func (tx *Tx) Told(account string) (t Told, err error) {
	_, err = one(tx, func(r row) (struct{}, error) {
		return struct{}{}, r.Scan(instant{&t.At}, &t.Arrival, instant{&t.Since})
	}, `SELECT at, arrival, since FROM told WHERE account = $1`, account)
	if err == nil {
		t.Duties, err = list(tx, scan[string], `SELECT duty FROM told_duty WHERE account = $1 ORDER BY duty`, account)
	}
	if err == ErrNotFound {
		return Told{}, nil
	}
	return t, failed(err, "read what account %s was told", account)
}

// SetTold writes what an account has been told, in place of what was there.
func (tx *Tx) SetTold(account string, t Told) error {
	_, err := tx.exec(`INSERT INTO told (account, at, arrival, since) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account) DO UPDATE SET at = excluded.at, arrival = excluded.arrival, since = excluded.since`,
		account, millis(t.At), t.Arrival, millis(t.Since))
	if err == nil {
		_, err = tx.exec(`DELETE FROM told_duty WHERE account = $1`, account)
	}
	for _, key := range t.Duties {
		if err == nil {
			_, err = tx.exec(`INSERT INTO told_duty (account, duty) VALUES ($1, $2) ON CONFLICT DO NOTHING`, account, key)
		}
	}
	return failed(err, "write what account %s was told", account)
}

const mailColumns = `id, account, address, subject, body, made, next, attempts, problem, sent`

func readMail(r row) (m Mail, err error) {
	err = r.Scan(&m.ID, &m.Account, &m.Address, &m.Subject, &m.Body, instant{&m.Made}, instant{&m.Next}, &m.Attempts, &m.Problem, instant{&m.Sent})
	return m, err
}

// AddMail puts a mail into the queue.
func (tx *Tx) AddMail(m Mail) error {
	_, err := tx.exec(`INSERT INTO mail (account, address, subject, body, made, next, attempts, problem, sent)
		VALUES ($1, $2, $3, $4, $5, $6, 0, '', 0)`, m.Account, m.Address, m.Subject, m.Body, millis(m.Made), millis(m.Next))
	return failed(err, "queue a mail for account %s", m.Account)
}

// NextMail is the mail that is tried first; ErrNotFound if none waits.
func (tx *Tx) NextMail() (Mail, error) {
	m, err := one(tx, readMail, `SELECT `+mailColumns+` FROM mail WHERE next > 0 ORDER BY next, id LIMIT 1`)
	return m, failed(err, "read the queue of mail")
}

// SetMail writes what became of a mail.
func (tx *Tx) SetMail(m Mail) error {
	err := tx.must(`UPDATE mail SET next = $2, attempts = $3, problem = $4, sent = $5 WHERE id = $1`,
		m.ID, millis(m.Next), m.Attempts, m.Problem, millis(m.Sent))
	return failed(err, "write what became of mail %d", m.ID)
}

// MailsOf lists the newest mails of an account.
func (tx *Tx) MailsOf(account string, limit int) ([]Mail, error) {
	all, err := list(tx, readMail, `SELECT `+mailColumns+` FROM mail WHERE account = $1 ORDER BY id DESC LIMIT $2`, account, limited(limit))
	return all, failed(err, "list mails of account %s", account)
}

// ForgetMails removes those that were done with before a moment.
func (tx *Tx) ForgetMails(before time.Time) error {
	_, err := tx.exec(`DELETE FROM mail WHERE next = 0 AND made < $1`, millis(before))
	return failed(err, "forget old mails")
}

// NewestArrival is the number of the newest arrival of a record that the reader
// sees; 0 if they see none. That something else arrived is not for them.
func (tx *Tx) NewestArrival() (int64, error) {
	n, err := one(tx, scan[int64], `SELECT r.arrived FROM `+tx.from(records)+` r ORDER BY r.arrived DESC LIMIT 1`)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return n, failed(err, "read the newest arrival")
}
