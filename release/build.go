package release

import (
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Platform is a system that programs are built for: "linux/amd64".
type Platform string

// ErrDiffers says that two builds of one source are not the same bytes.
var ErrDiffers = errors.New("release: the same source was built twice, and the two programs differ")

// Build builds the package of one copy of the source. Nothing of the machine gets
// into the program: no paths, no time, no state of the repository, no C compiler.
// cache is a build cache of its own, so that two builds share no work.
func Build(ctx context.Context, source, pkg string, on Platform, cache, to string) error {
	system, machine, ok := strings.Cut(string(on), "/")
	if !ok {
		return fmt.Errorf("release: %q is not SYSTEM/MACHINE", on)
	}
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags=-s -w -buildid=", "-o", to, pkg)
	c.Dir = source
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOEXPERIMENT=", "GOAMD64=v1", "GOARM64=v8.0",
		"GOOS="+system, "GOARCH="+machine, "GOCACHE="+cache)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("release: build %s for %s in %s: %w\n%s", pkg, on, source, err, out)
	}
	return nil
}

// BuildTwice builds two copies of one source, each with a cache of its own, and
// keeps the program and its bill of materials only if both are the same bytes.
func BuildTwice(ctx context.Context, copies [2]string, pkg, name, version string, on Platform, folder string) error {
	work, err := os.MkdirTemp("", "entente-release-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var built [2]string
	var sums [2][sha256.Size]byte
	for i, source := range copies {
		built[i] = filepath.Join(work, fmt.Sprint(i), name)
		if err := Build(ctx, source, pkg, on, filepath.Join(work, fmt.Sprint("cache", i)), built[i]); err != nil {
			return err
		}
		program, err := os.ReadFile(built[i])
		if err != nil {
			return err
		}
		sums[i] = sha256.Sum256(program)
	}
	if sums[0] != sums[1] {
		return fmt.Errorf("%w: %x and %x for %s", ErrDiffers, sums[0], sums[1], on)
	}
	info, err := buildinfo.ReadFile(built[0])
	if err != nil {
		return fmt.Errorf("release: read what %s is built from: %w", name, err)
	}
	materials, err := Materials(info, version)
	if err != nil {
		return err
	}
	program, err := os.ReadFile(built[0])
	if err != nil {
		return err
	}
	target := name + "-" + strings.ReplaceAll(string(on), "/", "-")
	if strings.HasPrefix(string(on), "windows/") {
		target += ".exe"
	}
	return errors.Join(
		os.WriteFile(filepath.Join(folder, target), program, 0o755),
		os.WriteFile(filepath.Join(folder, target+".cdx.json"), materials, 0o644))
}
