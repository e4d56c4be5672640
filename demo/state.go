package demo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// state is what the example remembers of itself beside its folders.
type state struct {
	Format string `json:"format"`
	Loaded bool   `json:"loaded"` // all facts were imported once; they are the user's now
	// Invented is how many of the invented tables were written.
	Invented int              `json:"invented"`
	Sides    map[string]ports `json:"sides"`
}

// ports are where one side listened last.
type ports struct {
	Pages int `json:"pages"`
	Peers int `json:"peers"`
}

const stateFormat = "entente demo 1"

func statePath(dir string) string { return filepath.Join(dir, "demo.json") }

func readState(dir string) (s state, err error) {
	s = state{Format: stateFormat, Sides: map[string]ports{}}
	content, err := os.ReadFile(statePath(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("demo: %w", err)
	}
	if err := json.Unmarshal(content, &s); err != nil || s.Format != stateFormat || s.Sides == nil {
		return s, fmt.Errorf("demo: %s was not written by this program: choose another folder", statePath(dir))
	}
	return s, nil
}

// write replaces the file whole.
func (s state) write(dir string) error {
	content, err := json.Marshal(s, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	next := statePath(dir) + ".new"
	err = os.WriteFile(next, append(content, '\n'), 0o600)
	if err == nil {
		err = os.Rename(next, statePath(dir))
	}
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}
