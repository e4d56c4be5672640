package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
			// A script's own files are UTF-8; this one is not.
			latin1 := []byte("key,title.en,type\nnew,Caf\xe9,event\n")
			return errors.Join(
				os.WriteFile(filepath.Join(e.WorkDir, "iati-rows.csv"), facts, 0o600),
				os.WriteFile(filepath.Join(e.WorkDir, "latin1.csv"), latin1, 0o600))
		},
		Condition: func(name string) (bool, error) {
			if name == "smalldisk" {
				return canMount(t.TempDir()), nil
			}
			return false, fmt.Errorf("no condition is called %s", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"start": start, "end": end, "await": await, "within": within, "status": status, "compare": compare, // process_test.go
			"cut": cut, "flip": flip, "hugeline": hugeLine, "rows": rows, "adds-up": addsUp, // file_test.go
			"freeport": freePort, "occupy": occupy, "page": page, "prove": prove, "signin": signIn, "entrance": entrance, "released": released, // world_test.go
			"smalldisk": smallDisk, "fill": fill, // disk_test.go
		},
	})
}
