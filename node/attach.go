package node

import (
	"errors"
	"fmt"

	"entente/record"
	"entente/store"
)

// An Attachment is a file that was sent to this node and becomes part of a draft.
type Attachment struct {
	Upload [16]byte
	Label  []byte // XML; nil for the draft's own
}

// ErrLooser says that a file bears a label that its record's does not cover.
var ErrLooser = errors.New("the label of a file must not be above that of its record")

// checkAttachments holds the labels of files to the channel's ceiling and to that
// of their draft.
func (n *Node) checkAttachments(place place, draft *Draft) error {
	for i := range draft.Attachments {
		a := &draft.Attachments[i]
		if a.Label == nil {
			a.Label = draft.Label
		}
		if err := n.within(place, a.Label); err != nil {
			return fmt.Errorf("file %d: %w", i+1, err)
		}
		if err := n.Policies.Within(a.Label, draft.Label); err != nil {
			return fmt.Errorf("file %d: %w: %w", i+1, ErrLooser, err)
		}
	}
	return nil
}

// attached reads what was sent for a draft: the parts that describe it, and
// where each stands among the parts of the entry.
func attached(tx *store.Tx, author Author, draft Draft) (parts []record.Part, uploads []store.Upload, err error) {
	for _, a := range draft.Attachments {
		u, err := tx.Upload(a.Upload)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case u.Account != author.Person:
			return nil, nil, store.ErrNotFound
		case !u.Whole:
			return nil, nil, ErrUnfinished
		}
		chunks, err := tx.Commitments(u)
		if err != nil {
			return nil, nil, err
		}
		description, err := record.Attachment{Name: u.Called, MediaType: u.MediaType, Size: u.Size, Chunks: chunks}.Encode()
		if err != nil {
			return nil, nil, err
		}
		parts = append(parts,
			record.Part{Type: record.AttachmentLabelPart, Content: a.Label},
			record.Part{Type: record.AttachmentPart, Salt: u.Salt, Content: description})
		uploads = append(uploads, u)
	}
	return parts, uploads, nil
}

// keepUploads makes what was sent the content of an entry that was written.
func (n *Node) keepUploads(tx *store.Tx, origin string, header record.Header, entry record.Entry, uploads []store.Upload) error {
	for part, next := 0, 0; part < len(entry.Parts); part++ {
		if entry.Parts[part].Type != record.AttachmentPart {
			continue
		}
		u := uploads[next]
		next++
		if err := tx.EndUpload(u.Name); err != nil {
			return err
		}
		if err := tx.PutFile(store.File{
			Origin: origin, Index: entry.Index, Part: part, Channel: header.Channel, Record: header.ID, Revision: header.Revision,
			Name: u.Name, Size: u.Size, Held: u.Held, State: store.FilePresent, Changed: n.Now(),
		}); err != nil {
			return err
		}
	}
	return nil
}
