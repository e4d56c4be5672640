package node

import (
	"context"
	"testing"
)

func TestANodeThatClosesEndsWhatGoesOnInItsBackground(t *testing.T) {
	var n Node
	ended := false
	n.Background(func(ctx context.Context) {
		<-ctx.Done()
		ended = true
	})
	if err := n.Close(); err != nil || !ended {
		t.Errorf("closed, error %v, while its background had ended: %t", err, ended)
	}
	late := make(chan error)
	n.Background(func(ctx context.Context) { late <- ctx.Err() })
	if err := <-late; err == nil {
		t.Error("what begins after closing is not told")
	}
}
