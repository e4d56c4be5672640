package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"entente/cli"
)

// TestMain makes this test binary the real command too: scripts run it under
// its own name, in processes of their own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"entente": func() { os.Exit(cli.Main(program())) },
	})
}

func TestTheCommand(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Values[startedKey{}] = map[string]*running{}
			facts, err := os.ReadFile("../../programme/testdata/iati-rows.csv")
			if err != nil {
				return err
			}
			return os.WriteFile(e.WorkDir+"/iati-rows.csv", facts, 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"start": start, "stop": stop, "await": await, "within": within, // process_test.go
			"cut": cut, "flip": flip, "hugeline": hugeLine, "rows": rows, // file_test.go
			"freeport": freePort, "occupy": occupy, "page": page, "prove": prove, // world_test.go
			"smalldisk": smallDisk, "fill": fill, // disk_test.go
		},
	})
}
