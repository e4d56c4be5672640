package record

import (
	"fmt"
	"math/big"
	"net/url"
	"regexp"
	"strings"
)

// Decimal is an exact decimal number, kept as it was written: 2.50 stays 2.50.
type Decimal string

// MaxDecimalDigits bounds a decimal.
const MaxDecimalDigits = 30

const decimalPattern = `^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`

var decimalForm = regexp.MustCompile(decimalPattern)

// ParseDecimal reads digits with a point, at most 30 of them, without exponent
// or separators.
func ParseDecimal(text string) (Decimal, error) {
	if !isDecimal(text) {
		return "", fmt.Errorf("record: %.60q is not a decimal number of at most %d digits", text, MaxDecimalDigits)
	}
	return Decimal(text), nil
}

func isDecimal(text string) bool {
	digits := len(text) - strings.Count(text, "-") - strings.Count(text, ".")
	return digits <= MaxDecimalDigits && decimalForm.MatchString(text)
}

// Rat is the number itself; a Decimal that was not checked may have none.
func (d Decimal) Rat() (*big.Rat, bool) {
	if !isDecimal(string(d)) {
		return nil, false
	}
	return new(big.Rat).SetString(string(d))
}

// URL is the address of a public page or document: http or https, absolute.
type URL string

// MaxURLBytes bounds an address.
const MaxURLBytes = 2000

// ParseURL refuses what a page must not link to: other schemes (javascript:),
// credentials, and addresses without a host.
func ParseURL(text string) (URL, error) {
	u, err := url.Parse(text)
	if err != nil || len(text) > MaxURLBytes || !isPlain(text) || strings.ContainsAny(text, " \n\t\"<>\\^`{|}") ||
		(u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil {
		return "", fmt.Errorf("record: %.80q is not an address such as https://www.nato.int/", text)
	}
	return URL(text), nil
}
