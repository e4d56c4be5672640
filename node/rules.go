package node

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"entente/access"
)

// maxRules bounds a partner's own rules of access.
const maxRules = 256 << 10

// readRules takes the rules by which this node decides: those that are shipped
// and the partner's own. Own rules that cannot be read keep a node from opening:
// without them it would allow what they forbid.
func (n *Node) readRules() (err error) {
	if n.Rules == nil {
		if n.Rules, err = rulesOf(n.Folder); err != nil {
			return err
		}
	}
	var own [][]byte
	if len(n.Rules) > 0 {
		own = append(own, n.Rules)
	}
	if n.decider, err = access.NewDecider(n.Policies, own...); err != nil {
		return fmt.Errorf("node: own rules of access (%s): %w", n.Folder.Rules(), err)
	}
	return nil
}

func rulesOf(folder Folder) ([]byte, error) {
	file, err := os.Open(folder.Rules())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("node: open own rules of access: %w", err)
	}
	defer file.Close()
	rules, err := io.ReadAll(io.LimitReader(file, maxRules+1))
	if err != nil {
		return nil, fmt.Errorf("node: read own rules of access %s: %w", folder.Rules(), err)
	}
	if len(rules) > maxRules {
		return nil, fmt.Errorf("node: own rules of access %s: more than %d KiB", folder.Rules(), maxRules>>10)
	}
	return rules, nil
}
