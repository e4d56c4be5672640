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
	Until   time.Time // when it is forgotten

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

// try tries the file in the background; write writes its good rows for an author,
// unless it is being written already: a button is easily pressed twice.
func (j *importJob) try(n *node.Node) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.run(n, false)
}

func (j *importJob) write(n *node.Node, by node.Author) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.stage == importTried || j.stage == importStopped {
		j.Author = by
		j.run(n, true)
	}
}

// run is called with the job locked.
func (j *importJob) run(n *node.Node, write bool) {
	stop, cancel := context.WithTimeout(context.Background(), keptImport)
	j.cancel, j.done, j.total, j.failed = cancel, 0, 0, nil
	if j.stage = importTrying; write {
		j.stage = importWriting
	}
	author := j.Author
	n.Background(func(closing context.Context) {
		defer cancel()
		defer context.AfterFunc(closing, cancel)()
		report, err := interchange.Import(stop, n, interchange.Request{
			Kind: j.Kind, Channel: j.Channel, Author: author, Source: j.source(), TakeGood: write, DryRun: !write,
			Progress: func(done, total int64) {
				j.mu.Lock()
				j.done, j.total = done, total
				j.mu.Unlock()
			},
		})
		j.mu.Lock()
		defer j.mu.Unlock()
		j.report = report
		switch {
		case err != nil && stop.Err() != nil:
			j.stage = importStopped
			return
		case write:
			j.stage = importWritten
		default:
			j.stage = importTried
		}
		if j.failed = err; err != nil && !isTold(err) {
			n.Log.Error("an import failed", "kind", j.Kind, "channel", j.Channel, "account", j.Account, "written", report.Written, "err", err)
		}
	})
}

// isTold reports that the page itself says what is wrong: with the file, and not
// with the node.
func isTold(err error) bool {
	var wrong *record.CSVError
	return errors.As(err, &wrong) || errors.Is(err, interchange.ErrRefused)
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
	mu       sync.Mutex
	jobs     map[string]*importJob
	arriving map[string]int // files under way, by account
}

var errTooManyImports = errors.New("web: too many imports are kept")

// expect makes room for a file before any of it is taken, until it is added or
// given up. Nobody takes the room of others.
func (all *imports) expect(account string) (leave func(), err error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	own, total := all.arriving[account], len(all.jobs)
	for _, n := range all.arriving {
		total += n
	}
	for _, other := range all.jobs {
		if other.Account == account {
			own++
		}
	}
	if own >= importsOfOne || total >= importsOfNode {
		return nil, errTooManyImports
	}
	if all.arriving == nil {
		all.arriving = map[string]int{}
	}
	all.arriving[account]++
	return func() {
		all.mu.Lock()
		defer all.mu.Unlock()
		if all.arriving[account]--; all.arriving[account] == 0 {
			delete(all.arriving, account)
		}
	}, nil
}

// add keeps a job for an hour, in the room that was made for it.
func (all *imports) add(j *importJob, now time.Time) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.jobs == nil {
		all.jobs = map[string]*importJob{}
	}
	j.ID, j.Until = rand.Text(), now.Add(keptImport)
	all.jobs[j.ID] = j
	time.AfterFunc(keptImport, func() { all.drop(j) })
}

// find is a job of this account; nobody else's exists to them.
func (all *imports) find(id, account string, now time.Time) (*importJob, bool) {
	all.mu.Lock()
	defer all.mu.Unlock()
	j, found := all.jobs[id]
	return j, found && j.Account == account && now.Before(j.Until)
}

func (all *imports) of(account string, now time.Time) (own []*importJob) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, j := range all.jobs {
		if j.Account == account && now.Before(j.Until) {
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
