// Command entente is the whole product: one binary, one verb for each thing to
// do. What it is made of is put together here and nowhere else.
package main

import (
	"context"
	"net/http"
	"os"

	"entente/cli"
	"entente/comment"
	"entente/demo"
	"entente/feature"
	"entente/file"
	"entente/landscape"
	"entente/node"
	"entente/office"
	"entente/programme"
	"entente/web"
)

func main() { os.Exit(cli.Main(program())) }

func program() cli.Program {
	return cli.Program{
		Version:  node.Software,
		Features: []feature.Feature{programme.Feature, landscape.Feature, comment.Feature, file.Feature, office.Feature},
		Pages: func(n *node.Node, p feature.Program, software string, names ...string) (http.Handler, error) {
			return web.Handler(n, web.Options{Program: p, Software: software, Names: names})
		},
		Demo: func(ctx context.Context, d cli.Demo) error { return demo.Run(ctx, demo.Options(d)) },
	}
}
