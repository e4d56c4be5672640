package scanner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// A Program reads a content on its standard input and says by its exit status
// what it is: 0 clean, 1 malware, anything else no answer (clamscan(1) and others
// do so).
type Program struct{ Path string }

// Scan runs the program. It is given no argument and no environment, and what it
// prints is not read: it could quote the file.
func (p Program) Scan(ctx context.Context, content io.Reader) error {
	ctx, cancel := context.WithTimeout(ctx, verdictTime)
	defer cancel()
	run := exec.CommandContext(ctx, p.Path)
	run.Env, run.Stdin, run.WaitDelay = []string{"PATH=/usr/bin:/bin"}, content, time.Second
	err := run.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		return &Found{"malware"}
	}
	return fmt.Errorf("scanner: %s does not say whether the file is clean: %w", p.Path, err)
}
