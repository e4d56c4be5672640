package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entente/keys"
	"entente/record"
	"entente/store"
	"entente/store/contents"
)

const (
	// maxUploads is how many files one person may be sending at once.
	maxUploads = 32
	// uploadRest is how long nothing comes of a file before it may give way.
	uploadRest = 10 * time.Minute
)

var (
	// ErrFileLarge says that a file is larger than this node takes.
	ErrFileLarge = errors.New("the file is larger than this node takes")
	// ErrFileEmpty says that a file holds nothing.
	ErrFileEmpty = errors.New("the file is empty")
	// ErrNoRoom says that the disk has no room for a file.
	ErrNoRoom = errors.New("there is no room for the file")
	// ErrManyUploads says that somebody is sending too many files at once.
	ErrManyUploads = errors.New("too many files are being sent at once")
	// ErrOffset says that what is sent does not follow what is here.
	ErrOffset = errors.New("it does not follow what is here")
	// ErrUnfinished says that a file was not sent to its end.
	ErrUnfinished = errors.New("the file was not sent to its end")
	// ErrUploadBusy says that the same file is being sent at this moment.
	ErrUploadBusy = errors.New("this file is being sent at this moment")
)

// BadFileName says what is wrong with the name of a file.
type BadFileName struct{ Problem record.NameProblem }

func (e *BadFileName) Error() string { return "the name of the file " + string(e.Problem) }

// BeginUpload makes room for a file that a person is going to send. size is -1
// if nobody knows it.
func (n *Node) BeginUpload(ctx context.Context, account, called string, size int64) (u store.Upload, err error) {
	u = store.Upload{Account: account, Called: record.FileName(called), Size: size, Changed: n.Now()}
	if err := n.admitUpload(u); err != nil {
		return u, fmt.Errorf("node: begin an upload: %w", err)
	}
	if u.Name, err = contents.NewName(n.Random); err != nil {
		return u, err
	}
	if u.Salt, err = keys.NewSalt(n.Random); err != nil {
		return u, err
	}
	var ended []store.Upload
	err = n.store.Update(ctx, func(tx *store.Tx) error {
		before, err := tx.Uploads()
		if err != nil {
			return err
		}
		if err := n.endOldUploads(tx); err != nil {
			return err
		}
		var own []store.Upload
		ended = ended[:0]
		for _, b := range before {
			switch {
			case n.Now().Sub(b.Changed) >= uploadLife:
				ended = append(ended, b)
			case b.Account == account:
				own = append(own, b)
			}
		}
		if len(own) >= maxUploads {
			idle, found := n.idlest(own)
			if !found {
				return ErrManyUploads
			}
			if err := tx.EndUpload(idle.Name); err != nil {
				return err
			}
			ended = append(ended, idle)
		}
		return tx.PutUpload(u)
	})
	if err != nil {
		return u, fmt.Errorf("node: begin an upload: %w", err)
	}
	for _, old := range ended {
		err = errors.Join(err, n.contents().Remove(old.Name))
	}
	return u, err
}

// idlest is the upload that gives way to a new one of the same person: a form
// that was refused, or a page that was closed, leaves one behind. Those that moved
// lately do not.
func (n *Node) idlest(own []store.Upload) (idle store.Upload, found bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, u := range own {
		if n.Now().Sub(u.Changed) >= uploadRest && !n.receiving[u.Name] && (!found || u.Changed.Before(idle.Changed)) {
			idle, found = u, true
		}
	}
	return idle, found
}

func (n *Node) admitUpload(u store.Upload) error {
	problem := record.CheckFileName(u.Called)
	switch {
	case problem != record.NameGood:
		return &BadFileName{problem}
	case u.Size == 0:
		return ErrFileEmpty
	case u.Size > n.MaxFileBytes():
		return ErrFileLarge
	case !n.HasRoom(max(u.Size, 0)):
		return ErrNoRoom
	}
	return n.gate.check()
}

// Upload finds what a person is sending. Somebody else's is not found.
func (n *Node) Upload(ctx context.Context, account string, name [16]byte) (u store.Upload, err error) {
	err = n.store.View(ctx, func(tx *store.Tx) error {
		if u, err = tx.Upload(name); err == nil && u.Account != account {
			err = store.ErrNotFound
		}
		return err
	})
	return u, err
}

// EndUpload gives up what a person was sending.
func (n *Node) EndUpload(ctx context.Context, account string, name [16]byte) error {
	leave, err := n.holdUpload(name)
	if err != nil {
		return err
	}
	defer leave()
	if _, err := n.Upload(ctx, account, name); err != nil {
		return err
	}
	return n.dropUpload(ctx, name)
}

func (n *Node) dropUpload(ctx context.Context, name [16]byte) error {
	n.mu.Lock()
	delete(n.clean, name)
	n.mu.Unlock()
	if err := n.store.Update(ctx, func(tx *store.Tx) error { return tx.EndUpload(name) }); err != nil {
		return fmt.Errorf("node: end an upload: %w", err)
	}
	return n.contents().Remove(name)
}

// holdUpload lets one request at a time write into a file.
func (n *Node) holdUpload(name [16]byte) (leave func(), err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.receiving[name] {
		return nil, ErrUploadBusy
	}
	n.receiving[name] = true
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.receiving, name)
	}, nil
}
