package node

import (
	"context"
	"errors"
	"fmt"

	"entente/keys"
	"entente/scanner"
	"entente/store"
)

var (
	// ErrMalware says that the scanner found malware in a file.
	ErrMalware = errors.New("the scanner found malware in the file")
	// ErrUnscanned says that nobody could say whether a file is clean.
	ErrUnscanned = errors.New("the scanner does not answer, so the file is not released")
)

// scan asks the scanner about a file that is whole. Without one nothing is asked.
func (n *Node) scan(ctx context.Context, name [16]byte, salt keys.Salt, size int64) error {
	if n.Scanner == nil {
		return nil
	}
	content, err := n.contents().Read(name, salt, size)
	if err != nil {
		return err
	}
	defer content.Close()
	err = n.Scanner.Scan(ctx, content)
	var found *scanner.Found
	switch {
	case err == nil:
		return nil
	case errors.As(err, &found):
		n.Log.Warn("the scanner found malware in a file", "found", found.Name)
		return fmt.Errorf("node: %w: %s", ErrMalware, found.Name)
	}
	n.Log.Error("a file is not released: the scanner does not answer", "error", err)
	return fmt.Errorf("node: %w: %w", ErrUnscanned, err)
}

// scanUploads asks about the files of drafts that nobody has asked about since
// this process began; a file with malware is given up.
func (n *Node) scanUploads(ctx context.Context, author Author, drafts []Draft) error {
	if n.Scanner == nil {
		return nil
	}
	for _, draft := range drafts {
		for _, a := range draft.Attachments {
			u, err := n.Upload(ctx, author.Person, a.Upload)
			if err != nil {
				return err
			}
			if err := n.scanUpload(ctx, u); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *Node) scanUpload(ctx context.Context, u store.Upload) error {
	if !u.Whole || n.isClean(u.Name) {
		return nil // one that is not whole is refused as such
	}
	err := n.scan(ctx, u.Name, u.Salt, u.Size)
	if err == nil {
		n.mu.Lock()
		n.clean[u.Name] = true
		n.mu.Unlock()
	}
	if errors.Is(err, ErrMalware) {
		err = errors.Join(err, n.dropUpload(ctx, u.Name))
	}
	return err
}

// isClean reports whether this process's scanner has called a file clean, or
// there is no scanner to ask.
func (n *Node) isClean(name [16]byte) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.Scanner == nil || n.clean[name]
}

// allClean holds what becomes part of an entry to the scanner's word.
func (n *Node) allClean(uploads []store.Upload) error {
	for _, u := range uploads {
		if !n.isClean(u.Name) {
			return ErrUnscanned
		}
	}
	return nil
}
