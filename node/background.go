package node

import (
	"context"
	"sync"
)

// background is what goes on beside requests. Closing the node stops it first,
// so that nothing writes into a store that is being closed.
type background struct {
	mu      sync.Mutex
	ctx     context.Context
	stop    context.CancelFunc
	closed  bool
	running sync.WaitGroup
}

// Background does work that outlives the request that asked for it. The node
// stops it by its context when it closes, and waits for its end; what is asked
// for after that finds its context ended.
func (n *Node) Background(work func(context.Context)) {
	b := &n.background
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx == nil {
		b.ctx, b.stop = context.WithCancel(context.Background())
	}
	if b.closed {
		b.stop()
		go work(b.ctx)
		return
	}
	ctx := b.ctx
	b.running.Go(func() { work(ctx) })
}

// end stops what goes on and waits for it.
func (b *background) end() {
	b.mu.Lock()
	b.closed = true
	if b.stop != nil {
		b.stop()
	}
	b.mu.Unlock()
	b.running.Wait()
}
