// Command entente is the whole product: one binary, one verb for each thing to
// do. What it is made of is put together here and nowhere else.
package main

import (
	"context"
	"net/http"
	"os"
	"strings"

	"entente/api"
	"entente/cli"
	"entente/comment"
	"entente/demo"
	"entente/feature"
	"entente/file"
	"entente/landscape"
	"entente/node"
	"entente/notice"
	"entente/office"
	"entente/programme"
	"entente/rights"
	"entente/web"
	"entente/withdrawal"
)

func main() { os.Exit(cli.Main(program())) }

func program() cli.Program {
	return cli.Program{
		Version:  node.Software,
		Features: []feature.Feature{programme.Feature, landscape.Feature, comment.Feature, file.Feature, office.Feature, withdrawal.Feature, rights.Feature},
		Faces:    map[string]string{"pages": web.Words(), "api": api.Words, "mail": notice.Words},
		Pages:    faces,
		Describe: api.Describe,
		Demo:     func(ctx context.Context, d cli.Demo) error { return demo.Run(ctx, demo.Options(d)) },
	}
}

// A face is the pages of a node for people and, beside them, its operations for
// programs.
type face struct {
	*web.Site
	operations http.Handler
}

func faces(n *node.Node, o cli.Reach) (cli.Pages, error) {
	pages, err := web.Handler(n, web.Options{Program: o.Program, Software: o.Software, Names: o.Names, Mails: o.Mails, Trial: o.Trial, SignInProvider: o.SignIn})
	if err != nil {
		return nil, err
	}
	operations, err := api.Handler(n, api.Options{Program: o.Program, Software: o.Software, Names: o.Names})
	if err != nil {
		return nil, err
	}
	return face{pages, operations}, nil
}

func (f face) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if strings.HasPrefix(q.URL.Path, api.Root+"/") {
		f.operations.ServeHTTP(w, q)
		return
	}
	f.Site.ServeHTTP(w, q)
}
