package node

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"entente/access"
	"entente/access/passkey"
	"entente/keys"
	"entente/label"
	"entente/ledger"
	"entente/record"
	"entente/scanner"
	"entente/store"
	"entente/store/sqlite"
)

// Config is what a node is given instead of reaching for it.
type Config struct {
	Passphrase string           // of the key files, if they have one
	Now        func() time.Time // the wall clock, or a simulated one
	Random     io.Reader
	Kinds      *record.Kinds // every kind that this version knows
	Policies   label.Policies
	Log        *slog.Logger
	// Scanner says of each file whether it is clean before anybody is given it; nil
	// asks nobody.
	Scanner scanner.Scanner
	MaxFile int64 // largest file that is taken, in bytes; 0 for DefaultMaxFile
	// Cost is what one attempt to sign in costs; nil is access.Strong.
	Cost *access.Cost
	// PasswordSignIn lets people sign in by password, as somebody who has no other
	// way on a node that nobody else reaches, or whose operator said so. In a
	// demonstration they may always; else two persons open it (OpenBreakGlass).
	PasswordSignIn bool
	// Offices says which offices an account acts for; nil is those of its own list.
	Offices func(*store.Tx, access.Account, time.Time) ([]access.Office, error)
	// Rights says what a person was granted; nil makes everybody who acts for an
	// office an officer.
	Rights func(Inquiry) (access.Rights, error)
	// Rules are the partner's own rules of access, in Cedar; nil for those of the
	// file rules.cedar of the folder, if there is one.
	Rules []byte
	// Vet says whether a person may write a draft in the private channel: an error
	// that wraps ErrNotTheirs. nil leaves everything to everybody.
	Vet func(*store.Tx, access.Account, Draft, time.Time) error
	// ReadOnly opens a folder beside the process that holds it: nothing can be
	// written, signed or exchanged.
	ReadOnly bool
}

// Node is one partner's node. Its methods are safe for concurrent use.
type Node struct {
	Folder Folder
	Config

	self      keys.PartnerID
	keys      keys.NodeKeys
	store     store.Store
	marks     *ledger.Marks
	lock      *flock.Flock
	gate      gate
	ids       record.IDs
	Passwords *access.Passwords
	passkeys  *passkey.Passkeys
	Changes   Broadcast // told after every advance of a ledger, charter or partner

	awaiting   awaiting
	rebuilding atomic.Bool
	background background
	vantages   vantages
	shownBy    *Node // of a Vantage: the node whose people look
	decider    *access.Decider
	verdicts   verdicts
	auditing   auditing

	mu         sync.Mutex
	publishers map[string]*publisher     // one per own ledger
	folding    map[string]*sync.Mutex    // one per ledger
	judged     map[string]*label.Ceiling // by the XML of the ceiling
	mandated   map[string]bool           // by ledger: its entries take effect at an act
	receiving  map[[16]byte]bool         // uploads that a request writes into
	clean      map[[16]byte]bool         // uploads that the scanner called clean

	withdrawing sync.Mutex // one carries out orders to withdraw
}

const selfSetting = "self"

