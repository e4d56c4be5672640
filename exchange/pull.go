package exchange

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/time/rate"

	"entente/ledger"
	"entente/node"
	"entente/record"
)

// Pull brings our copy of a ledger up to what the partner holds, page by page,
// and hands the receipt back. It can be cut anywhere and called again.
func (p *Peer) Pull(ctx context.Context, origin string) (err error) {
	defer func() { err = errors.Join(err, p.Node.Fold(context.WithoutCancel(ctx), origin)) }()
	for {
		held, err := p.Node.Held(ctx, origin)
		if err != nil {
			return err
		}
		got, err := p.pullPage(ctx, origin, held)
		if err != nil {
			return err
		}
		if len(got.entries) == 0 {
			return nil
		}
		if !p.mayTake(got.entries) {
			return fmt.Errorf("exchange: pull %s from %d: %w", origin, held, errOverBudget)
		}
		receipt, err := p.Node.Absorb(ctx, node.Arrival{Origin: origin, Head: got.head, Entries: got.entries, Proof: got.proof})
		if err != nil {
			return err
		}
		if receipt != nil {
			return p.handBack(ctx, *receipt)
		}
	}
}

// mayTake charges a page to the partner's budget.
func (p *Peer) mayTake(entries []record.Entry) bool {
	if p.taken == nil {
		p.taken = rate.NewLimiter(kibPerSecond, kibInBurst)
	}
	bytes := 0
	for _, e := range entries {
		bytes += encodedBytes(e)
	}
	return p.taken.AllowN(p.Node.Now(), bytes>>10+1)
}

// pullPage asks for a page, and once more if it holds labels that this node
// accepts and had not named: their entries came without content. A page with
// more labels than a request can name is asked for entry by entry.
func (p *Peer) pullPage(ctx context.Context, origin string, from int64) (page, error) {
	for attempt, limit := 1, p.PageEntries; ; attempt++ {
		switch {
		case attempt > 4:
			return page{}, fmt.Errorf("exchange: pull %s: entry %d comes with labels but never with its content", origin, from)
		case attempt > 2:
			limit = 1
		}
		got, err := p.Client.entries(ctx, EntriesRequest{Origin: origin, From: from, Limit: limit, Labels: p.labels.list(origin)})
		if err != nil {
			return page{}, err
		}
		if got.head, err = p.Node.OpenCheckpoint(ctx, origin, got.head.Note); err != nil {
			return page{}, err
		}
		for i, e := range got.entries {
			if e.Index != from+int64(i) {
				return page{}, fmt.Errorf("exchange: pull %s: entry %d came where %d was due", origin, e.Index, from+int64(i))
			}
		}
		learnt, err := p.learnLabels(ctx, origin, got.entries)
		if err != nil {
			return page{}, err
		}
		if !learnt {
			return got, nil
		}
	}
}

// learnLabels adds the labels of a page that are below the ceilings to those
// whose content this node asks for, and says whether content is missing for
// that reason alone.
func (p *Peer) learnLabels(ctx context.Context, origin string, entries []record.Entry) (missing bool, err error) {
	for _, e := range entries {
		for i, part := range e.Parts {
			isLabel := part.Type == record.LabelPart || part.Type == record.AttachmentLabelPart
			if !isLabel || part.State != record.Present || !part.Opens(i) || p.labels.has(origin, part.Content) {
				continue
			}
			acceptable, err := p.Node.Accepts(ctx, origin, part.Content)
			if err != nil {
				return false, err
			}
			if acceptable {
				p.labels.add(origin, part.Content)
				missing = true
			}
		}
	}
	return missing, nil
}

func (p *Peer) handBack(ctx context.Context, receipt ledger.Cosignature) error {
	if err := p.Client.HandBack(ctx, receipt); err != nil {
		return err
	}
	p.Log.Info("verified and confirmed", "partner", p.Partner, "ledger", receipt.Origin, "size", receipt.Size)
	return nil
}

// labelSet remembers, per ledger, whose content to ask for. It is only a
// shortcut: forgetting costs one more request.
type labelSet struct{ byOrigin map[string]map[string]bool }

func (s *labelSet) has(origin string, label []byte) bool { return s.byOrigin[origin][Digest(label)] }

func (s *labelSet) add(origin string, label []byte) {
	if s.byOrigin == nil {
		s.byOrigin = map[string]map[string]bool{}
	}
	known := s.byOrigin[origin]
	if known == nil || len(known) >= maxLabels {
		known = map[string]bool{}
		s.byOrigin[origin] = known
	}
	known[Digest(label)] = true
}

func (s *labelSet) list(origin string) []string {
	digests := make([]string, 0, len(s.byOrigin[origin]))
	for digest := range s.byOrigin[origin] {
		digests = append(digests, digest)
	}
	return digests
}
