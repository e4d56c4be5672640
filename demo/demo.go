package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"golang.org/x/sync/errgroup"

	"entente/control"
	"entente/feature"
	"entente/node"
)

// Options are what the example is run with.
type Options struct {
	Program  feature.Program
	Software string
	Pages    func(*node.Node) (http.Handler, error)
	Dir      string // of the folders; empty for a temporary one, removed at the end
	Port     int    // of the first partner's pages; 0 to find free ones
	JSON     bool
	Out, Err io.Writer
}

// Run starts the example, says when both sides have verified and confirmed all
// of it, and serves until the context ends.
func Run(ctx context.Context, o Options) (err error) {
	if o.Dir == "" {
		if o.Dir, err = os.MkdirTemp("", "entente-demo-"); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(o.Dir)) }()
	}
	state, err := readState(o.Dir)
	if err != nil {
		return err
	}
	sides, err := openAll(ctx, o, state)
	if err != nil {
		return err
	}
	// All are served and stopped together, so that none finds the other gone.
	serving, stop := context.WithCancel(ctx)
	running, serving := errgroup.WithContext(serving)
	defer func() {
		stop()
		if failed := running.Wait(); failed != nil {
			err = failed // why the rest was stopped
		}
		for _, s := range sides {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := introduce(ctx, sides); err != nil {
		return err
	}
	for _, s := range sides {
		running.Go(func() error { return control.Serve(serving, s.Node, s.face(o)) })
	}
	err = play(serving, o, state, sides)
	if err == nil {
		<-serving.Done()
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // stopped by whoever started it
	}
	return err
}

// play brings the example to the point that is reported, from wherever it was
// when it was last stopped.
func play(ctx context.Context, o Options, state state, sides []*side) error {
	channel, err := agree(ctx, sides)
	if err == nil {
		err = mandate(ctx, sides)
	}
	if err != nil {
		return err
	}
	if !state.Loaded {
		if err := load(ctx, sides, channel); err != nil {
			return err
		}
		state.Loaded = true
		if err := state.write(o.Dir); err != nil {
			return err
		}
	}
	if err := invent(ctx, o, state, sides, channel); err != nil {
		return err
	}
	if err := until(ctx, sides, func() (bool, error) { return confirmed(ctx, sides, channel) }); err != nil {
		return err
	}
	return report(ctx, o, sides, channel)
}

func openAll(ctx context.Context, o Options, state state) ([]*side, error) {
	partners := pair()
	sides := make([]*side, len(partners))
	var opening errgroup.Group
	for i, p := range partners {
		opening.Go(func() (err error) {
			sides[i], err = openSide(ctx, o, state, p, i)
			return err
		})
	}
	err := opening.Wait()
	if err == nil {
		for _, s := range sides {
			state.Sides[s.folder] = s.ports()
		}
		err = state.write(o.Dir)
	}
	if err != nil {
		for _, s := range sides {
			if s != nil {
				err = errors.Join(err, s.Close())
			}
		}
		return nil, err
	}
	return sides, nil
}
