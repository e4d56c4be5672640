package node

import (
	"errors"
	"fmt"

	"entente/keys"
	"entente/ledger"
	"entente/record"
)

// An Audit checks one whole ledger by computation alone, entry by entry, as
// somebody who trusts nothing but the partners' manifests would: for the
// folder of a node as for an archive that came by mail.
type Audit struct {
	trust ledger.Trust
	tree  *ledger.Tree
	due   map[int64]record.Hash // roots of checkpoints still to be met
	Found Audited
}

// Audited is what an audit found to hold.
type Audited struct {
	Origin     string
	Partner    keys.PartnerID
	Entries    int64
	Checkpoint ledger.Checkpoint                     // the newest
	Receipts   map[keys.PartnerID]ledger.Cosignature // the newest of each partner
	// ReceiptCount is how many receipts held in all.
	ReceiptCount int
	Parts        map[record.PartState]int64
	// Uncovered entries stand after the last checkpoint: a partner's ledger that
	// is still arriving. Of a finished ledger it is a fault.
	Uncovered int64
	// Ahead counts checkpoints that claim to be signed later than now.
	Ahead int
}

// NewAudit begins with the keys to trust and the partner whose ledger it is.
func NewAudit(trust ledger.Trust, partner keys.PartnerID) *Audit {
	return &Audit{
		trust: trust,
		tree:  ledger.NewTree(), due: map[int64]record.Hash{},
		Found: Audited{Origin: trust.Origin, Partner: partner, Parts: map[record.PartState]int64{}, Receipts: map[keys.PartnerID]ledger.Cosignature{}},
	}
}

// Expect opens a signed checkpoint; the entries must lead to its root. Receipts
// on it are counted as far as they hold.
func (a *Audit) Expect(note []byte) (ledger.Checkpoint, []ledger.Cosignature, error) {
	c, err := ledger.OpenCheckpoint(note, a.trust.Origin, a.trust.Writer, a.trust.Latest)
	if errors.Is(err, ledger.ErrSignedTime) {
		// A clock was ahead when this one was signed. It proves nothing now, and
		// need not: another one must cover its entries.
		a.Found.Ahead++
		return c, nil, nil
	}
	if err != nil {
		return c, nil, err
	}
	if before, twice := a.due[c.Size]; twice && before != c.Root {
		return c, nil, fmt.Errorf("node: ledger %s was signed with two roots at size %d", c.Origin, c.Size)
	}
	a.due[c.Size] = c.Root
	if c.Size >= a.Found.Checkpoint.Size {
		a.Found.Checkpoint = c
	}
	receipts := ledger.OpenCosignatures(note, c, a.trust.Mirror, a.trust.Latest)
	for _, receipt := range receipts {
		a.Found.ReceiptCount++
		if receipt.Size >= a.Found.Receipts[receipt.Partner].Size {
			a.Found.Receipts[receipt.Partner] = receipt
		}
	}
	return c, receipts, nil
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
	if root, due := a.due[a.tree.Size()]; due && root != a.tree.Root() {
		return fmt.Errorf("node: ledger %s: its first %d entries are not those of the checkpoint signed over them", a.trust.Origin, a.tree.Size())
	}
	delete(a.due, a.tree.Size())
	return nil
}

// Finish says whether every checkpoint was met. The caller judges Uncovered.
func (a *Audit) Finish() (Audited, error) {
	for size := range a.due {
		if size > 0 {
			return a.Found, fmt.Errorf("node: ledger %s: it ends at entry %d, a checkpoint was signed at %d", a.trust.Origin, a.tree.Size(), size)
		}
	}
	a.Found.Uncovered = a.Found.Entries - a.Found.Checkpoint.Size
	return a.Found, nil
}

// Root is that of the entries so far.
func (a *Audit) Root() record.Hash { return a.tree.Root() }
