package record

import (
	"slices"
	"strings"
)

// Currency is a code of ISO 4217.
type Currency string

// The codes of ISO 4217 by number of decimals (its "minor unit"), those in use
// and those withdrawn since 2005, when the records begin. Codes without a minor
// unit (gold, testing, no currency) are left out: no sum can be written in them.
// CLDR's decimals, which libraries offer, are those of shop prices and differ.
const (
	noDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BYR"

	twoDecimals = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD " +
		"BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN " +
		"ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES " +
		"KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN " +
		"MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR " +
		"SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH " +
		"USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL " +
		"AZM CSD CYP EEK GHC LTL LVL MRO MTL MZM ROL SDD SIT SKK STD TMM USS VEB VEF ZMK ZWD ZWN ZWR"

	threeDecimals = "BHD IQD JOD KWD LYD OMR TND"

	fourDecimals = "CLF UYW"
)

// Decimals is how many digits of a sum stand behind the point; unknown
// currencies have none that we could tell.
func (c Currency) Decimals() (int, bool) {
	if len(c) != 3 || strings.Contains(string(c), " ") {
		return 0, false
	}
	for _, list := range []struct {
		codes    string
		decimals int
	}{{twoDecimals, 2}, {noDecimals, 0}, {threeDecimals, 3}, {fourDecimals, 4}} {
		if strings.Contains(list.codes, string(c)) {
			return list.decimals, true
		}
	}
	return 0, false
}

// Currencies lists every code that Decimals knows, sorted.
func Currencies() []Currency {
	var all []Currency
	for _, codes := range []string{noDecimals, twoDecimals, threeDecimals, fourDecimals} {
		for _, code := range strings.Fields(codes) {
			all = append(all, Currency(code))
		}
	}
	slices.Sort(all)
	return all
}
