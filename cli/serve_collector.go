package cli

import (
	"fmt"

	"entente/audit"
	"entente/collector"
	"entente/node"
	"entente/store"
)

// collectorFlags say where what is written down is handed to, off this machine.
type collectorFlags struct {
	Collector   string `name:"collector" placeholder:"tcp+tls://HOST:PORT" help:"Collector on another machine that is handed every line of the audit: syslog over TLS."`
	CollectorCA string `name:"collector-ca" placeholder:"FILE" help:"Certificates of the authorities that vouch for the collector, in PEM; no other is believed."`
}

// maxAuthorities bounds a file of certificates.
const maxAuthorities = 1 << 20

// collector is what takes lines, nil for none. That there is another one, or none
// any more, is written down.
func (v collectorFlags) collector(e *env, n *node.Node) (*collector.Collector, error) {
	before, err := collector.ReadCursor(n.Folder.Audit())
	if err != nil {
		return nil, err
	}
	if v.Collector == "" {
		if before.Address == "" {
			return nil, nil
		}
		if err := n.Audit(e.ctx, audit.Event{What: audit.Configuration, Outcome: "collector-gone"}); err != nil {
			return nil, err
		}
		e.hint("The audit is handed to %s no more.", before.Address)
		return nil, collector.Forget(n.Folder.Audit())
	}
	address, err := collector.Address(v.Collector)
	if err != nil {
		return nil, wrongUsage("--audit-collector: %v", err)
	}
	if v.CollectorCA == "" {
		return nil, wrongUsage("--audit-collector needs --audit-collector-ca: the certificates by which the collector is known")
	}
	pem, err := readBounded(v.CollectorCA, maxAuthorities)
	if err != nil {
		return nil, err
	}
	taker := &collector.Collector{Address: address, Spool: n.Folder.Audit(), From: n, Now: n.Now, Log: n.Log}
	if taker.Roots, err = collector.Roots(pem); err != nil {
		return nil, fmt.Errorf("--audit-collector-ca %s: %w", v.CollectorCA, err)
	}
	err = n.View(e.ctx, func(tx *store.Tx) error {
		self, err := tx.Partner(n.Self())
		taker.Code = self.Code
		return err
	})
	if err == nil && before.Address != address {
		err = n.Audit(e.ctx, audit.Event{What: audit.Configuration, Outcome: "collector"})
	}
	return taker, err
}
