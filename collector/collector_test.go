package collector_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/audit"
	"entente/collector"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 120e6, time.UTC)

// A journal is a spool with nothing behind it.
type journal struct {
	*audit.Spool
	mu   sync.Mutex
	news chan struct{}
}

func (j *journal) AuditLines(_ context.Context, after int64, limit int) ([]audit.Line, error) {
	return j.Waiting(after, limit)
}

func (j *journal) AuditNews() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.news
}

func (j *journal) write(t *testing.T, n int) {
	t.Helper()
	for range n {
		if err := j.Append(t.Context(), audit.Event{At: noon, What: audit.SignIn, Office: "desk"}); err != nil {
			t.Fatal(err)
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	close(j.news)
	j.news = make(chan struct{})
}

func newJournal(t *testing.T) *journal {
	t.Helper()
	spool, err := audit.Open(audit.Config{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { spool.Close() })
	return &journal{Spool: spool, news: make(chan struct{})}
}

// A taker is a collector: what it took in each connection that ended in order.
type taker struct {
	net.Listener
	took chan []byte
	hear func(net.Conn) bool // false: it dies before it ends in order
}

// authority makes a certificate for this machine that vouches for itself.
func authority(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "collector"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	roots, err := collector.Roots(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func listen(t *testing.T, address string, certificate tls.Certificate, hear func(net.Conn) bool) *taker {
	t.Helper()
	listener, err := tls.Listen("tcp", address, &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		t.Fatal(err)
	}
	take := &taker{listener, make(chan []byte, 10), hear}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if take.hear != nil && !take.hear(conn) {
				conn.(*tls.Conn).NetConn().(*net.TCPConn).SetLinger(0)
				conn.(*tls.Conn).NetConn().Close()
				continue
			}
			all, err := io.ReadAll(conn)
			conn.Close()
			if err == nil {
				take.took <- all
			}
		}
	}()
	return take
}

// messages reads the frames of a connection.
func messages(t *testing.T, all []byte) (found []string) {
	t.Helper()
	for len(all) > 0 {
		length, rest, _ := bytes.Cut(all, []byte{' '})
		n, err := strconv.Atoi(string(length))
		if err != nil || n > len(rest) {
			t.Fatalf("a frame of %q", length)
		}
		found, all = append(found, string(rest[:n])), rest[n:]
	}
	return found
}

func newCollector(j *journal, address string, roots *x509.CertPool) *collector.Collector {
	return &collector.Collector{Address: address, Roots: roots, Code: "ROK", Spool: j.Folder, From: j, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)}
}

var form = regexp.MustCompile(`^<109>1 2026-03-02T12:00:00\.12Z ROK entente - sign-in \[meta sequenceId="\d+"\] \{"n":\d+,`)

func TestACollectorThatIsDownDelaysAndLosesNothing(t *testing.T) {
	j := newJournal(t)
	certificate, roots := authority(t)
	j.write(t, 3)
	take := listen(t, "127.0.0.1:0", certificate, nil)
	address := take.Addr().String()
	c := newCollector(j, address, roots)
	if err := c.Hand(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := messages(t, <-take.took)
	lines, err := j.Waiting(0, 10)
	if err != nil || len(first) != 3 {
		t.Fatalf("%d messages: %v", len(first), err)
	}
	for i, m := range first {
		if !form.MatchString(m) || !strings.HasSuffix(m, "] "+string(lines[i].Text())) {
			t.Errorf("message %d is %s", i+1, m)
		}
	}
	take.Close()
	j.write(t, 700)
	for range 2 {
		if err := c.Hand(t.Context()); err == nil {
			t.Fatal("nobody is there, and it was handed over")
		}
	}
	if cursor, err := collector.ReadCursor(j.Folder); err != nil || cursor.Taken != lines[2].Place() || cursor.Problem == "" || !cursor.Since.Equal(noon) {
		t.Errorf("while it is down the cursor is %+v: %v", cursor, err)
	}
	again := listen(t, address, certificate, nil)
	if err := c.Hand(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []string
	for len(got) < 700 {
		got = append(got, messages(t, <-again.took)...)
	}
	if !strings.Contains(got[0], `sequenceId="4"`) || !strings.Contains(got[699], `sequenceId="703"`) || len(got) != 700 {
		t.Errorf("%d lines from %.90s to %.90s", len(got), got[0], got[699])
	}
	if cursor, err := collector.ReadCursor(j.Folder); err != nil || cursor.Taken != j.At() || cursor.Problem != "" {
		t.Errorf("at the end the cursor is %+v: %v", cursor, err)
	}
}

func TestWhatACollectorDidNotReadToItsEndIsHandedOverAgain(t *testing.T) {
	j := newJournal(t)
	certificate, roots := authority(t)
	j.write(t, 5)
	died := false
	take := listen(t, "127.0.0.1:0", certificate, func(conn net.Conn) bool {
		if died {
			return true
		}
		died = true
		_, _ = io.ReadFull(conn, make([]byte, 40)) // it dies in the middle of a message
		return false
	})
	c := newCollector(j, take.Addr().String(), roots)
	if err := c.Hand(t.Context()); err == nil {
		t.Fatal("it died, and that was taken for an answer")
	}
	if err := c.Hand(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := messages(t, <-take.took); len(got) != 5 {
		t.Errorf("%d lines came", len(got))
	}
}

func TestACollectorIsKnownByItsAuthorityAlone(t *testing.T) {
	j := newJournal(t)
	certificate, _ := authority(t)
	_, others := authority(t)
	j.write(t, 1)
	take := listen(t, "127.0.0.1:0", certificate, nil)
	if err := newCollector(j, take.Addr().String(), others).Hand(t.Context()); err == nil {
		t.Error("a stranger was handed the audit")
	}
	for _, named := range []string{"", "tcp://a:1", "tcp+tls://a", "tcp+tls://:6514", "tcp+tls://a:"} {
		if _, err := collector.Address(named); err == nil {
			t.Errorf("%q is an address", named)
		}
	}
}

func TestItIsTriedAgainUntilTheCollectorIsBack(t *testing.T) {
	j := newJournal(t)
	certificate, roots := authority(t)
	j.write(t, 1)
	down := listen(t, "127.0.0.1:0", certificate, nil)
	address := down.Addr().String()
	down.Close()
	ctx, stop := context.WithCancel(t.Context())
	pauses, ended := make(chan time.Duration), make(chan error)
	tick := make(chan time.Time)
	go func() {
		ended <- newCollector(j, address, roots).Run(ctx, func(d time.Duration) <-chan time.Time {
			pauses <- d
			return tick
		})
	}()
	if pause := <-pauses; pause < 10*time.Second {
		t.Errorf("a collector that is down is asked every %s", pause)
	}
	take := listen(t, address, certificate, nil)
	tick <- noon
	if got := messages(t, <-take.took); len(got) != 1 {
		t.Errorf("%d lines came", len(got))
	}
	j.write(t, 2)
	<-pauses
	tick <- noon
	for got := 0; got < 2; {
		got += len(messages(t, <-take.took))
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
