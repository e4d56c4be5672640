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
	"entente/office"
	"entente/programme"
	"entente/web"
)

func main() { os.Exit(cli.Main(program())) }

func program() cli.Program {
	return cli.Program{
		Version:  node.Software,
		Features: []feature.Feature{programme.Feature, landscape.Feature, comment.Feature, file.Feature, office.Feature},
		Pages:    faces,
		Describe: api.Describe,
		Demo:     func(ctx context.Context, d cli.Demo) error { return demo.Run(ctx, demo.Options(d)) },
	}
}

// faces are the pages of a node for people and, beside them, its operations for
// programs.
func faces(n *node.Node, p feature.Program, software string, names ...string) (http.Handler, error) {
	pages, err := web.Handler(n, web.Options{Program: p, Software: software, Names: names})
	if err != nil {
		return nil, err
	}
	operations, err := api.Handler(n, api.Options{Program: p, Software: software, Names: names})
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if strings.HasPrefix(q.URL.Path, api.Root+"/") {
			operations.ServeHTTP(w, q)
			return
		}
		pages.ServeHTTP(w, q)
	}), nil
}
