package label

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// minContrast is what WCAG 2.2 asks for at level AAA (1.4.6).
const minContrast = 7

const (
	black         = "#000000"
	white         = "#ffffff"
	unknownColour = "#ffffff"
)

var rgbForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// named are the colours that SPIF 2.1 lets a policy name; "fuschia" is spelled
// as its schema spells it.
var named = map[string]string{
	"aqua": "#00ffff", "black": black, "blue": "#0000ff", "fuschia": "#ff00ff", "gray": "#808080", "green": "#008000",
	"lime": "#00ff00", "maroon": "#800000", "navy": "#000080", "olive": "#808000", "purple": "#800080", "red": "#ff0000",
	"silver": "#c0c0c0", "teal": "#008080", "white": white, "yellow": "#ffff00",
}

// colourOf reads a colour of a policy as #rrggbb; none is white.
func colourOf(text string) (string, error) {
	if text == "" {
		return white, nil
	}
	if rgb, ok := named[text]; ok {
		return rgb, nil
	}
	if !rgbForm.MatchString(text) {
		return "", fmt.Errorf("%.20q is not a colour: %w", text, ErrMalformed)
	}
	return strings.ToLower(text), nil
}

// legible returns a ground and the colour of text on it. On a colour of middle
// lightness, such as the red of TLP, neither black nor white reaches the
// contrast; it is then mixed with as little white or black as it takes.
func legible(colour string) (ground, text string) {
	for step := range 256 {
		for _, way := range [...]struct{ towards, text string }{{white, black}, {black, white}} {
			if ground := mix(colour, way.towards, step); contrast(ground, way.text) >= minContrast {
				return ground, way.text
			}
		}
	}
	return white, black
}

func mix(from, to string, step int) string {
	a, b := rgb(from), rgb(to)
	for i := range a {
		a[i] += (b[i] - a[i]) * step / 255
	}
	return fmt.Sprintf("#%02x%02x%02x", a[0], a[1], a[2])
}

func rgb(colour string) [3]int {
	n, _ := strconv.ParseUint(colour[1:], 16, 32) // the form was checked when it was read
	return [3]int{int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)}
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(a, b string) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(colour string) float64 {
	var sum float64
	for i, channel := range rgb(colour) {
		c := float64(channel) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += c * [3]float64{0.2126, 0.7152, 0.0722}[i]
	}
	return sum
}
