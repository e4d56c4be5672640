package cli

import (
	"entente/control"
	"entente/node"
)

// served is where a node is reached.
type served struct {
	Pages   string         `json:"pages"`
	Peers   string         `json:"peers,omitempty"`
	Monitor []servedLedger `json:"monitor,omitempty"`
}

// A servedLedger is where a ledger's tiles are, and the token that opens them.
type servedLedger struct {
	Origin  string `json:"origin"`
	Address string `json:"address"`
	Token   string `json:"token"`
}

func reachable(e *env, n *node.Node, face control.Face) (served, error) {
	s := served{Pages: face.Address}
	if face.Peers != nil {
		s.Peers = face.Peers.Addr().String()
	}
	if face.Monitor == nil {
		return s, nil
	}
	ledgers, err := n.Ledgers(e.ctx)
	for _, l := range ledgers {
		address := "http://" + face.Monitor.Addr().String() + node.MonitorPath(l.Origin)
		s.Monitor = append(s.Monitor, servedLedger{l.Origin, address, n.MonitorToken(l.Origin)})
	}
	return s, err
}

func (e *env) sayServed(s served) {
	e.say("Pages: %s", s.Pages)
	if s.Peers != "" {
		e.say("Partners: %s", s.Peers)
	}
	for _, l := range s.Monitor {
		e.say("Ledger %s: %s bearer %s", l.Origin, l.Address, l.Token)
	}
}
