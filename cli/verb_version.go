package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"entente/release"
)

type versionVerb struct {
	Verify    string `name:"verify" placeholder:"FILE" help:"Check that this file is one of a release, by its signed checksums."`
	Self      bool   `name:"self" help:"Check this program itself. (A program that was changed may say anything: check it with one that you trust.)"`
	Sums      string `name:"sums" placeholder:"FILE" help:"The release's SHA256SUMS.signed; else the one beside the file."`
	Key       string `name:"key" placeholder:"FILE" help:"The release's public key; else the one that is built in."`
	Materials bool   `name:"materials" help:"Print what this program is built from (CycloneDX)."`
}

// Validate is called by kong.
func (v versionVerb) Validate() error {
	if v.Verify != "" && v.Self {
		return errors.New("say --verify FILE or --self, not both")
	}
	return nil
}

// Most that is read of a file of signatures or keys.
const maxReleaseBytes = 1 << 20

func (v versionVerb) Run(e *env) error {
	switch {
	case v.Materials:
		return v.materials(e)
	case v.Self:
		self, err := os.Executable()
		if err != nil {
			return fmt.Errorf("find this program's own file: %w", err)
		}
		return v.verify(e, self)
	case v.Verify != "":
		return v.verify(e, v.Verify)
	}
	version := map[string]string{"version": e.program.Version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}
	return e.print(version, func() { e.say("%s (%s, %s)", e.software(), version["go"], version["platform"]) })
}

func (v versionVerb) materials(e *env) error {
	info, known := debug.ReadBuildInfo()
	if !known {
		return errors.New("this program does not know what it is built from")
	}
	all, err := release.Materials(info, e.program.Version)
	if err == nil {
		_, err = e.out.Write(all)
	}
	return err
}

func (v versionVerb) verify(e *env, path string) error {
	var public []byte
	var err error
	if v.Key != "" {
		if public, err = smallFile(v.Key); err != nil {
			return err
		}
	}
	root, err := release.Key(public)
	if err != nil {
		return err
	}
	sums := v.Sums
	if sums == "" {
		sums = filepath.Join(filepath.Dir(path), release.SignedFile)
	}
	signed, err := smallFile(sums)
	if err != nil {
		return fmt.Errorf("the signed checksums are needed (--sums FILE): %w", err)
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	names, err := release.Verify(file, signed, root)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return e.print(map[string]any{"file": path, "names": names}, func() {
		e.say("%s is %s of the release that its keys have signed.", path, strings.Join(names, ", "))
	})
}

func smallFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxReleaseBytes {
		return nil, fmt.Errorf("%s: %d bytes, the limit is %d", path, info.Size(), maxReleaseBytes)
	}
	return os.ReadFile(path)
}
