package notice

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"entente/outbound"
	"entente/store"
)

// A Server is where mails are handed over, and in whose name.
type Server struct {
	Address  string // HOST:PORT
	From     string // "Entente ROK <entente@example.org>"
	User     string // empty for a server that asks nobody
	Password string
	TLS      *tls.Config // nil for the system's authorities
}

// ErrForGood says that a server will never take a mail: trying again is no use.
var ErrForGood = errors.New("the mail is refused for good")

// sendTime bounds one hand-over.
const sendTime = 30 * time.Second

// Check says what is wrong with a server's address or the sender's, and that a
// server on another machine is only spoken to under TLS.
func (s Server) Check() error {
	if _, _, err := s.split(); err != nil {
		return fmt.Errorf("notice: mail server %q is not HOST:PORT: %w", s.Address, err)
	}
	if err := mail.NewMsg().From(s.From); err != nil {
		return fmt.Errorf("notice: %q is not a sender's address: %w", s.From, err)
	}
	return nil
}

// CheckAddress says whether mail can be addressed so.
func CheckAddress(address string) error {
	if err := mail.NewMsg().To(address); err != nil {
		return fmt.Errorf("notice: %w", err)
	}
	return nil
}

func (s Server) split() (host string, port int, err error) {
	host, text, err := net.SplitHostPort(s.Address)
	if err == nil {
		port, err = strconv.Atoi(text)
	}
	if err == nil && (host == "" || port < 1 || port > 65535) {
		err = errors.New("the host or the port is missing")
	}
	return host, port, err
}

// Send hands one mail over.
func (s Server) Send(ctx context.Context, m store.Mail) error {
	message, err := s.message(m)
	if err != nil {
		return fmt.Errorf("notice: write mail %d: %w: %w", m.ID, ErrForGood, err)
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	client, err := s.client(ctx)
	if err != nil {
		return fmt.Errorf("notice: send mail %d: %w", m.ID, err)
	}
	if err := client.DialAndSendWithContext(ctx, message); err != nil {
		var refused *mail.SendError
		if errors.As(err, &refused) && refused.ErrorCode() >= 500 {
			err = fmt.Errorf("%w: %w", ErrForGood, err)
		}
		return fmt.Errorf("notice: send mail %d: %w", m.ID, err)
	}
	return nil
}

func (s Server) message(m store.Mail) (*mail.Msg, error) {
	message := mail.NewMsg()
	if err := errors.Join(message.From(s.From), message.To(m.Address)); err != nil {
		return nil, err
	}
	message.Subject(m.Subject)
	message.SetDateWithValue(m.Made)
	// Nobody's automatic answer comes back (RFC 3834, section 5).
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	message.SetBodyString(mail.TypeTextPlain, m.Body)
	return message, nil
}

// client speaks to the address that the server's name stands for, which is looked
// up once; the certificate is held against the name.
func (s Server) client(ctx context.Context) (*mail.Client, error) {
	host, port, err := s.split()
	if err != nil {
		return nil, err
	}
	found, err := outbound.Policy{Named: []string{host}}.Addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	secure := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		secure = s.TLS.Clone()
	}
	if secure.ServerName == "" {
		secure.ServerName = host
	}
	options := []mail.Option{mail.WithPort(port), mail.WithTimeout(sendTime), mail.WithTLSPolicy(mail.TLSMandatory), mail.WithTLSConfig(secure)}
	if found[0].IsLoopback() {
		// A relay on this machine seldom has a certificate, and nothing leaves it.
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	}
	if port == 465 {
		options = append(options, mail.WithSSL())
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	to := found[0].String()
	if found[0].Is6() {
		to = "[" + to + "]"
	}
	return mail.NewClient(to, options...)
}
