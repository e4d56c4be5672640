package exchange

import (
	"errors"
	"fmt"
	"io"
	"time"

	"entente/channel"
	"entente/keys"
	"entente/ledger"
	"entente/node"
	"entente/record"
)

// An Archive is what an exported ledger was found to hold.
type Archive struct {
	node.Audited
	Charter   channel.Charter
	Manifests []keys.Manifest // the newest of everybody named
	Founding  []keys.Envelope // their first, whose fingerprints are compared
}

// archiveReader takes an archive in the order in which it is written:
// manifests, charters, checkpoints, entries.
type archiveReader struct {
	latest  time.Time
	trusted func(keys.Envelope) error
	archive Archive

	chains   map[keys.PartnerID][]keys.Envelope
	charters []keys.Envelope
	audit    *node.Audit
	// entry is called for each entry that holds, by an import; nil to verify only.
	entry func(record.Entry) error
}

const maxArchiveStatements = 4096

func (r *archiveReader) all(frames *ledger.FrameReader) error {
	r.chains = map[keys.PartnerID][]keys.Envelope{}
	for {
		kind, payload, err := frames.Next()
		if errors.Is(err, io.EOF) {
			return r.finish()
		}
		if err != nil {
			return err
		}
		if err := r.frame(kind, payload); err != nil {
			return err
		}
	}
}

func (r *archiveReader) frame(kind ledger.FrameType, payload []byte) error {
	switch kind {
	case ledger.ManifestFrame:
		return r.manifest(payload)
	case ledger.CharterFrame:
		envelope, err := keys.ParseEnvelope(payload)
		if r.charters = append(r.charters, envelope); len(r.charters) > maxArchiveStatements {
			return errors.New("too many charters")
		}
		return err
	case ledger.CheckpointFrame:
		if r.audit == nil {
			if err := r.begin(payload); err != nil {
				return err
			}
		}
		return r.audit.Expect(payload)
	case ledger.EntryFrame:
		if r.audit == nil {
			return errors.New("an entry before any checkpoint")
		}
		entry, err := record.DecodeEntry(payload)
		if err != nil {
			return err
		}
		if err := r.audit.Entry(entry); err != nil || r.entry == nil {
			return err
		}
		return r.entry(entry)
	default:
		return fmt.Errorf("a frame of type %q has no place in an archive", kind)
	}
}

func (r *archiveReader) manifest(payload []byte) error {
	envelope, err := keys.ParseEnvelope(payload)
	if err != nil {
		return err
	}
	manifest, err := keys.ReadManifest(envelope)
	if err != nil {
		return err
	}
	chain := append(r.chains[manifest.Partner], envelope)
	if len(r.chains) > maxArchiveStatements || len(chain) > maxArchiveStatements {
		return errors.New("too many manifests")
	}
	r.chains[manifest.Partner] = chain
	return nil
}

// begin verifies the statements and finds whose ledger this is: the member of
// whose place in a charter the origin is computed.
func (r *archiveReader) begin(note []byte) error {
	known := channel.Known{Manifests: map[string]keys.Manifest{}}
	signing := map[keys.PartnerID][]keys.LedgerKey{}
	for partner, chain := range r.chains {
		manifest, err := keys.OpenChain(chain...)
		if err != nil {
			return err
		}
		if r.trusted != nil {
			if err := r.trusted(chain[0]); err != nil {
				return fmt.Errorf("manifest of partner %s (%s): %w", manifest.Code, partner, err)
			}
		}
		if signing[partner], err = keys.LedgerKeys(chain...); err != nil {
			return err
		}
		for _, envelope := range chain {
			if known.Manifests[envelope.HashText()], err = keys.ReadManifest(envelope); err != nil {
				return err
			}
		}
		r.archive.Manifests = append(r.archive.Manifests, manifest)
		r.archive.Founding = append(r.archive.Founding, chain[0])
	}
	origin, err := ledger.ClaimedOrigin(note)
	if err != nil {
		return err
	}
	for _, envelope := range r.charters {
		charter, err := channel.Open(envelope, known)
		if err != nil {
			return err
		}
		for _, member := range charter.Members {
			if ledger.Origin(charter.Channel, charter.Epoch, member.Partner, 0) != origin {
				continue
			}
			if err := charter.Founds(); err != nil {
				return err
			}
			r.archive.Charter = charter.Charter
			r.audit = node.NewAudit(ledger.Trust{
				Origin: origin, Writer: signing[member.Partner], Latest: r.latest.Add(time.Duration(charter.ClockBound) * time.Second),
				Mirror: func(partner keys.PartnerID) []keys.LedgerKey { return signing[partner] },
			}, charter.Channel, charter.Epoch, member.Partner)
			return nil
		}
	}
	return fmt.Errorf("no charter in it has a member whose ledger is %s", origin)
}

func (r *archiveReader) finish() (err error) {
	if r.audit == nil {
		return errors.New("it holds no checkpoint")
	}
	if r.archive.Audited, err = r.audit.Finish(); err != nil {
		return err
	}
	if r.archive.Uncovered > 0 {
		return fmt.Errorf("%d entries at its end are covered by no checkpoint", r.archive.Uncovered)
	}
	return nil
}
