package cli

import (
	"fmt"

	"entente/node"
	"entente/notice"
	"entente/store"
)

// mailFlags say how people are told by mail; without a server nobody is.
type mailFlags struct {
	Server   string `name:"server" placeholder:"HOST:PORT" help:"Mail server that takes notices to people, by TLS unless it is on this machine; without it nobody is told by mail."`
	From     string `name:"from" placeholder:"ADDRESS" help:"Address that the mails come from."`
	User     string `name:"user" placeholder:"NAME" help:"Name under which the mail server knows this node."`
	Password string `name:"password-file" placeholder:"FILE" help:"File whose first line is the password of that name."`
}

// mailer is what tells people, under the name of the node's pages.
func (v serveVerb) mailer(e *env, n *node.Node, pages Pages, address string) (*notice.Mailer, error) {
	server := notice.Server{Address: v.Mail.Server, From: v.Mail.From, User: v.Mail.User}
	if v.Mail.Password != "" {
		var err error
		if server.Password, err = passphraseFrom(v.Mail.Password); err != nil {
			return nil, fmt.Errorf("--mail-password-file: %w", err)
		}
	}
	if err := server.Check(); err != nil {
		return nil, wrongUsage("--mail-server, --mail-from: %v", err)
	}
	if v.Name != "" {
		address = "https://" + v.Name
	}
	mailer := &notice.Mailer{Node: n, Words: pages.Words(), Address: address, News: pages.News, Send: server.Send}
	return mailer, n.View(e.ctx, func(tx *store.Tx) error {
		self, err := tx.Partner(n.Self())
		mailer.Site = "Entente " + self.Code
		return err
	})
}
