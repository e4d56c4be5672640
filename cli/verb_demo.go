package cli

import (
	"net/http"

	"entente/node"
)

type demoVerb struct {
	Dir  string `name:"dir" placeholder:"DIR" help:"Keep the two folders here and go on with them next time; without it they are removed at the end."`
	Port int    `name:"port" placeholder:"PORT" help:"Port of the first partner's pages; the next partner has the next. Free ones are found without it."`
}

func (v demoVerb) Run(e *env) error {
	if v.Port < 0 || v.Port > 65000 {
		return wrongUsage("--port %d: a port lies between 1 and 65000", v.Port)
	}
	software := e.software()
	return e.program.Demo(e.ctx, Demo{
		Program: e.collected, Software: software,
		Pages: func(n *node.Node) (http.Handler, error) {
			return e.program.Pages(n, Reach{Program: e.collected, Software: software})
		},
		Dir: v.Dir, Port: v.Port, JSON: e.json, Out: e.out, Err: e.err,
	})
}
