package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"entente/ledger"
	"entente/store"
)

// ErrClosedGate is wrapped by every write that the gate refuses.
var ErrClosedGate = errors.New("this node must not sign now")

// gate is shut when signing could fork a ledger: the marks are missing or ahead
// of the database (a restored backup), or a partner holds more of our ledger
// than we do. A shut gate refuses appends too, since what is appended would
// have to be signed later.
type gate struct {
	mu     sync.Mutex
	reason string
}

func (g *gate) close(reason string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reason == "" {
		g.reason = reason
	}
}

func (g *gate) check() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reason != "" {
		return fmt.Errorf("%w: %s", ErrClosedGate, g.reason)
	}
	return nil
}

func (g *gate) open() bool { return g.check() == nil }

// Gate returns nil if this node may sign, or an error that says why not and
// what an operator can do.
func (n *Node) Gate() error { return n.gate.check() }

// openMarks reads the high-water marks and compares them with every ledger.
func (n *Node) openMarks(ctx context.Context) error {
	marks, err := ledger.OpenMarks(n.Folder.Marks(), n.keys.Marks)
	if err != nil {
		return fmt.Errorf("node: open folder %s: %w", n.Folder, err)
	}
	n.marks = marks
	if err := n.stoppedBefore(); err != nil {
		return fmt.Errorf("node: open folder %s: %w", n.Folder, err)
	}
	ledgers, err := n.Ledgers(ctx)
	if err != nil {
		return err
	}
	known := map[string]ledger.Mark{}
	for _, mark := range marks.All() {
		known[mark.Origin] = mark
	}
	for _, l := range ledgers {
		if reason := compareWithMark(l, known); reason != "" {
			n.gate.close(reason)
			n.Log.Error("the signing gate is closed", "ledger", l.Origin, "size", l.Size)
		}
	}
	return nil
}

// stop closes the gate for good: what a partner told must not be forgotten when
// this process ends.
func (n *Node) stop(reason string) {
	n.gate.close(reason)
	if err := os.WriteFile(n.Folder.Stopped(), []byte(reason+"\n"), 0o600); err != nil {
		n.Log.Error("the reason for the closed gate could not be kept", "error", err)
	}
}

// stoppedBefore closes the gate if an earlier process had to stop.
func (n *Node) stoppedBefore() error {
	reason, err := os.ReadFile(n.Folder.Stopped())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		n.gate.close(strings.TrimSpace(string(reason)))
	}
	return err
}

// compareWithMark says why a ledger must not be signed or cosigned, or nothing.
// A database ahead of the mark is what a crash between commit and mark leaves:
// nothing above the mark was ever signed, so it is signed now.
func compareWithMark(l store.Ledger, marks map[string]ledger.Mark) string {
	mark, marked := marks[l.Origin]
	switch {
	case l.State == store.LedgerReadOnly:
		return "" // nothing is ever signed about a copy
	case !marked && len(marks) == 0 && l.Readable > 0:
		return fmt.Sprintf("the folder looks restored from a backup: its marks file is missing, so it cannot know what it has signed of ledger %s; a restored folder cannot go on yet, use the original folder", l.Origin)
	case !marked && l.Own && l.Readable > 0:
		return fmt.Sprintf("the marks file knows nothing of ledger %s, of which this node has signed %d entries; use the folder as it was before it was changed", l.Origin, l.Readable)
	case marked && mark.Size > l.Size:
		return fmt.Sprintf("the folder looks restored from a backup: ledger %s was signed at size %d and the database holds %d; a restored folder cannot go on yet, use the original folder", l.Origin, mark.Size, l.Size)
	case marked && mark.Size == l.Size && mark.Root != l.Root:
		return fmt.Sprintf("ledger %s holds other entries than were signed at size %d; keep the folder and ask the partners for their copy", l.Origin, mark.Size)
	}
	return ""
}

// HeldByPartner closes the gate if a partner proves to hold more of one of our
// ledgers than we do, which is what restoring a whole folder with its marks, or
// a reverted snapshot of the machine, looks like from inside.
func (n *Node) HeldByPartner(ctx context.Context, note []byte, origin string) error {
	var own store.Ledger
	err := n.store.View(ctx, func(tx *store.Tx) (err error) {
		own, err = tx.Ledger(origin)
		return err
	})
	if err != nil || !own.Own {
		return err
	}
	seen, err := ledger.OpenCheckpoint(note, origin, n.ledgerKeys(), n.Now().Add(defaultClockBound))
	if err != nil {
		return fmt.Errorf("node: a partner's copy of our checkpoint of %s: %w", origin, err)
	}
	if seen.Size <= own.Size {
		return n.sameBeginning(ctx, own, seen)
	}
	n.stop(fmt.Sprintf("a partner holds %d entries of our ledger %s and this folder %d: it was restored or reverted; use the newest folder", seen.Size, origin, own.Size))
	n.Log.Error("the signing gate is closed: a partner holds more of our ledger than we do", "ledger", origin, "theirs", seen.Size, "ours", own.Size)
	return nil
}

// sameBeginning closes the gate if a checkpoint with our signatures is not the
// beginning of our ledger: another folder with our keys has signed it.
func (n *Node) sameBeginning(ctx context.Context, own store.Ledger, seen ledger.Checkpoint) error {
	return n.store.View(ctx, func(tx *store.Tx) error {
		proof, err := ledger.ProveConsistency(seen.Size, own.Size, own.Root, tx.Tiles(own.Origin))
		if err != nil {
			return err
		}
		if ledger.VerifyConsistency(proof, own.Size, own.Root, seen.Size, seen.Root) == nil {
			return nil
		}
		n.stop(fmt.Sprintf("a partner holds a checkpoint of our ledger %s at %d, signed with our keys, that this folder did not write: another copy of this folder is in use; stop both and ask the partner for its copy", own.Origin, seen.Size))
		n.Log.Error("the signing gate is closed: another copy of this folder has signed", "ledger", own.Origin, "size", seen.Size)
		return nil
	})
}
