package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"entente/access"
	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/store/sqlite"
)

// A Vantage is what another member holds, as far as it has confirmed: a node
// like its own, made of nothing but the ledgers that it is entitled to, folded by
// the fold that every node uses. It is only read, and never signs.
//
// It shows neither what is in the member's private channel nor its own ceiling,
// nor what it has destroyed: nobody outside its node can know that.
type Vantage struct {
	*Node
	Extent Extent
}

// errOnlyRead is why a vantage writes nothing.
const errOnlyRead = "it shows what another partner holds, and is only read"

// newVantage makes an empty one in a folder of its own.
func (n *Node) newVantage(ctx context.Context, member keys.PartnerID) (*Node, error) {
	if err := os.MkdirAll(n.Folder.vantages(), 0o700); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(n.Folder.vantages(), "")
	if err != nil {
		return nil, err
	}
	config := n.Config
	config.ReadOnly = true
	v := newNode(Folder(folder), config)
	v.self, v.shownBy, v.Passwords = member, n, n.Passwords
	v.gate.close(errOnlyRead)
	// The key is nowhere but in the memory of this process: what a crash leaves
	// behind of contents nobody reads again.
	var content [32]byte
	if _, err := n.Random.Read(content[:]); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	v.store, err = sqlite.Open(ctx, filepath.Join(folder, "entente.db"), sqlite.Options{
		ContentKey: content, Random: n.Random, Now: n.Now, Fleeting: true,
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return v, nil
}

// viewHeld is ViewAs over what another member holds: a person finds there what
// they may read by the rights that they have at their own node, and no more.
func (n *Node) viewHeld(ctx context.Context, person access.Person, query func(*store.Tx) error) error {
	seeing := &sight{node: n.shownBy, channels: map[record.ChannelID]store.Channel{}}
	err := n.shownBy.View(ctx, func(tx *store.Tx) (err error) {
		seeing.rights, err = n.shownBy.RightsOf(tx, person)
		return err
	})
	if err != nil {
		return err
	}
	seeing.key = seeing.rights.Fingerprint()
	return n.store.View(ctx, func(tx *store.Tx) error {
		channels, err := tx.Channels()
		if err != nil {
			return err
		}
		for _, c := range channels {
			seeing.channels[c.ID] = c
		}
		seen, err := tx.Seen(seeing)
		if err != nil {
			return err
		}
		return query(seen)
	})
}

// discard closes a vantage and leaves nothing of it.
func discard(v *Node) error { return errors.Join(v.Close(), os.RemoveAll(string(v.Folder))) }

// tidyVantages removes what a crash left behind.
func (n *Node) tidyVantages() error {
	if err := os.RemoveAll(n.Folder.vantages()); err != nil {
		return fmt.Errorf("node: remove what an earlier process left of vantages in %s: %w", n.Folder, err)
	}
	return nil
}

// carry brings a vantage up to an extent.
func (n *Node) carry(ctx context.Context, to *Node, extent Extent, done *atomic.Int64) error {
	return n.store.View(ctx, func(tx *store.Tx) error {
		c := vantageCopy{from: tx, to: to, extent: extent, done: func(entries int64) { done.Add(entries) }}
		return c.run(ctx)
	})
}
