package exchange

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/keys"
	"entente/node"
	"entente/store"
)

// Server answers partners' nodes. Asker says which partner a request comes
// from; over TLS that is ByPin.
type Server struct {
	Node     *node.Node
	Asker    func(*http.Request) (keys.PartnerID, error)
	Software string
	Log      *slog.Logger
	// After is a timer, time.After or a simulated one.
	After func(time.Duration) <-chan time.Time

	budgets budgets
	run     string // tells tokens of this run from those of another
}

// NewServer serves a node to its partners.
func NewServer(n *node.Node, software string) *Server {
	s := &Server{Node: n, Software: software, Log: n.Log, After: time.After}
	s.Asker = s.ByPin
	s.run = strconv.FormatInt(n.Now().UnixNano(), 36)
	return s
}

// ByPin finds the active partner whose manifest pins the key of this
// connection.
func (s *Server) ByPin(r *http.Request) (keys.PartnerID, error) {
	if r.TLS == nil {
		return keys.PartnerID{}, errors.New("exchange: not over TLS")
	}
	partner, active := s.Node.PartnerWithPin(r.Context(), keys.PeerPin(*r.TLS))
	if !active {
		return keys.PartnerID{}, errors.New("exchange: no active partner has this key")
	}
	return partner, nil
}

// errAbsent is answered alike to what is not there and to what is not for the
// asker.
var errAbsent = errors.New("no such ledger for you")

// Handler routes the protocol.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathHeads, s.answer(s.heads))
	mux.HandleFunc("POST "+pathEntries, s.answer(s.entries))
	mux.HandleFunc("POST "+pathCosignature, s.answer(s.cosignature))
	mux.HandleFunc("POST "+pathChunk, s.answer(s.chunk))
	return mux
}

type handler func(w http.ResponseWriter, r *http.Request, asker keys.PartnerID) error

// answer admits active partners within their budget and turns errors into
// answers that tell a stranger nothing.
func (s *Server) answer(handle handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		asker, err := s.Asker(r)
		if err != nil {
			writeProblem(w, http.StatusForbidden, "this node does not exchange with you")
			return
		}
		release, err := s.budgets.enter(asker, s.Node.Now())
		if err != nil {
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusTooManyRequests, err.Error())
			return
		}
		defer release()
		r.Body = http.MaxBytesReader(w, r.Body, maxRequestBytes)
		if err := handle(w, r, asker); err != nil {
			s.refuse(w, r, asker, err)
		}
	}
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, asker keys.PartnerID, err error) {
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case errors.Is(err, context.Canceled):
	case errors.Is(err, errAbsent), errors.Is(err, store.ErrNotFound):
		writeProblem(w, http.StatusNotFound, errAbsent.Error())
	case errors.As(err, &syntax), errors.As(err, &meaning), errors.Is(err, errRequest):
		writeProblem(w, http.StatusBadRequest, "the request cannot be read")
	default:
		s.Log.Error("exchange request failed", "partner", asker, "path", r.URL.Path, "error", err)
		writeProblem(w, http.StatusInternalServerError, "this node cannot answer now")
	}
}

var errRequest = errors.New("exchange: malformed request")

func writeProblem(w http.ResponseWriter, status int, problem string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The connection may be gone; then nobody is left to tell.
	_ = json.MarshalWrite(w, refusal{Problem: problem})
}

func readRequest[T any](r *http.Request) (request T, err error) {
	if err := json.UnmarshalRead(r.Body, &request); err != nil {
		return request, fmt.Errorf("exchange: read request: %w: %w", errRequest, err)
	}
	return request, nil
}

func writeAnswer(w http.ResponseWriter, answer any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.MarshalWrite(w, answer)
}

func (s *Server) cosignature(w http.ResponseWriter, r *http.Request, asker keys.PartnerID) error {
	message, err := readRequest[CosignatureMessage](r)
	if err != nil {
		return err
	}
	if err := s.mayRead(r.Context(), asker, message.Origin); err != nil {
		return err
	}
	if err := s.Node.TakeCosignature(r.Context(), message.Origin, message.Size, []byte(message.Line), asker); err != nil {
		if errors.Is(err, store.ErrNotFound) {
			return err
		}
		return fmt.Errorf("%w: %w", errRequest, err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// mayRead lets only members of a ledger's channel and epoch near it.
func (s *Server) mayRead(ctx context.Context, asker keys.PartnerID, origin string) error {
	member, err := s.Node.IsMember(ctx, origin, asker)
	if err != nil {
		return err
	}
	if !member {
		return errAbsent
	}
	return nil
}
