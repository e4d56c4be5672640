package node

import "sync"

// Broadcast tells any number of waiters that something changed. The zero value
// works.
type Broadcast struct {
	mu      sync.Mutex
	version uint64
	changed chan struct{}
}

// Now returns the present version and a channel that is closed at the next
// change after it.
func (b *Broadcast) Now() (version uint64, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.changed == nil {
		b.changed = make(chan struct{})
	}
	return b.version, b.changed
}

// Tell wakes every waiter.
func (b *Broadcast) Tell() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.version++
	if b.changed != nil {
		close(b.changed)
	}
	b.changed = make(chan struct{})
}
