package node

import (
	"context"
	"errors"
	"fmt"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
	"entente/record"
	"entente/store"
)

// Report is what a verification of a whole folder found to hold.
type Report struct {
	Partner     store.Partner
	Ledgers     []Audited
	Quarantined int
	Audit       AuditReport
}

// Verify checks everything in the folder again, from the manifests up: chains
// of manifests, charters, every entry of every ledger, every checkpoint, every
// receipt, the stored tiles and the marks. It stops at the first that does not
// hold. progress may be nil.
func (n *Node) Verify(ctx context.Context, progress func(done, total int64)) (report Report, err error) {
	// Read before the snapshot is taken: a mark never runs ahead of what was
	// committed before it.
	marks, err := ledger.ReadMarks(n.Folder.Marks(), n.keys.Marks)
	if err != nil {
		return report, fmt.Errorf("node: verify %s: %w", n.Folder, err)
	}
	err = n.store.View(ctx, func(tx *store.Tx) error {
		if report.Partner, err = tx.Partner(n.self); err != nil {
			return err
		}
		signing, err := verifyManifests(tx)
		if err != nil {
			return err
		}
		ledgers, err := tx.Ledgers()
		if err != nil {
			return err
		}
		var done, total int64
		for _, l := range ledgers {
			total += l.Size
		}
		for _, l := range ledgers {
			if reason := compareWithMark(l, marks); reason != "" {
				return errors.New(reason)
			}
			count := func() {
				if done++; progress != nil && (done%1000 == 0 || done == total) {
					progress(done, total)
				}
			}
			audited, err := n.verifyLedger(ctx, tx, l, signing, count)
			if err != nil {
				return err
			}
			report.Ledgers = append(report.Ledgers, audited)
		}
		quarantined, err := tx.Quarantined(nil)
		report.Quarantined = len(quarantined)
		return err
	})
	if err != nil {
		return report, fmt.Errorf("node: verify %s: %w", n.Folder, err)
	}
	report.Audit, err = n.VerifyAudit(ctx)
	if err == nil && !report.Audit.Sound() {
		err = fmt.Errorf("node: verify %s: %w", n.Folder, ErrAuditChanged)
	}
	return report, err
}

// verifyManifests opens every partner's chain from its founding on.
func verifyManifests(tx *store.Tx) (map[keys.PartnerID][]keys.LedgerKey, error) {
	partners, err := tx.Partners()
	if err != nil {
		return nil, err
	}
	signing := map[keys.PartnerID][]keys.LedgerKey{}
	for _, p := range partners {
		chain, err := tx.Manifests(p.ID)
		if err != nil {
			return nil, err
		}
		if _, err := keys.OpenChain(chain...); err != nil {
			return nil, err
		}
		if signing[p.ID], err = keys.LedgerKeys(chain...); err != nil {
			return nil, err
		}
	}
	return signing, nil
}

func (n *Node) verifyLedger(ctx context.Context, tx *store.Tx, l store.Ledger, signing map[keys.PartnerID][]keys.LedgerKey, count func()) (Audited, error) {
	charter, err := verifyCharter(tx, l)
	if err != nil {
		return Audited{}, err
	}
	if ledger.Origin(l.Channel, l.Epoch, l.Partner, l.Incarnation) != l.Origin {
		return Audited{}, fmt.Errorf("ledger %s is not that of partner %s in channel %s", l.Origin, l.Partner, l.Channel)
	}
	audit := NewAudit(ledger.Trust{
		Origin: l.Origin, Writer: signing[l.Partner], Latest: n.latest(charter),
		Mirror: func(partner keys.PartnerID) []keys.LedgerKey { return signing[partner] },
	}, l.Partner)
	if err := expectStored(tx, l, audit); err != nil {
		return Audited{}, err
	}
	err = tx.Entries(l.Origin, 0, l.Size, func(e record.Entry) error {
		count()
		if err := ctx.Err(); err != nil {
			return err
		}
		return audit.Entry(e)
	})
	if err != nil {
		return Audited{}, err
	}
	if audit.Root() != l.Root {
		return Audited{}, fmt.Errorf("ledger %s: its entries have the root %s, the database says %s", l.Origin, audit.Root(), l.Root)
	}
	if err := proveLast(tx, l); err != nil {
		return Audited{}, err
	}
	found, err := audit.Finish()
	if err == nil && l.Own && found.Uncovered > l.Size-l.Readable {
		err = fmt.Errorf("our ledger %s has %d readable entries that no checkpoint covers", l.Origin, found.Uncovered)
	}
	return found, err
}

// verifyCharter opens the charter of a ledger, which all its members signed.
func verifyCharter(tx *store.Tx, l store.Ledger) (channel.Charter, error) {
	known, err := knownManifests(tx)
	if err != nil {
		return channel.Charter{}, err
	}
	c, err := tx.Charter(l.Channel, l.Epoch)
	if err != nil {
		return channel.Charter{}, err
	}
	opened, err := channel.Open(c.Envelope, known)
	if err == nil {
		err = opened.Founds()
	}
	return opened.Charter, err
}

// expectStored gives the audit every checkpoint and receipt in the database;
// a receipt that does not hold is a fault here, since it was verified when it
// was stored.
func expectStored(tx *store.Tx, l store.Ledger, audit *Audit) error {
	checkpoints, err := tx.Checkpoints(l.Origin)
	if err != nil {
		return err
	}
	stored, ahead := 0, 0
	for _, c := range checkpoints {
		note, receipts, err := tx.Cosigned(c)
		if err != nil {
			return err
		}
		if _, _, err := audit.Expect(note); err != nil {
			return err
		}
		if audit.Found.Ahead > ahead {
			ahead = audit.Found.Ahead
			continue
		}
		stored += len(receipts)
	}
	if held := audit.Found.ReceiptCount; held != stored {
		return fmt.Errorf("ledger %s: %d of its %d stored receipts do not verify", l.Origin, stored-held, stored)
	}
	return nil
}

// proveLast makes and checks one proof from the stored tiles, which TileHashReader
// recomputes up to the root: a wrong tile on that path is found.
func proveLast(tx *store.Tx, l store.Ledger) error {
	if l.Size == 0 {
		return nil
	}
	proof, err := ledger.ProveInclusion(l.Size-1, l.Size, l.Root, tx.Tiles(l.Origin))
	if err != nil {
		return err
	}
	leaves, err := tx.Leaves(l.Origin, l.Size-1, l.Size)
	if err != nil {
		return err
	}
	return ledger.VerifyInclusion(proof, l.Size, l.Root, l.Size-1, leaves[0])
}
