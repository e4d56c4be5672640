// Command release makes a release: it builds the program twice, compares the two,
// and signs the checksums. Whoever releases runs it by .ci/release; others check
// what came of it with "entente version --verify".
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/keys"
	"entente/node"
	"entente/release"
)

var verbs struct {
	Build buildVerb `cmd:"" help:"Build two copies of one source for each platform, and keep what is the same."`
	Keys  keysVerb  `cmd:"" help:"Make the keys of releases; what is printed goes into release/key.json."`
	Sign  signVerb  `cmd:"" help:"Sum the files of a release and sign the sums."`
}

func main() {
	parsed := kong.Parse(&verbs, kong.Name("release"), kong.UsageOnError())
	parsed.FatalIfErrorf(parsed.Run())
}

type buildVerb struct {
	One      string   `arg:"" help:"A copy of the source."`
	Two      string   `arg:"" help:"Another, in another folder."`
	Out      string   `name:"out" required:"" help:"Folder of the release."`
	Package  string   `name:"package" default:"./cmd/entente" help:"What is built (${default})."`
	Name     string   `name:"name" default:"entente" help:"What the program is called (${default})."`
	Platform []string `name:"platform" default:"linux/amd64,linux/arm64,darwin/arm64,windows/amd64" help:"Systems (${default})."`
}

func (v buildVerb) Run() error {
	if err := os.MkdirAll(v.Out, 0o755); err != nil {
		return err
	}
	for _, on := range v.Platform {
		if err := release.BuildTwice(context.Background(), [2]string{v.One, v.Two}, v.Package, v.Name, node.Software, release.Platform(on), v.Out); err != nil {
			return err
		}
		fmt.Printf("%s: built twice, the same bytes\n", on)
	}
	return nil
}

type keysVerb struct {
	File           string `arg:"" help:"New file for the private half, in a folder of mode 700."`
	PassphraseFile string `name:"passphrase-file" required:"" help:"File whose first line wraps it."`
}

func (v keysVerb) Run() error {
	passphrase, err := firstLine(v.PassphraseFile)
	if err != nil {
		return err
	}
	signers, root, err := keys.GenerateRoot(rand.Reader)
	if err != nil {
		return err
	}
	if err := keys.SaveRoot(v.File, signers, root, passphrase); err != nil {
		return err
	}
	public, err := json.Marshal(root, json.Deterministic(true), jsontext.WithIndent("  "))
	if err == nil {
		fmt.Println(string(public))
	}
	return err
}

type signVerb struct {
	Folder         string `arg:"" help:"Folder of the release."`
	Key            string `name:"key" required:"" help:"File of the private half."`
	PassphraseFile string `name:"passphrase-file" required:"" help:"File whose first line opens it."`
}

func (v signVerb) Run() error {
	passphrase, err := firstLine(v.PassphraseFile)
	if err != nil {
		return err
	}
	signers, _, err := keys.LoadRoot(v.Key, passphrase)
	if err != nil {
		return err
	}
	sums, err := release.Sums(v.Folder)
	if err != nil {
		return err
	}
	signed, err := release.Sign(sums, signers...)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(v.Folder, release.SumsFile), sums, 0o644),
		os.WriteFile(filepath.Join(v.Folder, release.SignedFile), signed, 0o644))
}

func firstLine(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	if !lines.Scan() || lines.Text() == "" {
		return "", fmt.Errorf("the first line of %s is empty", path)
	}
	return lines.Text(), lines.Err()
}
