package node

import (
	"fmt"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// An Audit checks one whole ledger by computation alone, entry by entry, as
// somebody who trusts nothing but the partners' manifests would: for the
// folder of a node as for an archive that came by mail.
type Audit struct {
	trust       ledger.Trust
	channel     record.ChannelID
	epoch       int
	partner     keys.PartnerID
	tree        *ledger.Tree
	checkpoints map[int64]ledger.Checkpoint // still to be met
	Found       Audited
}

// Audited is what an audit found to hold.
type Audited struct {
	Origin     string
	Partner    keys.PartnerID
	Entries    int64
	Checkpoint ledger.Checkpoint // the newest
	Receipts   []ledger.Cosignature
	Parts      map[record.PartState]int64
	// Uncovered entries stand after the last checkpoint: a partner's ledger that
	// is still arriving. Of a finished ledger it is a fault.
	Uncovered int64
}

// NewAudit begins with the keys to trust and the place that the ledger claims:
// a ledger's origin is computed from it, so none can stand in for another.
func NewAudit(trust ledger.Trust, channel record.ChannelID, epoch int, partner keys.PartnerID) *Audit {
	return &Audit{
		trust: trust, channel: channel, epoch: epoch, partner: partner,
		tree: ledger.NewTree(), checkpoints: map[int64]ledger.Checkpoint{},
		Found: Audited{Origin: trust.Origin, Partner: partner, Parts: map[record.PartState]int64{}},
	}
}

// Expect opens a signed checkpoint; the entries must lead to its root. Receipts
// on it are counted as far as they hold.
func (a *Audit) Expect(note []byte) error {
	c, err := ledger.OpenCheckpoint(note, a.trust.Origin, a.trust.Writer, a.trust.Latest)
	if err != nil {
		return err
	}
	if before, twice := a.checkpoints[c.Size]; twice && before.Root != c.Root {
		return fmt.Errorf("node: ledger %s was signed with two roots at size %d", c.Origin, c.Size)
	}
	a.checkpoints[c.Size] = c
	if c.Size >= a.Found.Checkpoint.Size {
		a.Found.Checkpoint = c
	}
	for _, line := range ledger.CosignatureLines(note) {
		partner, named := ledger.Cosigner(line)
		if !named || a.trust.Mirror == nil {
			continue
		}
		if receipt, err := ledger.OpenCosignature(line, c, partner, a.trust.Mirror(partner), a.trust.Latest); err == nil {
			a.Found.Receipts = append(a.Found.Receipts, receipt)
		}
	}
	return nil
}

// Entry checks the next entry: what is present opens the leaf, what is not is
// counted. A part that its reader had to reject is no fault of the ledger.
func (a *Audit) Entry(e record.Entry) error {
	if e.Index != a.tree.Size() {
		return fmt.Errorf("node: ledger %s: entry %d came where %d was due", a.trust.Origin, e.Index, a.tree.Size())
	}
	rejected := false
	for _, part := range e.Parts {
		a.Found.Parts[part.State]++
		rejected = rejected || part.State == record.Rejected
	}
	if !rejected {
		if err := e.Verify(); err != nil {
			return fmt.Errorf("node: ledger %s: %w", a.trust.Origin, err)
		}
	}
	a.tree.Append(e.Leaf)
	a.Found.Entries++
	c, due := a.checkpoints[a.tree.Size()]
	if due && c.Root != a.tree.Root() {
		return fmt.Errorf("node: ledger %s: its first %d entries are not those of the checkpoint signed over them", a.trust.Origin, c.Size)
	}
	delete(a.checkpoints, a.tree.Size())
	return nil
}

// Finish says whether every checkpoint was met. The caller judges Uncovered.
func (a *Audit) Finish() (Audited, error) {
	for size := range a.checkpoints {
		if size > 0 {
			return a.Found, fmt.Errorf("node: ledger %s: it ends at entry %d, a checkpoint was signed at %d", a.trust.Origin, a.tree.Size(), size)
		}
	}
	a.Found.Uncovered = a.Found.Entries - a.Found.Checkpoint.Size
	return a.Found, nil
}

// Root is that of the entries so far.
func (a *Audit) Root() record.Hash { return a.tree.Root() }
