package release

import (
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A bill of materials in CycloneDX 1.6 (ECMA-424), of what a program itself says
// that it was built from. It has neither a time nor a serial number, so that the
// same program has the same bill.
type bill struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component  component  `json:"component"`
	Properties []property `json:"properties,omitempty"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	URL        string     `json:"purl"`
	Properties []property `json:"properties,omitempty"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Materials is the bill of materials of a program.
func Materials(info *debug.BuildInfo, version string) ([]byte, error) {
	b := bill{Format: "CycloneDX", Spec: "1.6", Version: 1, Components: []component{}}
	b.Metadata.Component = of("application", info.Main.Path, version, "")
	for _, s := range info.Settings {
		b.Metadata.Properties = append(b.Metadata.Properties, property{"entente:build:" + s.Key, s.Value})
	}
	b.Components = append(b.Components, of("library", "std", info.GoVersion, ""))
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Components = append(b.Components, of("library", m.Path, m.Version, m.Sum))
	}
	slices.SortFunc(b.Components, func(x, y component) int {
		if x.Ref < y.Ref {
			return -1
		}
		return 1
	})
	out, err := json.Marshal(b, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("release: list the materials: %w", err)
	}
	return append(out, '\n'), nil
}

// of is one component; sum is what go.sum says of a module (dirhash, "h1:").
func of(kind, path, version, sum string) component {
	url := "pkg:golang/" + path + "@" + version
	c := component{Type: kind, Ref: url, Name: path, Version: version, URL: url}
	if sum != "" {
		c.Properties = []property{{"entente:go.sum", sum}}
	}
	return c
}
