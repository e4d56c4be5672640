package record

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxFileName bounds the name of a file, in characters.
const MaxFileName = 200

// A NameProblem says why a name cannot be that of a file; NameGood is none.
type NameProblem string

// What can be wrong with the name of a file.
const (
	NameGood       NameProblem = ""
	NameEmpty      NameProblem = "is empty"
	NameLong       NameProblem = "is longer than 200 characters"
	NameCharacters NameProblem = "holds path separators, control characters or characters that change the direction of writing"
	NameDots       NameProblem = "begins or ends with a dot or a space"
	NameDevice     NameProblem = "is that of a device on Windows"
)

// FileName puts a name that a person or a browser gave into the one spelling
// that is kept: composed (NFC), without the folders that some browsers send.
func FileName(given string) string {
	if at := strings.LastIndexAny(given, `/\`); at >= 0 {
		given = given[at+1:]
	}
	return strings.TrimSpace(norm.NFC.String(given))
}

// CheckFileName says what is wrong with a name. A name must look the same to
// everybody and be one on every system.
func CheckFileName(name string) NameProblem {
	switch {
	case name == "":
		return NameEmpty
	case !utf8.ValidString(name) || !norm.NFC.IsNormalString(name) || strings.ContainsFunc(name, forbiddenInName):
		return NameCharacters
	case utf8.RuneCountInString(name) > MaxFileName:
		return NameLong
	case strings.Trim(name, ". ") != name:
		return NameDots
	case isDevice(name):
		return NameDevice
	}
	return NameGood
}

// forbiddenInName are characters that systems take for syntax, and those that
// nobody sees: "invoice\u202Efdp.exe" reads as "invoiceexe.pdf". Joiners stay, since
// languages and emoji need them.
func forbiddenInName(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	switch {
	case strings.ContainsRune(`/\:*?"<>|`, r):
		return true
	case r == zeroWidthNonJoiner, r == zeroWidthJoiner:
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
}

// isDevice reports whether Windows takes a name for a device, whatever its
// extension and case: "nul.pdf" cannot be saved there, and "con" cannot be opened.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToLower(strings.TrimRight(stem, " "))
	switch stem {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	numbered, isPort := strings.CutPrefix(stem, "com")
	if !isPort {
		numbered, isPort = strings.CutPrefix(stem, "lpt")
	}
	return isPort && utf8.RuneCountInString(numbered) == 1 && strings.Contains("0123456789¹²³", numbered)
}
