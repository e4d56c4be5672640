package control

import (
	"context"
	"time"

	"entente/access"
	"entente/keys"
	"entente/node"
	"entente/record"
	"entente/store"
)

// A MandateStatus is a mandate that a node knows.
type MandateStatus struct {
	Hash      string         `json:"hash"`
	Partner   keys.PartnerID `json:"partner"`
	Code      string         `json:"code"`
	Holder    string         `json:"holder"`
	Deputies  []string       `json:"deputies,omitempty"`
	Acts      []access.Verb  `json:"acts"`
	Channel   string         `json:"channel,omitempty"`
	NotBefore time.Time      `json:"notBefore"`
	NotAfter  time.Time      `json:"notAfter"`
	State     string         `json:"state"`
}

// AddMandate gives a signed mandate to the node.
func AddMandate(ctx context.Context, o Operator, envelope keys.Envelope) error {
	_, err := ask[none](ctx, o, "mandate/add", envelope.Encode(), Streams{})
	return err
}

func addMandate(ctx context.Context, on Session, envelope []byte, _ Streams) (none, error) {
	_, err := on.Node.AddMandate(ctx, envelope)
	return none{}, err
}

// ListMandates lists all that the node knows, its own and its partners'.
func ListMandates(ctx context.Context, o Operator) ([]MandateStatus, error) {
	return ask[[]MandateStatus](ctx, o, "mandate/list", none{}, Streams{})
}

func listMandates(ctx context.Context, on Session, _ none, _ Streams) (all []MandateStatus, err error) {
	err = on.Node.View(ctx, func(tx *store.Tx) error {
		given, err := on.Node.Mandates(tx)
		if err != nil {
			return err
		}
		for _, m := range given {
			partner, err := tx.Partner(m.Partner)
			if err != nil {
				return err
			}
			all = append(all, mandateStatus(m, partner))
		}
		return nil
	})
	return all, err
}

func mandateStatus(m node.Given, partner store.Partner) MandateStatus {
	s := MandateStatus{
		Hash: m.Hash, Partner: m.Partner, Code: partner.Code, Holder: m.Holder, Acts: m.Acts, Channel: m.Channel,
		NotBefore: m.NotBefore, NotAfter: m.NotAfter, State: string(m.State),
	}
	for _, d := range m.Deputies {
		s.Deputies = append(s.Deputies, d.Holder)
	}
	return s
}

// DraftRevocation asks for the manifest that revokes mandates, to be signed where
// the root is.
func DraftRevocation(ctx context.Context, o Operator, mandates []string) (keys.Manifest, error) {
	return ask[keys.Manifest](ctx, o, "manifest/draft", mandates, Streams{})
}

func draftRevocation(ctx context.Context, on Session, mandates []string, _ Streams) (keys.Manifest, error) {
	return on.Node.DraftRevocation(ctx, mandates)
}

// TakeManifest gives the node its own next manifest, which it passes on to partners.
func TakeManifest(ctx context.Context, o Operator, envelope keys.Envelope) error {
	_, err := ask[none](ctx, o, "manifest/take", envelope.Encode(), Streams{})
	return err
}

func takeManifest(ctx context.Context, on Session, envelope []byte, _ Streams) (none, error) {
	return none{}, on.Node.TakeManifest(ctx, on.Node.Self(), envelope)
}

// AskToSign asks for a request with all that waits for a holder's signature in a
// channel, as a file.
func AskToSign(ctx context.Context, o Operator, in record.ChannelID) ([]byte, error) {
	return ask[[]byte](ctx, o, "signature/ask", in, Streams{})
}

func askToSign(ctx context.Context, on Session, in record.ChannelID, _ Streams) ([]byte, error) {
	var asked node.SigningRequest
	err := on.Node.View(ctx, func(tx *store.Tx) (err error) {
		asked, err = on.Node.AskToSign(tx, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return asked.File, on.Node.Depart(ctx, store.Departure{How: store.ByExport, Whom: node.ForSigning}, asked.Entries...)
}

// TakeSignatures gives the node the answer of a holder; it says how many acts
// were written.
func TakeSignatures(ctx context.Context, o Operator, answer []byte, office string) (int, error) {
	return ask[int](ctx, o, "signature/take", HandedIn{Answer: answer, Office: office}, Streams{})
}

// HandedIn is an answer to a request, and for which office it is handed in.
type HandedIn struct {
	Answer []byte `json:"answer"`
	Office string `json:"office"`
}

func takeSignatures(ctx context.Context, on Session, s HandedIn, _ Streams) (int, error) {
	written, err := on.Node.TakeAnswer(ctx, node.Author{Office: s.Office}, s.Answer)
	return len(written), err
}
