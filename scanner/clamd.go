package scanner

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"entente/outbound"
)

// Clamd asks a clamd by its command INSTREAM (clamd(8)).
type Clamd struct {
	Network string // tcp or unix
	Address string
}

const (
	chunkBytes = 64 << 10
	replyBytes = 1 << 10
	// stalled is how long the scanner may take for one chunk, and verdictTime for its
	// answer.
	stalled     = 30 * time.Second
	verdictTime = 5 * time.Minute
)

// Scan sends the content and reads the verdict.
func (c Clamd) Scan(ctx context.Context, content io.Reader) error {
	conn, err := c.connect(ctx)
	if err != nil {
		return fmt.Errorf("scanner: reach clamd at %s: %w", c.Address, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := send(conn, content); err != nil {
		return fmt.Errorf("scanner: send a file to clamd: %w", err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(verdictTime)); err != nil {
		return err
	}
	// A reply ends with a zero byte, as the command did.
	reply, err := bufio.NewReader(io.LimitReader(conn, replyBytes)).ReadString(0)
	if err != nil {
		return fmt.Errorf("scanner: read the verdict of clamd: %w", err)
	}
	return verdict(strings.TrimRight(reply, "\x00"))
}

func (c Clamd) connect(ctx context.Context) (net.Conn, error) {
	if c.Network == "unix" {
		return outbound.Socket(ctx, c.Address)
	}
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		return nil, err
	}
	return outbound.Policy{Named: []string{host}}.Dial(ctx, "tcp", c.Address)
}

// send writes the command, the content in chunks that each say their length, and
// a chunk of none.
func send(conn net.Conn, content io.Reader) error {
	if _, err := conn.Write([]byte("zINSTREAM\x00")); err != nil {
		return err
	}
	chunk := make([]byte, 4+chunkBytes)
	for {
		n, err := io.ReadFull(content, chunk[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if n == 0 {
			_, err := conn.Write([]byte{0, 0, 0, 0})
			return err
		}
		binary.BigEndian.PutUint32(chunk, uint32(n))
		if err := conn.SetWriteDeadline(time.Now().Add(stalled)); err != nil {
			return err
		}
		if _, err := conn.Write(chunk[:4+n]); err != nil {
			return err
		}
	}
}

// verdict reads "stream: OK", "stream: NAME FOUND", or what went wrong.
func verdict(reply string) error {
	said, ours := strings.CutPrefix(reply, "stream: ")
	switch name, found := strings.CutSuffix(said, " FOUND"); {
	case ours && said == "OK":
		return nil
	case ours && found:
		return &Found{nameOf(name)}
	}
	return fmt.Errorf("scanner: clamd does not say whether the file is clean: %s", nameOf(reply))
}
