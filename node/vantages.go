package node

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"entente/keys"
	"entente/store"
)

const (
	// mostVantages is how many members a node keeps a vantage of at once.
	mostVantages = 3
	// vantageIdle is after how long without a reader one is given up.
	vantageIdle = 10 * time.Minute
)

// vantages are those that this process keeps, one of each member at most.
type vantages struct {
	mu   sync.Mutex
	kept map[keys.PartnerID]*keptVantage
	uses int64 // counts up, to know which was used last
}

// A keptVantage is the vantage of one member. Its readers hold mu for reading;
// who brings it up to what was confirmed meanwhile, or gives it up, for writing.
type keptVantage struct {
	mu     sync.RWMutex
	node   *Node // nil before the first building and after the end
	extent Extent
	over   bool // it was given up: its place is another's

	building *building // guarded by vantages.mu, like what follows
	used     int64
	idle     *time.Timer
}

// A building is what brings a vantage up to an extent, for everybody who waits.
type building struct {
	done  chan struct{}
	err   error
	count atomic.Int64 // of entries that are folded
	total int64
}

// A BuildingError says that a vantage is not ready within the time that its
// reader had. It goes on being made.
type BuildingError struct{ Done, Total int64 }

func (e *BuildingError) Error() string {
	return fmt.Sprintf("node: a vantage is being made, %d of %d entries", e.Done, e.Total)
}

// ViewFrom runs queries over what another member holds. It is made when it is
// first asked for, brought up to date when the member has confirmed more, and
// given up when nobody has asked for a while. Two who ask at once wait for one
// making. A *BuildingError says that it took longer than the context allows.
func (n *Node) ViewFrom(ctx context.Context, member keys.PartnerID, read func(*Vantage) error) error {
	for {
		var extent Extent
		err := n.store.View(ctx, func(tx *store.Tx) (err error) {
			extent, err = n.ExtentOf(tx, member)
			return err
		})
		if err != nil {
			return err
		}
		kept := n.keptVantage(member)
		if done, err := kept.read(extent, read); done {
			return err
		}
		if err := n.built(ctx, kept, extent); err != nil {
			return err
		}
	}
}

// read runs a query if the vantage shows at least this extent.
func (k *keptVantage) read(extent Extent, read func(*Vantage) error) (done bool, err error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.node == nil || !k.extent.covers(extent) {
		return false, nil
	}
	return true, read(&Vantage{Node: k.node, Extent: k.extent})
}

// keptVantage finds the place of a member's vantage, and gives up the one that
// was not used for longest if there are too many.
func (n *Node) keptVantage(member keys.PartnerID) *keptVantage {
	v := &n.vantages
	v.mu.Lock()
	defer v.mu.Unlock()
	kept := v.kept[member]
	if kept == nil {
		if len(v.kept) >= mostVantages {
			v.giveUpOldest(n)
		}
		kept = &keptVantage{}
		kept.idle = time.AfterFunc(vantageIdle, func() { n.giveUp(member, kept) })
		if v.kept == nil {
			v.kept = map[keys.PartnerID]*keptVantage{}
		}
		v.kept[member] = kept
	}
	v.uses++
	kept.used = v.uses
	kept.idle.Reset(vantageIdle)
	return kept
}

func (v *vantages) giveUpOldest(n *Node) {
	var oldest keys.PartnerID
	for member, kept := range v.kept {
		if first, found := v.kept[oldest]; !found || kept.used < first.used {
			oldest = member
		}
	}
	kept := v.kept[oldest]
	delete(v.kept, oldest)
	kept.idle.Stop()
	n.Background(func(context.Context) { n.ended(kept) })
}

// giveUp ends a vantage that nobody asks for.
func (n *Node) giveUp(member keys.PartnerID, kept *keptVantage) {
	v := &n.vantages
	v.mu.Lock()
	if v.kept[member] == kept {
		delete(v.kept, member)
	}
	v.mu.Unlock()
	n.ended(kept)
}

// ended waits for the readers of a vantage and leaves nothing of it.
func (n *Node) ended(kept *keptVantage) {
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if err := kept.end(); err != nil {
		n.Log.Error("a vantage could not be removed", "err", err)
	}
}

// end leaves nothing of a vantage, for good.
func (k *keptVantage) end() error {
	k.over = true
	return k.clear()
}

func (k *keptVantage) clear() (err error) {
	if k.node != nil {
		err = discard(k.node)
		k.node, k.extent = nil, Extent{}
	}
	return err
}

// EndVantages gives up every vantage, and returns when nothing is left of them in
// the folder: what was withdrawn must not be read from one, nor found in its
// files. Each is made anew when somebody asks for it again.
func (n *Node) EndVantages() error {
	v := &n.vantages
	v.mu.Lock()
	kept := v.kept
	v.kept = nil
	v.mu.Unlock()
	var errs []error
	for _, k := range kept {
		k.idle.Stop()
		k.mu.Lock()
		errs = append(errs, k.end())
		k.mu.Unlock()
	}
	return errors.Join(errs...)
}

// built waits until somebody has brought a vantage up to an extent, or begins to.
func (n *Node) built(ctx context.Context, kept *keptVantage, extent Extent) error {
	n.vantages.mu.Lock()
	b := kept.building
	if b == nil {
		b = &building{done: make(chan struct{})}
		for _, l := range extent.Ledgers {
			b.total += l.Confirmed
		}
		kept.building = b
		n.Background(func(ctx context.Context) { n.build(ctx, kept, b, extent) })
	}
	n.vantages.mu.Unlock()
	select {
	case <-b.done:
		return b.err
	case <-ctx.Done():
		return errors.Join(ctx.Err(), &BuildingError{min(b.count.Load(), b.total), b.total})
	}
}

// build brings a vantage up to an extent. What does not become whole is removed.
func (n *Node) build(ctx context.Context, kept *keptVantage, b *building, extent Extent) {
	kept.mu.Lock()
	b.err = n.bringUp(ctx, kept, b, extent)
	kept.mu.Unlock()
	n.vantages.mu.Lock()
	kept.building = nil
	n.vantages.mu.Unlock()
	close(b.done)
}

func (n *Node) bringUp(ctx context.Context, kept *keptVantage, b *building, extent Extent) error {
	if kept.over || kept.node != nil && kept.extent.covers(extent) {
		return nil
	}
	if kept.extent.Withdrawn != extent.Withdrawn { // what is hidden now stands in it
		if err := kept.clear(); err != nil {
			return err
		}
	}
	if kept.node == nil {
		made, err := n.newVantage(ctx, extent.Of)
		if err != nil {
			return fmt.Errorf("node: make a vantage of partner %s: %w", extent.Of, err)
		}
		kept.node = made
	}
	for _, l := range kept.extent.Ledgers {
		b.count.Add(l.Confirmed)
	}
	if err := n.carry(ctx, kept.node, extent, &b.count); err != nil {
		return errors.Join(fmt.Errorf("node: make a vantage of partner %s: %w", extent.Of, err), kept.clear())
	}
	kept.extent = extent
	return nil
}
