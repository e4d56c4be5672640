package record

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxSafeInteger is the largest integer that every JSON reader keeps exactly
// (RFC 8259, section 6), and so the largest in a body.
const MaxSafeInteger = 1 << 53

// Money is a sum in the smallest unit of its currency: never a fraction that
// binary cannot hold. A sum of nothing, USD 0.00, is not the same as no sum.
type Money struct {
	Minor    int64
	Currency Currency
}

// IsZero reports that no sum was given.
func (m Money) IsZero() bool { return m == Money{} }

// ParseMoney reads "USD 12000000.00" with exactly the decimals of the currency
// or none at all, and without separators: 1.500 is 1,500 to some readers.
func ParseMoney(text string) (Money, error) {
	code, amount, ok := strings.Cut(text, " ")
	if !ok {
		return Money{}, fmt.Errorf(`record: %.60q is not a sum such as "USD 1200.00"`, text)
	}
	return NewMoney(Currency(code), amount)
}

// NewMoney reads the amount in the decimals of the currency.
func NewMoney(currency Currency, amount string) (Money, error) {
	decimals, known := currency.Decimals()
	if !known {
		return Money{}, fmt.Errorf("record: %.10q is not a currency of ISO 4217", string(currency))
	}
	whole, fraction, pointed := strings.Cut(amount, ".")
	if !pointed {
		fraction = strings.Repeat("0", decimals)
	}
	unsigned := strings.TrimPrefix(whole, "-")
	if !isDigits(unsigned) || len(fraction) != decimals || pointed && !isDigits(fraction) || len(unsigned) > 1 && unsigned[0] == '0' {
		return Money{}, fmt.Errorf("record: %.40q is not an amount with %d decimals", amount, decimals)
	}
	minor, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil || minor > MaxSafeInteger || minor < -MaxSafeInteger {
		return Money{}, fmt.Errorf("record: %.40q is too large an amount", amount)
	}
	return Money{minor, currency}, nil
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Amount is the sum without its currency: "12000000.00". For a currency that
// this version does not know it is the number of minor units.
func (m Money) Amount() string {
	if m.IsZero() {
		return ""
	}
	decimals, _ := m.Currency.Decimals()
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	return new(big.Rat).SetFrac(big.NewInt(m.Minor), scale).FloatString(decimals)
}

// String is what ParseMoney reads.
func (m Money) String() string {
	if m.IsZero() {
		return ""
	}
	return string(m.Currency) + " " + m.Amount()
}

type moneyWire struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"currency"`
}

// MarshalJSONTo writes both members always: a kind leaves out zero fields, and
// USD 0.00 must not lose its minor units to that.
func (m Money) MarshalJSONTo(to *jsontext.Encoder) error {
	for _, token := range []jsontext.Token{
		jsontext.BeginObject,
		jsontext.String("minor"), jsontext.Int(m.Minor),
		jsontext.String("currency"), jsontext.String(string(m.Currency)),
		jsontext.EndObject,
	} {
		if err := to.WriteToken(token); err != nil {
			return err
		}
	}
	return nil
}

// UnmarshalJSONFrom reads any currency, also one that this version does not
// know: lists of currencies change, and nodes are upgraded on different days.
func (m *Money) UnmarshalJSONFrom(from *jsontext.Decoder) error {
	var wire moneyWire
	if err := json.UnmarshalDecode(from, &wire); err != nil {
		return err
	}
	*m = Money(wire)
	return nil
}
