package rights

import (
	"fmt"
	"time"

	"entente/access"
	"entente/node"
	"entente/store"
)

// vet refuses what no one person may write: a grant that says it was agreed to
// on paper. That is for the command line, where the folder is held.
func vet(_ *store.Tx, _ access.Account, draft node.Draft, _ time.Time) error {
	if g := draftOf(draft); g != nil && len(g.paper()) > 0 {
		return fmt.Errorf("rights: %w: what was granted on paper is written by who runs the node", node.ErrNotTheirs)
	}
	return nil
}

// draftOf is what a draft would grant.
func draftOf(draft node.Draft) granted {
	return factOf(store.Revision{Kind: draft.Kind, Body: draft.Body, Known: true, Schema: schemaOf(draft.Kind)}).Granted
}

func schemaOf(kind string) int {
	if k := kindOf(kind); k != nil {
		return k.Version()
	}
	return 0
}
