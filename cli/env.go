package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/feature"
	"entente/label"
	"entente/node"
)

// env is what every verb is given.
type env struct {
	ctx       context.Context
	program   Program
	collected feature.Program
	json      bool
	in        *os.File
	out, err  io.Writer
	now       func() time.Time
}

// finish turns the error of a verb into a sentence and an exit status.
func (e *env) finish(err error) int {
	var wrong *usage
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errQuiet):
		return exitFailed
	case errors.As(err, &wrong):
		fmt.Fprintln(e.err, "entente:", err)
		return exitUsage
	}
	if e.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("stopped before it was done; run it again to go on")
	}
	fmt.Fprintln(e.err, "entente:", err)
	return exitFailed
}

// usage is a command that cannot be meant.
type usage struct{ problem string }

func (u *usage) Error() string { return u.problem }

func wrongUsage(format string, args ...any) error { return &usage{fmt.Sprintf(format, args...)} }

func (e *env) software() string { return "Entente " + e.program.Version }

// config is what nodes are opened with.
func (e *env) config(passphrase string) node.Config {
	return node.Config{
		Passphrase: passphrase, Now: e.now, Random: rand.Reader,
		Kinds: e.collected.Kinds, Offices: e.collected.Offices, Vet: e.collected.Vet, Rights: e.collected.Rights, Policies: label.Shipped(),
	}
}

// log is for verbs that go on by themselves; others say what happened.
func (e *env) log(least slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: least}))
}

// say prints words to standard output.
func (e *env) say(format string, args ...any) { fmt.Fprintf(e.out, format+"\n", args...) }

// hint prints what is not the answer.
func (e *env) hint(format string, args ...any) { fmt.Fprintf(e.err, format+"\n", args...) }

// print answers with a value as JSON, or with words.
func (e *env) print(value any, words func()) error {
	if !e.json {
		words()
		return nil
	}
	err := json.MarshalWrite(e.out, value, json.Deterministic(true), jsontext.WithIndent("  "), json.FormatNilSliceAsNull(false))
	if err == nil {
		_, err = io.WriteString(e.out, "\n")
	}
	return err
}
