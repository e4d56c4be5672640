package control

import (
	"context"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/node"
)

// An Operator carries out operations on one node.
type Operator interface {
	ask(ctx context.Context, operation string, question jsontext.Value, s Streams) (answer jsontext.Value, err error)
	Close() error
}

// Streams are what goes along with a question and its answer. All may be nil.
type Streams struct {
	In       io.Reader
	Out      io.Writer
	Progress func(done, total int64)
}

// A Session is a node and what this process knows of it beyond its folder.
type Session struct {
	Node    *node.Node
	Serving *Serving // nil if it is not being served
}

// Serving is where a served node is reached.
type Serving struct {
	Software string `json:"software"`
	Pages    string `json:"pages,omitempty"` // http://…
	Peers    string `json:"peers,omitempty"` // host:port of the listener for partners
	PID      int    `json:"pid"`
	// Names are those of hosts under which the pages answer, beside the machine's.
	Names []string `json:"names,omitempty"`
	Trial bool     `json:"trial,omitzero"` // served as a trial, which every page says
}

// Local carries out operations in this process. Closing it closes the node.
func Local(n *node.Node) Operator { return local{Session{Node: n}} }

type local struct{ Session }

func (l local) Close() error { return l.Node.Close() }

func (l local) ask(ctx context.Context, operation string, question jsontext.Value, s Streams) (jsontext.Value, error) {
	run, known := operations()[operation]
	if !known {
		return nil, fmt.Errorf("control: this version knows no operation %.40q", operation)
	}
	if err := noted(ctx, l.Session, operation); err != nil {
		return nil, err
	}
	return run(ctx, l.Session, question, s)
}

// An operation answers a question. Its answer counts even if there is an error:
// it then says how far it came.
type operation func(ctx context.Context, on Session, question jsontext.Value, s Streams) (jsontext.Value, error)

// operations is all that may be asked.
func operations() map[string]operation {
	return map[string]operation{
		"status":        of(status),
		"doctor":        of(examine),
		"card":          of(card),
		"partner/add":   of(addPartner),
		"charter":       of(charter),
		"charter/draft": of(draftCharter),
		"charter/take":  of(takeCharter),
		"import":        of(importRecords),
		"export":        of(exportRecords),
		"ledger/export": of(exportLedger),
		"ledger/import": of(importLedger),
		"rebuild":       of(rebuild),

		"audit/list":     of(listAudit),
		"audit/opening":  of(auditOpenings),
		"audit/draft":    of(draftAudit),
		"audit/begin":    of(beginAudit),
		"audit/settings": of(setAudit),

		"backup": of(backup),

		"access/grant":   of(grant),
		"access/revoke":  of(revoke),
		"access/list":    of(listGranted),
		"access/explain": of(explain),
		"mandate/add":    of(addMandate),
		"mandate/list":   of(listMandates),
		"manifest/draft": of(draftRevocation),
		"manifest/take":  of(takeManifest),
		"signature/ask":  of(askToSign),
		"signature/take": of(takeSignatures),

		"withdrawal/order":  of(orderWithdrawal),
		"withdrawal/list":   of(listWithdrawals),
		"withdrawal/decide": of(decideWithdrawal),

		"account/add":      of(addAccount),
		"account/list":     of(listAccounts),
		"account/password": of(setPassword),
		"account/disable":  of(disableAccount),
		"account/office":   of(setOffices),
		"account/oidc":     of(bindIdentity),
		"account/sessions": of(sessionsOf),
		"account/forget":   of(forgetFactor),
		"break-glass/open": of(openBreakGlass),
		"break-glass/end":  of(endBreakGlass),
	}
}

func of[Q, A any](run func(context.Context, Session, Q, Streams) (A, error)) operation {
	return func(ctx context.Context, on Session, question jsontext.Value, s Streams) (jsontext.Value, error) {
		var q Q
		if err := json.Unmarshal(question, &q, json.RejectUnknownMembers(true)); err != nil {
			return nil, fmt.Errorf("control: read the question: %w", err)
		}
		a, err := run(ctx, on, q, s)
		answer, jsonErr := json.Marshal(a, json.Deterministic(true))
		if err == nil {
			err = jsonErr
		}
		return answer, err
	}
}

// ask is the other side of of.
func ask[A any](ctx context.Context, o Operator, operation string, question any, s Streams) (a A, err error) {
	asked, err := json.Marshal(question)
	if err != nil {
		return a, fmt.Errorf("control: ask for %s: %w", operation, err)
	}
	answer, err := o.ask(ctx, operation, asked, s)
	if len(answer) > 0 {
		if readErr := json.Unmarshal(answer, &a); readErr != nil && err == nil {
			err = fmt.Errorf("control: read the answer to %s: %w", operation, readErr)
		}
	}
	return a, err
}

// none is the question or the answer where there is nothing to say.
type none struct{}
