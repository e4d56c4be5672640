package audit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

var (
	// ErrUnwritable says that nothing could be written down, so that nothing may be
	// done that has to be.
	ErrUnwritable = errors.New("the audit spool cannot be written")
	// ErrFull says that the spool has reached its bound, because what is in it did
	// not get into the audit ledger. It wraps ErrUnwritable.
	ErrFull = fmt.Errorf("%w: it is full", ErrUnwritable)
)

// A Config is what a spool is opened with. Its zero bounds are the usual ones.
type Config struct {
	Folder       string
	Key          Key
	After        Place // how far the audit ledger has come
	SegmentBytes int64 // a file is followed by another from here on
	MaxBytes     int64 // of all files; nothing is written beyond
}

const (
	segmentBytes  = 4 << 20
	maxSpoolBytes = 256 << 20
)

// A Spool is the chain of lines in files of one folder, open for writing. It is
// safe for concurrent use; lines that wait at the same time share one fsync.
type Spool struct {
	Config

	turn   sync.Mutex // of whoever writes
	file   *os.File
	filed  int64 // bytes of it that are acknowledged
	failed error // the file holds bytes that are not: they are taken away first

	mu       sync.Mutex
	next     *group // of writers who wait for their turn
	at       Place
	segments []Segment
	faults   []Fault
	closed   bool
}

// A group is lines that are written with one fsync.
type group struct {
	events []Event
	done   chan struct{}
	err    error
}

// Open opens the spool in a folder, which it makes if there is none. What is wrong
// with what stands there is no error but is kept and reported (Faults): the chain
// goes on in a new file.
func Open(c Config) (*Spool, error) {
	if c.SegmentBytes == 0 {
		c.SegmentBytes = segmentBytes
	}
	if c.MaxBytes == 0 {
		c.MaxBytes = maxSpoolBytes
	}
	if err := os.MkdirAll(c.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("audit: open spool: %w", err)
	}
	found, err := Inspect(c.Folder, c.Key, c.After)
	if err != nil {
		return nil, fmt.Errorf("audit: open spool: %w", err)
	}
	return &Spool{Config: c, at: found.At, segments: found.Segments, faults: found.Faults}, nil
}

// Append writes events down, all or none, and returns when they are on the disk.
// ErrUnwritable says that they are not.
func (s *Spool) Append(ctx context.Context, events ...Event) error {
	for _, e := range events {
		if err := e.Check(); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil || len(events) == 0 {
		return err
	}
	g, first := s.join(events)
	if first {
		s.turn.Lock()
		g.err = s.commit(s.take())
		s.turn.Unlock()
		close(g.done)
	}
	<-g.done
	return g.err
}

// join adds events to the group that waits. Who begins one writes it.
func (s *Spool) join(events []Event) (g *group, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if first = s.next == nil; first {
		s.next = &group{done: make(chan struct{})}
	}
	s.next.events = append(s.next.events, events...)
	return s.next, first
}

func (s *Spool) take() (events []Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	events, s.next = s.next.events, nil
	return events
}

// commit writes lines and waits for the disk. Only who has the turn calls it.
func (s *Spool) commit(events []Event) error {
	s.mu.Lock()
	at, closed := s.at, s.closed
	s.mu.Unlock()
	if closed {
		return fmt.Errorf("audit: write down: %w: %w", ErrUnwritable, os.ErrClosed)
	}
	var text []byte
	for _, e := range events {
		line, err := newLine(s.Key, at, e)
		if err != nil {
			return err
		}
		text = append(append(text, line.bytes()...), '\n')
		at = line.Place()
	}
	if err := s.write(text); err != nil {
		return fmt.Errorf("audit: write down: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = at
	newest := &s.segments[len(s.segments)-1]
	newest.Last, newest.Bytes = at, s.filed
	return nil
}

// write puts text at the end of the newest file. After a failure nobody knows what
// the file holds beyond what was acknowledged: that is cut off before anything
// else is written.
func (s *Spool) write(text []byte) error {
	if s.failed != nil {
		if err := errors.Join(s.file.Truncate(s.filed), s.file.Sync()); err != nil {
			return fmt.Errorf("%w: %w", ErrUnwritable, err)
		}
		s.failed = nil
	}
	if s.size()+int64(len(text)) > s.MaxBytes {
		return ErrFull
	}
	if s.file == nil || s.filed >= s.SegmentBytes {
		if err := s.begin(); err != nil {
			return fmt.Errorf("%w: %w", ErrUnwritable, err)
		}
	}
	_, err := s.file.Write(text)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		s.failed = err
		return fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	s.filed += int64(len(text))
	return nil
}

// begin begins a file, whose name is the number of its first line.
func (s *Spool) begin() error {
	s.mu.Lock()
	at := s.at
	s.mu.Unlock()
	file, err := newSegment(s.Folder, at.Number+1)
	if err != nil {
		return err
	}
	if err := syncFolder(s.Folder); err != nil {
		return errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	if s.file != nil {
		s.file.Close() // its lines are on the disk
	}
	s.file, s.filed = file, 0
	s.mu.Lock()
	s.segments = append(s.segments, Segment{Path: file.Name(), Last: at, Sound: true})
	s.mu.Unlock()
	return nil
}

func (s *Spool) size() (size int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, segment := range s.segments {
		size += segment.Bytes
	}
	return size
}

// At is where the chain stands.
func (s *Spool) At() Place {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

// Faults is what was wrong with the files when the spool was opened.
func (s *Spool) Faults() []Fault { return s.faults }

// Close releases the file.
func (s *Spool) Close() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// syncFolder makes a new name in a folder outlast a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
