// Package foreign builds the tools of other projects that our tests let read
// what we write, and runs an identity provider of another project. They are pinned in the module in tools/, outside the product.
package foreign

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Tool returns the path of a tool, built into the user's cache so that a second
// run costs nothing. Where its sources cannot be had (a machine without
// network) the test is skipped with that reason, except where CI says that it
// must run.
func Tool(t testing.TB, name, pkg string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	path := filepath.Join(cache, "entente", "tools", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	_, here, _, _ := runtime.Caller(0)
	module := filepath.Join(filepath.Dir(here), "..", "..", "tools")
	build := exec.Command("go", "build", "-C", module, "-o", path, pkg)
	if out, err := build.CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("build %s: %v\n%s", pkg, err, out)
		}
		t.Skipf("%s cannot be built here: %v\n%s", pkg, err, out)
	}
	return path
}
