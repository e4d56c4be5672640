// Package scannertest is a clamd for tests: it speaks the command INSTREAM over
// real TCP, knows one piece of malware, which is none (the EICAR test file), and
// can be made to refuse, to stall, or to go away.
package scannertest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
)

// EICAR is the file that every scanner calls malware, though it is harmless
// (eicar.org). It stands here in pieces, or scanners would object to this file.
var EICAR = []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-` + `ANTIVIRUS-TEST-FILE!$H+H*`)

// A Clamd answers until its test ends.
type Clamd struct {
	Address string // tcp://127.0.0.1:port

	t        testing.TB
	listener net.Listener
	mu       sync.Mutex
	most     int    // StreamMaxLength
	reply    string // instead of a verdict
	scanned  int
}

// New starts one.
func New(t testing.TB) *Clamd {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Clamd{Address: "tcp://" + listener.Addr().String(), t: t, listener: listener, most: 100 << 20}
	t.Cleanup(c.Down)
	go c.serve(listener)
	return c
}

// Down lets nobody reach it any more.
func (c *Clamd) Down() { c.listener.Close() }

// Up lets it be reached again under its address.
func (c *Clamd) Up() {
	c.t.Helper()
	listener, err := net.Listen("tcp", c.listener.Addr().String())
	if err != nil {
		c.t.Fatal(err)
	}
	c.listener = listener
	c.t.Cleanup(c.Down)
	go c.serve(listener)
}

// Answer makes it say something else than a verdict; "" for a verdict again.
func (c *Clamd) Answer(reply string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reply = reply
}

// Limit bounds what it reads of a file.
func (c *Clamd) Limit(bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.most = bytes
}

// Scanned is how many files it was shown.
func (c *Clamd) Scanned() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.scanned
}

func (c *Clamd) serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			fmt.Fprintf(conn, "%s\x00", c.answer(bufio.NewReader(conn)))
		}()
	}
}

func (c *Clamd) answer(from *bufio.Reader) string {
	if command, err := from.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		return "UNKNOWN COMMAND"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.scanned++
	var all []byte
	for {
		var length uint32
		if binary.Read(from, binary.BigEndian, &length) != nil {
			return "INSTREAM: the stream was cut. ERROR"
		}
		if length == 0 {
			break
		}
		if len(all)+int(length) > c.most {
			return "INSTREAM size limit exceeded. ERROR"
		}
		chunk := make([]byte, length)
		if _, err := io.ReadFull(from, chunk); err != nil {
			return "INSTREAM: the stream was cut. ERROR"
		}
		all = append(all, chunk...)
	}
	switch {
	case c.reply != "":
		return c.reply
	case bytes.Contains(all, EICAR):
		return "stream: Eicar-Test-Signature FOUND"
	}
	return "stream: OK"
}
