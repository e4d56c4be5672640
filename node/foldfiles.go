package node

import (
	"errors"
	"fmt"
	"time"

	"entente/record"
	"entente/store"
	"entente/store/contents"
)

// foldFiles notes the attachments of an entry, and what is to become of their
// content. What was noted before stays; only the quarantine is filled again.
func (n *Node) foldFiles(tx *store.Tx, l store.Ledger, r store.Revision, e record.Entry) error {
	for part, p := range e.Parts {
		if p.Type != record.AttachmentPart || p.State == record.Withdrawn || p.State == record.Pending {
			continue
		}
		known, err := tx.FileAt(l.Origin, e.Index, part)
		if errors.Is(err, store.ErrNotFound) {
			known = store.File{
				Origin: l.Origin, Index: e.Index, Part: part, Channel: r.Channel, Record: r.ID, Revision: r.Revision, Changed: n.Now(),
			}
			n.decide(&known, l, p)
			if known.Name, err = contents.NewName(n.Random); err == nil {
				err = tx.PutFile(known)
			}
		}
		if err == nil && known.State == store.FileRejected {
			err = quarantineFile(tx, known, n.Now())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decide says whether the content of a file is wanted here.
func (n *Node) decide(f *store.File, l store.Ledger, p record.Part) {
	f.State, f.Reason = store.FileWithheld, FileAbove
	if p.State != record.Present {
		return
	}
	a, err := record.DecodeAttachment(p.Content)
	f.Size = a.Size
	switch {
	case err != nil:
		f.State, f.Reason, f.Size = store.FileRejected, FileUnclear, 0
	case n.shownBy != nil:
		f.Reason = FileUntold
	case a.Size > n.MaxFileBytes():
		f.Reason = FileLarge
	case l.Own:
		f.Reason = FileAbsent
	case l.State != store.LedgerOpen:
		f.Reason = FileNotSent
	default:
		f.State, f.Reason = store.FileArriving, ""
	}
}

func quarantineFile(tx *store.Tx, f store.File, at time.Time) error {
	detail := "its description cannot be read"
	if f.Reason == FileTampered {
		detail = fmt.Sprintf("chunk %d is not what its writer committed to", f.Held)
	}
	return tx.Quarantine(store.Quarantined{
		Origin: f.Origin, Index: f.Index, Part: f.Part, Reason: record.RefusedAttachment, Detail: detail, At: at,
	})
}
