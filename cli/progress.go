package cli

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far something is: a bar on a terminal, and in a pipe a
// line at every quarter of what is long enough to wait for.
func (e *env) progress(what string) func(done, total int64) {
	if file, ok := e.err.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return bar(what, file)
	}
	const worthTelling = 10_000
	told := int64(0)
	return func(done, total int64) {
		if total < worthTelling || done*4/total <= told {
			return
		}
		told = done * 4 / total
		e.hint("%s: %d of %d", what, done, total)
	}
}

func bar(what string, terminal *os.File) func(done, total int64) {
	var shown *progressbar.ProgressBar
	return func(done, total int64) {
		if shown == nil {
			shown = progressbar.NewOptions64(total,
				progressbar.OptionSetWriter(terminal), progressbar.OptionSetDescription(what),
				progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
				progressbar.OptionShowCount(), progressbar.OptionFullWidth())
		}
		_ = shown.Set64(done) // a bar that cannot be drawn is no failure
	}
}
