package notice_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"entente/access"
	"entente/feature"
	"entente/label"
	"entente/node"
	"entente/notice"
	"entente/record"
	"entente/store"
)

// A postOffice is a mail server on this machine.
type postOffice struct {
	address string
	mu      sync.Mutex
	refuse  *smtp.SMTPError
	letters []string
}

func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return p, nil }
func (p *postOffice) Mail(string, *smtp.MailOptions) error        { return nil }
func (p *postOffice) Reset()                                      {}
func (p *postOffice) Logout() error                               { return nil }

func (p *postOffice) Rcpt(string, *smtp.RcptOptions) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuse != nil {
		return p.refuse
	}
	return nil
}

func (p *postOffice) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.letters = append(p.letters, string(text))
	return err
}

func (p *postOffice) taken() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.letters
}

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	p := &postOffice{}
	server := smtp.NewServer(p)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = listener.Addr().String()
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return p
}

// A desk is one person on one node, whose clock and news the test sets.
type desk struct {
	*notice.Mailer
	now  time.Time
	news notice.News
}

func newDesk(t *testing.T, rhythm notice.Rhythm) *desk {
	t.Helper()
	d := &desk{now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	program, err := feature.Collect()
	if err != nil {
		t.Fatal(err)
	}
	folder := node.Folder(t.TempDir())
	config := node.Config{Now: func() time.Time { return d.now }, Random: rand.Reader, Kinds: program.Kinds, Policies: label.Shipped()}
	if err := node.Init(t.Context(), folder, node.Identity{Code: "rok", Name: record.Text{EN: "Republic of Korea"}, Address: "https://127.0.0.1:1"}, config); err != nil {
		t.Fatal(err)
	}
	n, err := node.Open(t.Context(), folder, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	account, err := n.AddAccount(t.Context(), access.Account{
		Login: "desk", Name: "Programme desk", Language: record.English, Zone: "UTC", Offices: []access.Office{{Code: "desk"}},
	}, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if err := n.ChooseMail(t.Context(), store.MailChoice{Account: account.ID, Address: "desk@example.org", Rhythm: string(rhythm)}); err != nil {
		t.Fatal(err)
	}
	words, err := feature.Collect(feature.Feature{Name: "notice", Words: notice.Words})
	if err != nil {
		t.Fatal(err)
	}
	d.Mailer = &notice.Mailer{
		Node: n, Words: words.Words, Site: "Entente ROK", Address: "https://entente.example",
		News: func(context.Context, access.Account, int64) (notice.News, error) { return d.news, nil },
	}
	return d
}

// look lets time pass, and the mailer write and send.
func (d *desk) look(t *testing.T, later time.Duration) {
	t.Helper()
	d.now = d.now.Add(later)
	if _, err := d.Write(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SendNext(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestABurstIsOneMailWithCountsAndLinksOnly(t *testing.T) {
	post, d := openPostOffice(t), newDesk(t, notice.AtOnce)
	d.Send = notice.Server{Address: post.address, From: "Entente ROK <entente@example.org>"}.Send
	d.news = notice.News{Arrival: 7, Changes: 2, Duties: []notice.Duty{{Key: "programme/late:1"}}}
	d.look(t, 0)
	d.news.Duties = append(d.news.Duties, notice.Duty{Key: "programme/late:2"})
	d.look(t, time.Minute)
	if len(post.taken()) != 0 {
		t.Fatal("a burst was not merged")
	}
	d.look(t, 5*time.Minute)
	if len(post.taken()) != 1 {
		t.Fatalf("%d mails", len(post.taken()))
	}
	letter := strings.ReplaceAll(post.taken()[0], "=\r\n", "")
	for _, want := range []string{
		"To: <desk@example.org>", "Subject: Entente ROK: 2 matters wait for you", "Auto-Submitted: auto-generated",
		"2 new matters wait for you.", "https://entente.example/office/duties", "2 records were changed by others.", "https://entente.example/notices",
	} {
		if !strings.Contains(letter, want) {
			t.Errorf("%q is not in\n%s", want, letter)
		}
	}
	if strings.Contains(letter, "programme/late") {
		t.Errorf("a mail says what waits:\n%s", letter)
	}
	d.news.Changes = 0
	for range 10 {
		d.look(t, time.Hour)
	}
	if len(post.taken()) != 1 {
		t.Errorf("the same was told %d times", len(post.taken()))
	}
}

func TestNobodyIsToldOfWhatTheyHaveDone(t *testing.T) {
	post, d := openPostOffice(t), newDesk(t, notice.Daily)
	d.Send = notice.Server{Address: post.address, From: "entente@example.org"}.Send
	d.news = notice.News{Duties: []notice.Duty{{Key: "a"}}}
	d.look(t, 0)
	d.news = notice.News{} // done in the afternoon
	d.look(t, 6*time.Hour)
	d.look(t, 24*time.Hour)
	if len(post.taken()) != 0 {
		t.Errorf("told: %q", post.taken())
	}
	d.news = notice.News{Duties: []notice.Duty{{Key: "b", Urgent: true}}}
	d.look(t, time.Minute)
	if len(post.taken()) != 1 {
		t.Error("what is due within a day waited for the digest")
	}
}

func TestADeadServerDelaysAMailAndNothingElse(t *testing.T) {
	d := newDesk(t, notice.AtOnce)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	d.Send = notice.Server{Address: gone.Addr().String(), From: "entente@example.org"}.Send
	d.news = notice.News{Duties: []notice.Duty{{Key: "a", Urgent: true}}}
	for range 5 {
		d.look(t, time.Hour)
	}
	mail := d.mails(t)[0]
	if mail.Attempts < 2 || mail.Problem == "" || mail.Next.IsZero() {
		t.Fatalf("%+v", mail)
	}
	post := openPostOffice(t)
	d.Send = notice.Server{Address: post.address, From: "entente@example.org"}.Send
	d.look(t, 2*time.Hour)
	if len(post.taken()) != 1 || !d.mails(t)[0].Next.IsZero() {
		t.Errorf("%d mails, %+v", len(post.taken()), d.mails(t))
	}
	d.look(t, 24*time.Hour)
	if len(post.taken()) != 1 {
		t.Error("it was sent again")
	}
}

func TestAMailThatIsRefusedForGoodIsNotTriedAgain(t *testing.T) {
	post, d := openPostOffice(t), newDesk(t, notice.AtOnce)
	post.refuse = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	d.Send = notice.Server{Address: post.address, From: "entente@example.org"}.Send
	d.news = notice.News{Duties: []notice.Duty{{Key: "a", Urgent: true}}}
	for range 5 {
		d.look(t, 3*time.Hour)
	}
	mail := d.mails(t)[0]
	if mail.Attempts != 1 || !mail.Next.IsZero() || mail.Problem == "" {
		t.Errorf("%+v", mail)
	}
	if err := (notice.Server{Address: "mail.example.org", From: "x"}).Check(); err == nil {
		t.Error("a server without a port passes")
	}
}

func (d *desk) mails(t *testing.T) (all []store.Mail) {
	t.Helper()
	err := d.Node.View(t.Context(), func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if err != nil || len(accounts) != 1 {
			return errors.Join(err, errors.New("not one account"))
		}
		all, err = tx.MailsOf(accounts[0].ID, 10)
		return err
	})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d mails: %v", len(all), err)
	}
	return all
}
