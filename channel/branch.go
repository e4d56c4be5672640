package channel

import (
	"fmt"

	"entente/record"
)

// Branch lists a record and everything below it, the nearest first, each once.
// below answers which records are directly below one, which usually are those
// that refer to it. Cycles end by themselves.
func Branch(root record.ID, below func(record.ID) ([]record.ID, error)) ([]record.ID, error) {
	branch := []record.ID{root}
	seen := map[record.ID]bool{root: true}
	for i := 0; i < len(branch); i++ {
		children, err := below(branch[i])
		if err != nil {
			return nil, fmt.Errorf("channel: branch of record %s: %w", root, err)
		}
		for _, child := range children {
			if seen[child] {
				continue
			}
			if len(branch) == MaxReleased {
				return nil, fmt.Errorf("channel: branch of record %s: it has more than %d records", root, MaxReleased)
			}
			seen[child] = true
			branch = append(branch, child)
		}
	}
	return branch, nil
}
