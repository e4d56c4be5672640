package notice_test

import (
	"strings"
	"testing"
	"time"

	"entente/access"
	"entente/notice"
	"entente/record"
	"entente/store"
)

const deskPassword, secondPassword = "correct horse battery", "battery horse correct"

// second is another account of the desk's node.
func (d *desk) second(t *testing.T, rhythm notice.Rhythm) access.Account {
	t.Helper()
	account, err := d.Node.AddAccount(t.Context(), access.Account{
		Login: "officer", Name: "Security officer", Language: record.French, Zone: "Asia/Seoul", Offices: []access.Office{{Code: "security"}},
	}, secondPassword)
	if err == nil {
		err = d.Node.ChooseMail(t.Context(), store.MailChoice{Account: account.ID, Address: "officer@example.org", Rhythm: string(rhythm)})
	}
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// breakGlass opens sign-in by password by both.
func (d *desk) breakGlass(t *testing.T) {
	t.Helper()
	first, second := access.Attempt{Login: "desk", Password: deskPassword}, access.Attempt{Login: "officer", Password: secondPassword}
	if _, err := d.Node.OpenBreakGlass(t.Context(), first, second, "the identity provider is down"); err != nil {
		t.Fatal(err)
	}
}

func TestWhoeverWantsMailIsToldOnceThatTwoPersonsOpenedPasswords(t *testing.T) {
	post, d := openPostOffice(t), newDesk(t, notice.Weekly)
	d.Send = notice.Server{Address: post.address, From: "Entente ROK <entente@example.org>"}.Send
	d.second(t, notice.AtOnce)
	d.look(t, time.Minute)
	if len(post.taken()) != 0 {
		t.Fatalf("told before: %q", post.taken())
	}
	d.now = d.now.Add(time.Minute)
	_, changed := d.Node.Changes.Now()
	d.breakGlass(t)
	select {
	case <-changed:
	default:
		t.Error("the mailer is not woken")
	}
	d.look(t, 0)
	if len(post.taken()) != 2 {
		t.Fatalf("%d mails", len(post.taken()))
	}
	all := ""
	for _, letter := range post.taken() {
		all += strings.ReplaceAll(letter, "=\r\n", "")
		for _, secret := range []string{"Security officer", "Programme desk", "provider is down"} {
			if strings.Contains(letter, secret) {
				t.Errorf("the mail says %q:\n%s", secret, letter)
			}
		}
	}
	for _, want := range []string{
		"To: <desk@example.org>", "Subject: Entente ROK: sign-in by password was opened in an emergency", "until 24 November 2026, 16:02:00 UTC at the latest",
		"To: <officer@example.org>", "Subject: Entente ROK: connexion par mot de passe ouverte en urgence",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	if err := d.Node.EndBreakGlass(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		d.look(t, time.Hour)
	}
	if len(post.taken()) != 2 {
		t.Errorf("told %d times", len(post.taken()))
	}
	d.breakGlass(t)
	d.look(t, 0)
	if len(post.taken()) != 4 {
		t.Errorf("opened again, %d mails", len(post.taken()))
	}
}

func TestAnAlarmReachesWhoeverWasNotToldWhileItWasOpenAndNobodyElse(t *testing.T) {
	post, d := openPostOffice(t), newDesk(t, notice.Never)
	d.Send = notice.Server{Address: post.address, From: "entente@example.org"}.Send
	d.second(t, notice.Daily)
	d.now = d.now.Add(time.Minute)
	d.breakGlass(t)
	if err := d.Node.EndBreakGlass(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.look(t, time.Hour) // the mailer was not running meanwhile
	if len(post.taken()) != 1 || !strings.Contains(post.taken()[0], "To: <officer@example.org>") {
		t.Errorf("%q", post.taken())
	}
}
