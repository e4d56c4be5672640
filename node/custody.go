package node

import "entente/keys"

// Rewrap puts the file of the node's keys under another passphrase.
func (n *Node) Rewrap(old, passphrase string) error {
	return keys.Rewrap(n.Folder.NodeKeys(), old, passphrase)
}
