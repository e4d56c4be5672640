package api_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"entente/api"
	"entente/comment"
	"entente/feature"
	"entente/landscape"
	"entente/office"
	"entente/programme"
)

func described(t *testing.T, features ...feature.Feature) []byte {
	t.Helper()
	program, err := feature.Collect(features...)
	if err != nil {
		t.Fatal(err)
	}
	text, err := api.Describe(program.Kinds, "Entente test")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The golden description is that of a program with one kind.
func TestTheDescriptionIsTheSameBytesForTheSameProgram(t *testing.T) {
	text := described(t, programme.Feature, landscape.Feature)
	if !bytes.Equal(text, described(t, programme.Feature, landscape.Feature)) {
		t.Error("the same program is described in two ways")
	}
	alone := landscape.Feature
	alone.Pages, alone.Words = nil, ""
	text = described(t, alone)
	path := filepath.Join("testdata", "landscape.json")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(golden, text) {
		t.Errorf("the description differs from %s; if the change is meant, run go test ./api -update and read the difference", path)
	}
}

// Linters of others read the description where npm can be had: the versions are
// pinned, and nothing of them is part of the product.
func TestLintersOfOthersFindNothingWrong(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short")
	}
	npx, err := exec.LookPath("npx")
	if err != nil {
		t.Skip("skipped: there is no npx on this machine, so redocly and spectral cannot be had")
	}
	dir := t.TempDir()
	file, rules := filepath.Join(dir, "openapi.json"), filepath.Join(dir, "rules.json")
	for path, text := range map[string][]byte{
		file: described(t, programme.Feature, landscape.Feature, comment.Feature, office.Feature),
		// Whom to ask about a node is its operator, whom the program does not know.
		rules: []byte(`{"extends":["spectral:oas"],"rules":{"info-contact":"off"}}`),
	} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, linter := range [][]string{
		{"@redocly/cli@2.37.0", "lint", "--max-problems=20", file},
		{"@stoplight/spectral-cli@6.16.1", "lint", "--fail-severity=warn", "--ruleset", rules, file},
	} {
		had := exec.CommandContext(t.Context(), npx, "--yes", linter[0], "--version")
		had.Dir, had.WaitDelay = dir, time.Minute
		if out, err := had.CombinedOutput(); err != nil {
			t.Skipf("skipped: %s cannot be had here: %v\n%.300s", linter[0], err, out)
		}
		lint := exec.CommandContext(t.Context(), npx, append([]string{"--yes"}, linter...)...)
		lint.Dir = dir
		if out, err := lint.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%.5000s", linter[0], err, out)
		}
	}
}
