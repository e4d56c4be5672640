package node

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json"

	"entente/record"
	"entente/store"
)

// A recalled target is one line of the file of what was withdrawn. It holds no
// content and no name: where an entry stands, and which of its parts are gone.
type recalled struct {
	Origin string      `json:"origin"`
	Index  int64       `json:"index"`
	Leaf   record.Leaf `json:"leaf"`
	Parts  []int       `json:"parts"`
}

// maxRecalledBytes bounds a line of it.
const maxRecalledBytes = 8 << 10

// recall adds the targets of an order that takes effect to the file of what was
// withdrawn. Like the marks it stands outside the database and its backups: who
// restores an older database must not show again what is gone.
func (f Folder) recall(targets []store.OrderTarget) (err error) {
	file, err := os.OpenFile(f.Withdrawn(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var lines []byte
	for _, t := range targets {
		line, err := json.Marshal(recalled{t.Origin, t.Index, t.Leaf, t.Parts}, json.Deterministic(true))
		if err != nil {
			return err
		}
		lines = append(append(lines, line...), '\n')
	}
	if _, err := file.Write(lines); err != nil {
		return err
	}
	return file.Sync()
}

// recalledTargets reads the file. A last line that a crash cut is passed over:
// its order had not taken effect in the database either.
func (f Folder) recalledTargets() (targets []store.OrderTarget, err error) {
	file, err := os.Open(f.Withdrawn())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxRecalledBytes)
	for lines.Scan() {
		var r recalled
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			continue
		}
		targets = append(targets, store.OrderTarget{Origin: r.Origin, Index: r.Index, Leaf: r.Leaf, Parts: r.Parts})
	}
	return targets, lines.Err()
}

// replayRecalled hides what the file names, in a database that may be older than
// the orders, and has what is not in it refused when it comes again.
func (n *Node) replayRecalled(ctx context.Context) error {
	targets, err := n.Folder.recalledTargets()
	if err == nil && len(targets) > 0 {
		err = n.store.Update(ctx, func(tx *store.Tx) error {
			for _, t := range targets {
				arrived, err := tx.Recall(t)
				if err == nil && arrived {
					t.Arrived = true
					err = n.hideTarget(tx, t)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("node: hide what was withdrawn from %s: %w", n.Folder, err)
	}
	return nil
}
