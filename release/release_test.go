package release_test

import (
	"bytes"
	"crypto/rand"
	"debug/buildinfo"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"entente/keys"
	"entente/release"
)

func source(t *testing.T, says string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() { println(\"" + says + "\") }\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// A release from its source to somebody who checks it.
func TestAReleaseIsBuiltTwiceSignedAndChecked(t *testing.T) {
	here := release.Platform(runtime.GOOS + "/" + runtime.GOARCH)
	one, out := source(t, "a"), t.TempDir()
	err := release.BuildTwice(t.Context(), [2]string{one, source(t, "b")}, ".", "example", "1", here, out)
	if left, _ := os.ReadDir(out); !errors.Is(err, release.ErrDiffers) || len(left) != 0 {
		t.Fatalf("two programs that differ: %v, %v", err, left)
	}
	if err := release.BuildTwice(t.Context(), [2]string{one, source(t, "a")}, ".", "example", "1", here, out); err != nil {
		t.Fatal(err)
	}
	sums, err := release.Sums(out)
	if err != nil || strings.Count(string(sums), "\n") != 2 {
		t.Fatalf("%s, %v", sums, err)
	}
	signers, root, err := keys.GenerateRoot(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := release.Sign(sums, signers...)
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(filepath.Join(out, strings.Fields(string(sums))[1]))
	if err != nil {
		t.Fatal(err)
	}
	if names, err := release.Verify(bytes.NewReader(program), signed, root); err != nil || len(names) != 1 || !strings.HasPrefix(names[0], "example-") {
		t.Errorf("%v, %v", names, err)
	}
	half, err := release.Sign(sums, signers[0])
	if err != nil {
		t.Fatal(err)
	}
	_, stranger, err := keys.GenerateRoot(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	otherType, err := keys.SignStatement("application/vnd.entente.manifest+json", sums, signers...)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(program)
	changed[len(changed)/2] ^= 1
	for name, test := range map[string]struct {
		program, signed []byte
		root            keys.Root
		want            error
	}{
		"a malicious update":       {changed, signed, root, release.ErrOther},
		"a longer program":         {append(bytes.Clone(program), 0), signed, root, release.ErrOther},
		"one key of two":           {program, half, root, release.ErrUnsigned},
		"keys of somebody else":    {program, signed, stranger, release.ErrUnsigned},
		"another statement":        {program, otherType.Encode(), root, release.ErrUnsigned},
		"sums that were changed":   {changed, bytes.Replace(signed, []byte("MG"), []byte("MH"), 1), root, nil},
		"no envelope":              {program, sums, root, nil},
		"nothing":                  {program, nil, root, nil},
		"a release without a key":  {program, signed, keys.Root{}, release.ErrUnsigned},
		"checksums of no platform": {nil, signed, root, release.ErrOther},
	} {
		names, err := release.Verify(bytes.NewReader(test.program), test.signed, test.root)
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v", name, names, err)
		}
	}
}

func TestASourceWithoutReleasesHasNoKeyAndSaysSo(t *testing.T) {
	if _, err := release.Key(nil); !errors.Is(err, release.ErrNoKey) {
		t.Errorf("%v", err)
	}
	_, root, err := keys.GenerateRoot(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := release.Key(text); err != nil || !again.Equal(root) {
		t.Errorf("%v", err)
	}
	for _, text := range []string{"", "[]", `{"threshold":3,"keys":[]}`, `{"more":1}`} {
		if _, err := release.Key([]byte(text)); err == nil {
			t.Errorf("%s is a key", text)
		}
	}
}

func TestTheMaterialsNameEveryModuleAndAreTheSameEachTime(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	info, err := buildinfo.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	first, err := release.Materials(info, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	again, err := release.Materials(info, "1.2.3")
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("it is another bill the second time: %v", err)
	}
	var bill struct {
		BomFormat, SpecVersion string
		Components             []struct {
			Purl       string
			Properties []struct{ Name, Value string }
		}
	}
	if err := json.Unmarshal(first, &bill, json.MatchCaseInsensitiveNames(true)); err != nil || bill.BomFormat != "CycloneDX" || bill.SpecVersion != "1.6" {
		t.Fatalf("%v\n%s", err, first)
	}
	if len(bill.Components) != len(info.Deps)+1 {
		t.Errorf("%d components, the program has %d modules", len(bill.Components), len(info.Deps))
	}
	for _, m := range info.Deps {
		if !bytes.Contains(first, []byte(`"pkg:golang/`+m.Path+"@"+m.Version+`"`)) || !bytes.Contains(first, []byte(m.Sum)) {
			t.Errorf("%s does not stand there with its sum", m.Path)
		}
	}
}
