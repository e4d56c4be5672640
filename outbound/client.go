package outbound

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Bounds of one request, unless whoever asks has closer ones.
const (
	requestTime   = 30 * time.Second
	mostRedirects = 3
	mostBytes     = 1 << 20
)

var (
	// ErrRedirects says that an answer led on and on, or from TLS to the clear.
	ErrRedirects = errors.New("outbound: the answer leads elsewhere too often, or out of TLS")
	// ErrLarge says that an answer is larger than what is read of one.
	ErrLarge = errors.New("outbound: the answer is too large")
)

// Client asks servers for small documents: those of single sign-on, say. Time,
// size and redirects are bounded, and every address on the way is judged.
func (p Policy) Client() *http.Client {
	transport := &http.Transport{
		DialContext: p.Dial, Proxy: nil, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: connectTime, ResponseHeaderTimeout: requestTime,
		MaxResponseHeaderBytes: 64 << 10, MaxIdleConns: 8, IdleConnTimeout: time.Minute,
	}
	return &http.Client{Transport: bounded{transport}, Timeout: requestTime, CheckRedirect: checkRedirect}
}

func checkRedirect(next *http.Request, before []*http.Request) error {
	if len(before) > mostRedirects || before[0].URL.Scheme == "https" && next.URL.Scheme != "https" {
		return fmt.Errorf("%w", ErrRedirects)
	}
	return nil
}

// bounded bounds what is read of an answer.
type bounded struct{ *http.Transport }

func (b bounded) RoundTrip(q *http.Request) (*http.Response, error) {
	answer, err := b.Transport.RoundTrip(q)
	if err == nil {
		answer.Body = &boundedBody{answer.Body, mostBytes + 1}
	}
	return answer, err
}

type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(into []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrLarge
	}
	n, err := b.ReadCloser.Read(into[:min(int64(len(into)), b.left)])
	b.left -= int64(n)
	return n, err
}
