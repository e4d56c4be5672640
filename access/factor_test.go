package access

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// rfcSecret is that of RFC 6238, appendix B, for SHA-1.
var rfcSecret = FactorSecret([]byte("12345678901234567890"))

func TestCodesAreThoseOfTheStandard(t *testing.T) {
	// The last six of the eight digits of RFC 6238, appendix B.
	for seconds, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := rfcSecret.Code(time.Unix(seconds, 0)); got != want {
			t.Errorf("at %d the code is %s, not %s", seconds, got, want)
		}
	}
}

func TestACodeIsTakenOnceAndNearItsTime(t *testing.T) {
	f := Factor{Secret: rfcSecret}
	at := func(ahead time.Duration) string { return rfcSecret.Code(noon.Add(ahead)) }
	for _, wrong := range []string{"", "12345", "abcdef", at(2 * time.Minute), at(-2 * time.Minute), at(0) + "0"} {
		if _, err := f.Take(wrong, noon); !errors.Is(err, ErrFactor) {
			t.Errorf("%q is taken", wrong)
		}
	}
	for _, near := range []time.Duration{-30 * time.Second, 0, 30 * time.Second} {
		if taken, err := f.Take(at(near), noon); err != nil || !taken.Confirmed {
			t.Errorf("a code of %s is refused: %v", near, err)
		}
	}
	spaced := at(0)[:3] + " " + at(0)[3:]
	taken, err := f.Take(spaced, noon)
	if err != nil {
		t.Fatal(err)
	}
	for name, used := range map[string]string{"the same": at(0), "one before it": at(-30 * time.Second)} {
		if _, err := taken.Take(used, noon.Add(time.Second)); !errors.Is(err, ErrFactor) {
			t.Errorf("%s is taken again", name)
		}
	}
	if _, err := taken.Take(at(30*time.Second), noon.Add(30*time.Second)); err != nil {
		t.Errorf("the next is refused: %v", err)
	}
}

func TestASecretIsNotPrinted(t *testing.T) {
	for _, printed := range []string{fmt.Sprint(rfcSecret), fmt.Sprintf("%v", Factor{Secret: rfcSecret}), fmt.Sprintf("%+v", Factor{Secret: rfcSecret})} {
		if strings.Contains(printed, "49 50 51") || strings.Contains(printed, "1234") {
			t.Error(printed)
		}
	}
	if got := rfcSecret.Typed(); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Error(got)
	}
	if got := rfcSecret.Address("ROK", "desk"); got != "otpauth://totp/Entente%20ROK:desk?issuer=Entente%20ROK&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Error(got)
	}
}
