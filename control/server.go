package control

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	pathPrefix  = "/control/1/"
	contentType = "application/x-ndjson"

	// stalled is how long the other side may take for one line.
	stalled = time.Minute
	// callsAtOnce bounds the work that commands can ask for.
	callsAtOnce = 4
)

// server answers commands of this machine that know the token.
type server struct {
	Session
	contact contact
	places  chan struct{}
}

// listen opens the control listener and says in the folder where it is.
func listen(on Session) (*server, net.Listener, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("control: listen for commands: %w", err)
	}
	s := &server{Session: on, places: make(chan struct{}, callsAtOnce)}
	s.contact = contact{Address: listener.Addr().String(), PID: os.Getpid()}
	if s.contact.Token, err = newToken(on.Node.Random); err == nil {
		err = s.contact.write(on.Node.Folder)
	}
	if err != nil {
		listener.Close()
		return nil, nil, fmt.Errorf("control: write %s: %w", on.Node.Folder.Control(), err)
	}
	return s, listener, nil
}

func (s *server) http(ctx context.Context) *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       stalled,
		MaxHeaderBytes:    8 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
}

// ServeHTTP lets in whom the token names, and no browser: pages elsewhere can
// neither read the token nor send this Host.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, found := strings.CutPrefix(r.URL.Path, pathPrefix)
	switch {
	case !s.knows(r.Header.Get("Authorization")):
		http.Error(w, "a token is needed", http.StatusUnauthorized)
		return
	case r.Host != s.contact.Address || r.Header.Get("Origin") != "":
		http.Error(w, "not for browsers", http.StatusForbidden)
		return
	case !found || r.Method != http.MethodPost || r.Header.Get("Content-Type") != contentType:
		http.Error(w, "no such operation", http.StatusNotFound)
		return
	}
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	default:
		http.Error(w, "too many commands at once; try again", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", contentType)
	out := &answerWriter{to: w, control: http.NewResponseController(w)}
	answer, err := s.call(r.Context(), operation, r.Body, out)
	last := frame{Answer: answer, End: true}
	if err != nil {
		last.Problem = err.Error()
	}
	_ = out.send(last) // if it fails, the asker has gone
}

func (s *server) knows(header string) bool {
	token, _ := strings.CutPrefix(header, "Bearer ")
	given, own := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(s.contact.Token))
	return subtle.ConstantTimeCompare(given[:], own[:]) == 1
}

func (s *server) call(ctx context.Context, operation string, body io.Reader, out *answerWriter) (jsontext.Value, error) {
	question, input, err := readCall(body, func() error { return out.control.SetReadDeadline(time.Now().Add(stalled)) })
	if err != nil {
		return nil, fmt.Errorf("control: read a command: %w", err)
	}
	if err := out.control.Flush(); err != nil { // the asker knows now that work has begun
		return nil, err
	}
	return local{s.Session}.ask(ctx, operation, question, Streams{
		In: input, Out: frameWriter{out.send}, Progress: out.progress,
	})
}

// readCall reads a question and its whole input.
func readCall(body io.Reader, patience func() error) (jsontext.Value, io.Reader, error) {
	lines := bufio.NewReaderSize(body, dataChunk)
	var question jsontext.Value
	var input []byte
	for {
		if err := patience(); err != nil {
			return nil, nil, err
		}
		f, err := readFrame(lines, maxCallLine)
		if err != nil {
			return nil, nil, err
		}
		if len(input)+len(f.Data) > maxInput {
			return nil, nil, fmt.Errorf("the file is larger than %d MiB, which is what a node takes while it serves: stop the node and run this again, or split the file", maxInput>>20)
		}
		input = append(input, f.Data...)
		if f.Question != nil {
			question = f.Question
		}
		if f.End {
			return question, bytes.NewReader(input), nil
		}
	}
}

// answerWriter sends lines, each within a bounded time.
type answerWriter struct {
	mu      sync.Mutex
	to      http.ResponseWriter
	control *http.ResponseController
}

func (a *answerWriter) send(f frame) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.control.SetWriteDeadline(time.Now().Add(stalled)); err != nil {
		return err
	}
	if err := writeFrame(a.to, f); err != nil {
		return err
	}
	return a.control.Flush()
}

func (a *answerWriter) progress(done, total int64) { _ = a.send(frame{Done: done, Total: total}) }
