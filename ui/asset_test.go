package ui

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tokens reads the colours of one block of style/1-tokens.css.
func tokens(t *testing.T, css, after, until string) map[string]string {
	t.Helper()
	_, block, found := strings.Cut(css, after)
	block, _, ended := strings.Cut(block, until)
	if !found || !ended {
		t.Fatalf("no block after %q", after)
	}
	colours := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
		colours[m[1]] = m[2]
	}
	return colours
}

// contrast is that of WCAG 2.2.
func contrast(a, b string) float64 {
	luminance := func(colour string) (sum float64) {
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			n, _ := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
			c := float64(n) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestColoursCanBeRead(t *testing.T) {
	sheet, err := NewStylesheet()
	if err != nil {
		t.Fatal(err)
	}
	css := string(sheet.Content)
	for theme, colours := range map[string]map[string]string{
		"light": tokens(t, css, ":root {", "}"),
		"dark":  tokens(t, css, "@media (prefers-color-scheme: dark)", "}"),
	} {
		for _, pair := range [][2]string{
			{"ink", "paper"}, {"ink2", "paper"}, {"ink3", "paper"}, {"ink3", "wash"}, {"ink2", "wash"},
			{"act", "paper"}, {"act", "wash"}, {"act", "act-wash"}, {"on-act", "act"}, {"paper", "ink2"},
			{"good", "paper"}, {"good", "wash"}, {"good", "good-wash"}, {"warn", "paper"}, {"warn", "wash"}, {"warn", "warn-wash"},
			{"bad", "paper"}, {"bad", "wash"}, {"bad", "bad-wash"}, {"prop", "paper"}, {"prop", "prop-wash"},
			{"ink", "ins"}, {"ink", "del"}, {"ink", "warn-wash"}, {"ink", "bad-wash"}, {"ink", "act-wash"},
		} {
			if got := contrast(colours[pair[0]], colours[pair[1]]); got < 4.5 {
				t.Errorf("%s: %s on %s is %.1f:1", theme, pair[0], pair[1], got)
			}
		}
		if got := contrast(colours["edge"], colours["paper"]); got < 3 {
			t.Errorf("%s: a border of %.1f:1 cannot be seen", theme, got)
		}
	}
}

func TestAMarkingsColoursComeFromItsPolicyOnly(t *testing.T) {
	green := Colours{Ground: "#1f5a3a", Text: "#ffffff"}
	hostile := Colours{Ground: "#fff} *{", Text: "#ffffff"}
	plain, err := NewStylesheet()
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := NewStylesheet(green, green, hostile)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(sheet.Content), "."+green.class()+" "); got != 1 {
		t.Errorf("%d rules for one pair of colours", got)
	}
	if hostile.class() != "" || strings.Contains(string(sheet.Content), "*{") {
		t.Error("what is not a colour reached the stylesheet")
	}
	if plain.Path == sheet.Path {
		t.Error("another stylesheet has the same name")
	}
}

func TestTheStylesheetAsksNobodyElse(t *testing.T) {
	sheet, err := NewStylesheet()
	if err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{"@import", "url(", "http:", "https:", "//"} {
		if strings.Contains(string(sheet.Content), forbidden) {
			t.Errorf("the stylesheet holds %q", forbidden)
		}
	}
}
