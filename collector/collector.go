package collector

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"entente/audit"
	"entente/outbound"
)

// A Source is where lines are read: a node.
type Source interface {
	// AuditLines reads lines after a number, up to a limit.
	AuditLines(ctx context.Context, after int64, limit int) ([]audit.Line, error)
	// AuditNews is closed when something was written down.
	AuditNews() <-chan struct{}
}

// A Collector takes lines.
type Collector struct {
	Address string // HOST:PORT
	Roots   *x509.CertPool
	Code    string // of the partner, which messages come from
	Spool   string // folder
	From    Source
	Now     func() time.Time
	Log     *slog.Logger
}

// Bounds of a batch.
const (
	linesAtOnce = 500
	batchTime   = time.Minute // that a collector has to take one
)

// Address reads tcp+tls://HOST:PORT.
func Address(named string) (string, error) {
	address, ok := strings.CutPrefix(named, "tcp+tls://")
	host, port, err := net.SplitHostPort(address)
	if !ok || err != nil || host == "" || port == "" {
		return "", fmt.Errorf("collector: %.80q is not tcp+tls://HOST:PORT", named)
	}
	return address, nil
}

// Roots reads the certificates of the authorities that may vouch for a collector.
func Roots(pem []byte) (*x509.CertPool, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("collector: no certificate in PEM")
	}
	return roots, nil
}

// Pauses of Run.
const (
	settle = time.Second // so that a batch has many lines
	again  = 30 * time.Second
)

// Run hands over what is written down until the context ends. after is a timer,
// time.After or a simulated one.
func (c *Collector) Run(ctx context.Context, after func(time.Duration) <-chan time.Time) error {
	for {
		written := c.From.AuditNews()
		err := c.Hand(ctx)
		if ctx.Err() != nil {
			return nil
		}
		pause := settle
		if err != nil {
			written, pause = nil, again
		}
		if written != nil {
			select {
			case <-written:
			case <-ctx.Done():
				return nil
			}
		}
		select {
		case <-after(pause):
		case <-ctx.Done():
			return nil
		}
	}
}

// Hand hands over everything that waits. What the collector did not take stays.
func (c *Collector) Hand(ctx context.Context) error {
	cursor, err := ReadCursor(c.Spool)
	if err != nil || cursor.Address != c.Address {
		cursor = Cursor{Address: c.Address} // another collector is given all that is there
		if err := cursor.write(c.Spool); err != nil {
			return err
		}
	}
	for {
		lines, err := c.From.AuditLines(ctx, cursor.Taken.Number, linesAtOnce)
		if err != nil || len(lines) == 0 {
			return err
		}
		err = c.give(ctx, lines)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return errors.Join(err, c.failed(cursor, err))
		case cursor.Problem != "":
			c.Log.Info("the audit gets to its collector again", "collector", c.Address)
		}
		cursor = Cursor{Address: c.Address, Taken: lines[len(lines)-1].Place(), At: c.Now()}
		if err := cursor.write(c.Spool); err != nil {
			return err
		}
	}
}

// failed keeps why, and says it once.
func (c *Collector) failed(cursor Cursor, why error) error {
	if cursor.Problem == "" {
		cursor.Since = c.Now()
		c.Log.Warn("the collector of the audit takes nothing: lines wait for it", "collector", c.Address, "err", why)
	}
	cursor.Problem = strings.ToValidUTF8(why.Error()[:min(len(why.Error()), 300)], "")
	return cursor.write(c.Spool)
}

// give hands lines over and returns when the collector has ended its side.
func (c *Collector) give(ctx context.Context, lines []audit.Line) error {
	ctx, cancel := context.WithTimeout(ctx, batchTime)
	defer cancel()
	conn, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.NetConn().Close() })()
	to := bufio.NewWriter(conn)
	for _, line := range lines {
		to.Write(frame(hostName(c.Code), line)) // an error stays and is that of Flush
	}
	if err = to.Flush(); err == nil {
		err = conn.CloseWrite()
	}
	if err == nil {
		err = readEnd(conn)
	}
	if err != nil {
		return fmt.Errorf("collector: hand lines to %s: %w", c.Address, err)
	}
	return nil
}

func (c *Collector) connect(ctx context.Context) (*tls.Conn, error) {
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		return nil, fmt.Errorf("collector: %w", err)
	}
	plain, err := outbound.Policy{Named: []string{host}}.Dial(ctx, "tcp", c.Address)
	if err != nil {
		return nil, fmt.Errorf("collector: connect to %s: %w", c.Address, err)
	}
	conn := tls.Client(plain, &tls.Config{RootCAs: c.Roots, ServerName: host, MinVersion: tls.VersionTLS12})
	if err := conn.HandshakeContext(ctx); err != nil {
		plain.Close()
		return nil, fmt.Errorf("collector: speak TLS with %s: %w", c.Address, err)
	}
	return conn, nil
}

var errTalks = errors.New("it sends something, which no collector does")

// readEnd waits until the other side ends, in answer to our end.
func readEnd(conn *tls.Conn) error {
	n, err := conn.Read(make([]byte, 1))
	switch {
	case n > 0:
		return errTalks
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}
