package words

import (
	"strconv"
	"strings"

	"entente/record"
)

// Number writes an integer in groups of three.
func Number(language record.Language, n int64) string {
	return grouped(language, strconv.FormatInt(n, 10))
}

// Decimal writes an exact number with all the digits that it was given with.
func Decimal(language record.Language, d record.Decimal) string {
	return grouped(language, string(d))
}

// Money writes a sum with the code of its currency, as signs such as $ are
// shared by many. A sum in a currency that this version does not know stays in
// its minor units and says so.
func Money(language record.Language, m record.Money) string {
	if m.IsZero() {
		return ""
	}
	amount := grouped(language, m.Amount())
	if _, known := m.Currency.Decimals(); !known {
		amount += noBreak + map[record.Language]string{
			record.French: "unités mineures", record.Korean: "최소 단위",
		}[language]
		if language == record.English {
			amount += "minor units"
		}
	}
	if language == record.French {
		return amount + noBreak + string(m.Currency)
	}
	return string(m.Currency) + noBreak + amount
}

const (
	noBreak       = "\u00a0"
	narrowNoBreak = "\u202f" // between French groups of digits, as CLDR has it
)

// grouped works on the text, since a double would round what is exact.
func grouped(language record.Language, text string) string {
	separator, point := ",", "."
	if language == record.French {
		separator, point = narrowNoBreak, ","
	}
	whole, fraction, pointed := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + separator + whole[i:]
	}
	if pointed {
		whole += point + fraction
	}
	return sign + whole
}
