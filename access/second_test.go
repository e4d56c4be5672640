package access

import (
	"errors"
	"testing"
	"time"
)

func TestASecondPersonIsAnotherHumanWhoApprovesTheSameDeedWithinADay(t *testing.T) {
	office := func(code string, deputy bool) Office { return Office{Code: code, Deputy: deputy} }
	kim := Account{ID: "kim", Name: "Kim Min-ji", Offices: []Office{office("desk", false)}}
	lee := Account{ID: "lee", Name: "Lee Ji-woo", Offices: []Office{office("records", false)}}
	deed := HashDeed("downgrade", []byte("text"), []byte("label"), []byte("target"))
	cases := map[string]struct {
		first, second Account
		hash          [32]byte
		after         time.Duration
		want          error
	}{
		"another, at once":              {kim, lee, deed, 0, nil},
		"another, before the day is up": {kim, lee, deed, ApprovalLife - time.Second, nil},
		"a holder of the same office":   {kim, Account{ID: "park", Name: "Park", Offices: []Office{office("desk", false)}}, deed, 0, nil},
		"after a day":                   {kim, lee, deed, ApprovalLife, ErrTooLate},
		"before it was proposed":        {kim, lee, deed, -time.Second, ErrTooLate},
		"the same account":              {kim, kim, deed, 0, ErrSamePerson},
		"another account of theirs":     {kim, Account{ID: "kim2", Name: "kim  min-JI", Offices: []Office{office("records", false)}}, deed, 0, ErrSamePerson},
		"their deputy":                  {kim, Account{ID: "park", Name: "Park", Offices: []Office{office("records", false), office("desk", true)}}, deed, 0, ErrDeputy},
		"whose deputy they are":         {Account{ID: "park", Name: "Park", Offices: []Office{office("desk", true)}}, kim, deed, 0, ErrDeputy},
		"another text":                  {kim, lee, HashDeed("downgrade", []byte("texts"), []byte("label"), []byte("target")), 0, ErrChanged},
		"the same bytes cut otherwise":  {kim, lee, HashDeed("downgrade", []byte("textl"), []byte("abel"), []byte("target")), 0, ErrChanged},
		"another deed":                  {kim, lee, HashDeed("release", []byte("text"), []byte("label"), []byte("target")), 0, ErrChanged},
		"an account that is closed":     {kim, Account{ID: "lee", Name: "Lee", Disabled: true}, deed, 0, ErrAccount},
	}
	for name, c := range cases {
		p := Proposed{Hash: deed, By: c.first, At: noon}
		if err := p.Second(c.second, c.hash, noon.Add(c.after)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, expected %v", name, err, c.want)
		}
	}
}
