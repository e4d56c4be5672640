package control

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/node"
)

// A Failure is a problem that the serving process had.
type Failure struct{ Problem string }

func (e *Failure) Error() string { return e.Problem }

// Remote reaches the process that serves a folder.
func Remote(folder node.Folder) (Operator, error) {
	contact, err := readContact(folder)
	if err != nil {
		return nil, fmt.Errorf("control: reach the node in %s: %w", folder, err)
	}
	dialer := &net.Dialer{Timeout: 2 * time.Second}
	return &remote{contact: contact, http: &http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, ResponseHeaderTimeout: 2 * stalled},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("a node does not redirect") },
	}}, nil
}

type remote struct {
	contact contact
	http    *http.Client
}

func (r *remote) Close() error {
	r.http.CloseIdleConnections()
	return nil
}

func (r *remote) ask(ctx context.Context, operation string, question jsontext.Value, s Streams) (jsontext.Value, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	body, feed := io.Pipe()
	go func() { feed.CloseWithError(sendCall(feed, question, s.In)) }()
	defer body.Close() // ends the sender if nobody reads on
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+r.contact.Address+pathPrefix+operation, body)
	if err != nil {
		return nil, fmt.Errorf("control: ask for %s: %w", operation, err)
	}
	request.Header.Set("Authorization", "Bearer "+r.contact.Token)
	request.Header.Set("Content-Type", contentType)
	response, err := r.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("control: process %d holds the folder and does not answer: %w", r.contact.PID, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		reason, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10))
		return nil, fmt.Errorf("control: process %d refuses %s: %s", r.contact.PID, operation, strings.TrimSpace(string(reason)))
	}
	answer, err := readAnswer(response.Body, s)
	var failure *Failure
	if err != nil && !errors.As(err, &failure) {
		err = fmt.Errorf("control: read the answer of process %d to %s: %w", r.contact.PID, operation, err)
	}
	return answer, err
}

func sendCall(w io.Writer, question jsontext.Value, in io.Reader) error {
	if err := writeFrame(w, frame{Question: question}); err != nil {
		return err
	}
	if in != nil {
		// The buffer keeps io.Copy from writing more than one chunk at a time.
		chunked := struct{ io.Writer }{frameWriter{func(f frame) error { return writeFrame(w, f) }}}
		if _, err := io.CopyBuffer(chunked, struct{ io.Reader }{in}, make([]byte, dataChunk)); err != nil {
			return err
		}
	}
	return writeFrame(w, frame{End: true})
}

func readAnswer(body io.Reader, s Streams) (jsontext.Value, error) {
	lines := bufio.NewReaderSize(body, dataChunk)
	for {
		f, err := readFrame(lines, maxAnswerLine)
		if err != nil {
			return nil, err
		}
		if len(f.Data) > 0 && s.Out != nil {
			if _, err := s.Out.Write(f.Data); err != nil {
				return nil, err
			}
		}
		if f.Total > 0 && s.Progress != nil {
			s.Progress(f.Done, f.Total)
		}
		switch {
		case f.End && f.Problem != "":
			return f.Answer, &Failure{f.Problem}
		case f.End:
			return f.Answer, nil
		}
	}
}
