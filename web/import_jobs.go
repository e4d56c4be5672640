package web

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"entente/interchange"
	"entente/node"
	"entente/record"
)

// What is kept of uploads: for their author only, for an hour, and few of them.
const (
	maxImport     = 256 << 20
	keptImport    = time.Hour
	importsOfOne  = 4
	importsOfNode = 16
)

// An importStage is how far an import has come.
type importStage int

const (
	importTrying importStage = iota
	importTried
	importWriting
	importWritten
	importStopped
)

// An importJob is one uploaded file and what became of it.
type importJob struct {
	ID      string
	Account string
	Kind    string
	Channel record.ChannelID
	Author  node.Author

	file *os.File
	size int64

	mu     sync.Mutex
	stage  importStage
	done   int64
	total  int64
	report interchange.Report
	failed error
	cancel context.CancelFunc
}

// An importState is a job at one moment.
type importState struct {
	Stage       importStage
	Done, Total int64
	Report      interchange.Report
	Failed      error
}

func (j *importJob) state() importState {
	j.mu.Lock()
	defer j.mu.Unlock()
	return importState{j.stage, j.done, j.total, j.report, j.failed}
}

// source reads the file from its beginning, beside others who do.
func (j *importJob) source() io.ReadSeeker { return io.NewSectionReader(j.file, 0, j.size) }

// run tries the file, or writes its good rows, in the background.
func (j *importJob) run(n *node.Node, write bool) {
	ctx, cancel := context.WithTimeout(context.Background(), keptImport)
	j.mu.Lock()
	j.cancel, j.done, j.total, j.failed = cancel, 0, 0, nil
	if j.stage = importTrying; write {
		j.stage = importWriting
	}
	j.mu.Unlock()
	go func() {
		defer cancel()
		report, err := interchange.Import(ctx, n, interchange.Request{
			Kind: j.Kind, Channel: j.Channel, Author: j.Author, Source: j.source(), TakeGood: write, DryRun: !write,
			Progress: func(done, total int64) {
				j.mu.Lock()
				j.done, j.total = done, total
				j.mu.Unlock()
			},
		})
		j.mu.Lock()
		defer j.mu.Unlock()
		j.report, j.failed = report, err
		switch {
		case errors.Is(err, context.Canceled):
			j.stage = importStopped
		case write:
			j.stage = importWritten
		default:
			j.stage = importTried
		}
	}()
}

// stop cancels what runs.
func (j *importJob) stop() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cancel != nil {
		j.cancel()
	}
}

// imports are the uploads of a node.
type imports struct {
	mu   sync.Mutex
	jobs map[string]*importJob
}

var errTooManyImports = errors.New("web: too many imports are kept")

// add keeps a job for an hour. What one person leaves behind makes room for
// their next one; nobody takes the room of others.
func (all *imports) add(j *importJob) error {
	all.mu.Lock()
	defer all.mu.Unlock()
	own := 0
	for _, other := range all.jobs {
		if other.Account == j.Account {
			own++
		}
	}
	if own >= importsOfOne || len(all.jobs) >= importsOfNode {
		return errTooManyImports
	}
	if all.jobs == nil {
		all.jobs = map[string]*importJob{}
	}
	j.ID = rand.Text()
	all.jobs[j.ID] = j
	time.AfterFunc(keptImport, func() { all.drop(j) })
	return nil
}

// find is a job of this account; nobody else's exists to them.
func (all *imports) find(id, account string) (*importJob, bool) {
	all.mu.Lock()
	defer all.mu.Unlock()
	j, found := all.jobs[id]
	return j, found && j.Account == account
}

func (all *imports) of(account string) (own []*importJob) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, j := range all.jobs {
		if j.Account == account {
			own = append(own, j)
		}
	}
	return own
}

// drop stops a job and forgets its file.
func (all *imports) drop(j *importJob) {
	all.mu.Lock()
	delete(all.jobs, j.ID)
	all.mu.Unlock()
	j.stop()
	_ = j.file.Close() // it has no name any more: closing it is what deletes it
	_ = os.Remove(j.file.Name())
}

// receive streams an upload to a file that has lost its name by the time that
// something is in it, so that nothing is left behind whatever happens.
func receive(folder string, from io.Reader) (*os.File, int64, error) {
	file, err := os.CreateTemp(folder, "import-*")
	if err != nil {
		return nil, 0, err
	}
	_ = os.Remove(file.Name()) // where a system keeps open names, drop does it
	size, err := io.Copy(file, from)
	if err != nil {
		_ = file.Close()
		_ = os.Remove(file.Name())
		return nil, 0, err
	}
	return file, size, nil
}
