package channel

import (
	"slices"
	"testing"
)

func TestWhatASharedTextGainedIsTakenOverMemberByMember(t *testing.T) {
	for name, test := range map[string]struct {
		base, newest, ours string
		gained             []string
		taken              string
	}{
		"nothing":                     {`{"a":1}`, `{"a":1}`, `{"a":2}`, nil, `{"a":2}`},
		"one changed":                 {`{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":3}`, []string{"a"}, `{"a":2,"b":3}`},
		"one added and one taken out": {`{"a":1,"b":1}`, `{"a":1,"c":4}`, `{"a":1,"b":1}`, []string{"b", "c"}, `{"a":1,"c":4}`},
		"what we have the same":       {`{"a":1}`, `{"a":2}`, `{"a":2}`, nil, `{"a":2}`},
	} {
		t.Run(name, func(t *testing.T) {
			gained := must(Gained([]byte(test.base), []byte(test.newest), []byte(test.ours)))(t)
			if !slices.Equal(gained, test.gained) {
				t.Errorf("gained %q", gained)
			}
			if taken := must(TakeOver([]byte(test.ours), []byte(test.newest), gained))(t); string(taken) != test.taken {
				t.Errorf("taken over %s", taken)
			}
		})
	}
	if _, err := Gained([]byte(`{`), []byte(`{}`), []byte(`{}`)); err == nil {
		t.Error("what is no object is compared")
	}
}

func TestWhatIsNoAmendmentIsRefused(t *testing.T) {
	for _, body := range []string{``, `{}`, `[]`, `{"of":{"kind":"a/b","id":""}}`,
		`{"of":{"kind":"channel/act","id":"0190f5fe-7c00-7a00-8abc-0123456789ab"},"schema":1,"body":{}}`,
		`{"of":{"kind":"a/b","id":"0190f5fe-7c00-7a00-8abc-0123456789ab"},"schema":1,"body":"x"}`} {
		if a, err := DecodeAmendment([]byte(body)); err == nil {
			t.Errorf("%s is read as %+v", body, a)
		}
	}
}
