package exchange

import (
	"errors"
	"fmt"
	"io"
	"time"

	"entente/keys"
	"entente/ledger"
	"entente/node"
	"entente/record"
)

// An Archive is what an exported ledger was found to hold.
type Archive struct {
	Standing
	Audited node.Audited
}

// archiveReader takes an archive in the order in which it is written:
// manifests, charters, checkpoints, entries.
type archiveReader struct {
	latest  time.Time
	trusted func(keys.Envelope) error
	keep    *keeper // nil to verify only

	statements statements
	archive    Archive
	audit      *node.Audit
}

func (r *archiveReader) all(frames *ledger.FrameReader) error {
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
	case ledger.ManifestFrame, ledger.CharterFrame:
		envelope, err := keys.ParseEnvelope(payload)
		switch {
		case err != nil:
			return err
		case r.audit != nil:
			return errors.New("a manifest or charter after the first checkpoint")
		case kind == ledger.CharterFrame:
			return r.statements.addCharter(envelope)
		}
		return r.statements.addManifest(envelope)
	case ledger.CheckpointFrame:
		return r.checkpoint(payload)
	case ledger.EntryFrame:
		return r.entry(payload)
	default:
		return fmt.Errorf("a frame of type %q has no place in an archive", kind)
	}
}

func (r *archiveReader) checkpoint(note []byte) error {
	if r.audit == nil {
		if err := r.begin(note); err != nil {
			return err
		}
	}
	checkpoint, receipts, err := r.audit.Expect(note)
	if err != nil || r.keep == nil || len(checkpoint.Note) == 0 {
		return err
	}
	return r.keep.signed(checkpoint, receipts)
}

func (r *archiveReader) begin(note []byte) error {
	origin, err := ledger.ClaimedOrigin(note)
	if err != nil {
		return err
	}
	s, err := r.statements.stand(origin, r.latest, r.trusted)
	if err != nil {
		return err
	}
	r.archive.Standing = s
	r.audit = node.NewAudit(s.trust, s.Partner)
	if r.keep == nil {
		return nil
	}
	return r.keep.begin(node.Copy{Origin: origin, Partner: s.Partner, Chains: r.statements.chains, Charter: s.envelope})
}

func (r *archiveReader) entry(payload []byte) error {
	if r.audit == nil {
		return errors.New("an entry before any checkpoint")
	}
	entry, err := record.DecodeEntry(payload)
	if err != nil {
		return err
	}
	if err := r.audit.Entry(entry); err != nil || r.keep == nil {
		return err
	}
	return r.keep.entry(entry)
}

func (r *archiveReader) finish() (err error) {
	if r.audit == nil {
		return errors.New("it holds no checkpoint")
	}
	if r.archive.Audited, err = r.audit.Finish(); err != nil {
		return err
	}
	if uncovered := r.archive.Audited.Uncovered; uncovered > 0 {
		return fmt.Errorf("%d entries at its end are covered by no checkpoint", uncovered)
	}
	return nil
}