// Open opens the node in a folder. It takes the folder's lock unless ReadOnly,
// and decides whether this node may sign: a closed gate is not an error here,
// the node still serves what it has (see Gate).
func Open(ctx context.Context, folder Folder, config Config) (*Node, error) {
	if exists, err := folder.Exists(); err != nil {
		return nil, fmt.Errorf("node: look into folder %s: %w", folder, err)
	} else if !exists {
		return nil, fmt.Errorf("node: open folder %s: %w: make one with \"entente init --data %s\"", folder, ErrNoNode, folder)
	}
	n := newNode(folder, config)
	if err := n.open(ctx); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func newNode(folder Folder, config Config) *Node {
	n := &Node{Folder: folder, Config: config,
		publishers: map[string]*publisher{},
		folding:    map[string]*sync.Mutex{},
		judged:     map[string]*label.Ceiling{},
		mandated:   map[string]bool{},
		receiving:  map[[16]byte]bool{},
		clean:      map[[16]byte]bool{},
	}
	n.passkeys = &passkey.Passkeys{Now: n.Now}
	if n.Log == nil {
		n.Log = slog.New(slog.DiscardHandler)
	}
	return n
}

func (n *Node) open(ctx context.Context) (err error) {
	cost := access.Strong()
	if n.Cost != nil {
		cost = *n.Cost
	}
	if n.Passwords, err = access.NewPasswords(cost, n.Random); err != nil {
		return err
	}
	if err := n.readRules(); err != nil {
		return err
	}
	if !n.ReadOnly {
		if n.lock, err = n.Folder.hold(); err != nil {
			return err
		}
	}
	if n.keys, err = keys.LoadNode(n.Folder.NodeKeys(), n.Passphrase); err != nil {
		return fmt.Errorf("node: open folder %s: %w", n.Folder, err)
	}
	n.store, err = sqlite.Open(ctx, n.Folder.Database(), sqlite.Options{
		ContentKey: n.keys.Content, Random: n.Random, Now: n.Now,
	})
	if err != nil {
		return fmt.Errorf("node: open folder %s: %w", n.Folder, err)
	}
	if err := n.readSelf(ctx); err != nil {
		return err
	}
	if n.ReadOnly {
		n.gate.close("this process only reads")
		return nil
	}
	return n.start(ctx)
}

func (n *Node) readSelf(ctx context.Context) error {
	return n.store.View(ctx, func(tx *store.Tx) error {
		text, err := tx.Setting(selfSetting)
		if err != nil {
			return fmt.Errorf("node: folder %s: which partner this is: %w", n.Folder, err)
		}
		return n.self.UnmarshalText([]byte(text))
	})
}

// start compares the marks with the database, signs what a crash left
// unsigned, and folds what it left unfolded.
func (n *Node) start(ctx context.Context) error {
	if err := n.openMarks(ctx); err != nil {
		return err
	}
	ledgers, err := n.Ledgers(ctx)
	if err != nil {
		return err
	}
	for _, l := range ledgers {
		if l.Own && n.gate.open() && l.State == store.LedgerOpen {
			if err := n.publish(ctx, l.Origin, l.Size); err != nil {
				return err
			}
		}
		if err := n.fold(ctx, l.Origin); err != nil {
			return err
		}
	}
	if err := errors.Join(n.replayOrders(ctx), n.replayRecalled(ctx)); err != nil {
		return err
	}
	if err := n.openSpool(ctx); err != nil {
		return err
	}
	if err := n.refold(ctx); err != nil {
		return err
	}
	if err := n.tidyFiles(ctx); err != nil {
		return err
	}
	if err := n.tidyVantages(); err != nil {
		return err
	}
	return n.resumeIDs(ctx, ledgers)
}

// resumeIDs lets no id be made twice, even if the clock was set back between
// two runs.
func (n *Node) resumeIDs(ctx context.Context, ledgers []store.Ledger) error {
	return n.store.View(ctx, func(tx *store.Tx) error {
		for _, l := range ledgers {
			if !l.Own {
				continue
			}
			newest, err := tx.NewestID(l.Channel, n.self)
			if err != nil {
				return err
			}
			n.ids.Resume(newest)
		}
		return nil
	})
}

// Close ends what goes on in the background and lets go of the folder.
// Everything acknowledged is durable before it.
func (n *Node) Close() error {
	n.background.end()
	errs := []error{n.EndVantages(), n.endAudit()}
	if n.store != nil {
		errs = append(errs, n.store.Close())
	}
	if n.marks != nil {
		errs = append(errs, n.marks.Close())
	}
	if n.lock != nil {
		errs = append(errs, n.lock.Unlock())
	}
	return errors.Join(errs...)
}

// Self is the partner whose node this is.
func (n *Node) Self() keys.PartnerID { return n.self }

// Keys are the node's own keys, for the exchange's TLS.
func (n *Node) Keys() keys.NodeKeys { return n.keys }

// View runs queries over a snapshot of the store.
func (n *Node) View(ctx context.Context, query func(*store.Tx) error) error {
	return n.store.View(ctx, query)
}

// Ledgers lists every ledger this node keeps, its own and its partners'.
func (n *Node) Ledgers(ctx context.Context) (ledgers []store.Ledger, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		ledgers, err = tx.Ledgers()
		return err
	})
	return ledgers, err
}

// Actor is the pseudonym of a person in one channel: nobody without this
// node's key can tell that two pseudonyms in two channels are one person.
func (n *Node) Actor(channel record.ChannelID, person string) string {
	mac := hmac.New(sha256.New, n.keys.Actor[:])
	mac.Write([]byte("entente actor 1\n"))
	mac.Write(channel[:])
	mac.Write([]byte(person))
	return keys.EncodeID([16]byte(mac.Sum(nil)[:16]))
}
