package channel

import (
	"errors"
	"strings"
	"testing"

	"entente/access"
	"entente/record"
)

func TestAListNamesItsEntriesInTheirOrder(t *testing.T) {
	list := List{Leaves: []Listed{{3, record.Leaf{1, 3}}, {7, record.Leaf{1, 7}}}}
	text := string(must(list.Encode())(t))
	if read := must(DecodeList([]byte(text)))(t); len(read.Leaves) != 2 || read.Leaves[1] != list.Leaves[1] {
		t.Errorf("read as %+v", read)
	}
	for name, wrong := range map[string]string{
		"nothing": "", "no object": "[]", "empty": `{"leaves":[]}`,
		"twice":       strings.Replace(text, `"index":7`, `"index":3`, 1),
		"backwards":   strings.Replace(text, `"index":3`, `"index":8`, 1),
		"negative":    strings.Replace(text, `"index":3`, `"index":-1`, 1),
		"without one": `{"leaves":[{"index":1}]}`,
	} {
		if l, err := DecodeList([]byte(wrong)); !errors.Is(err, ErrList) {
			t.Errorf("%s: %+v: %v", name, l, err)
		}
	}
}

func TestACharterSaysWhichActsItsEntriesNeed(t *testing.T) {
	c := foundedBy(t, Unanimity, newPartner(t, 1, "rok"), newPartner(t, 2, "nato")).Charter
	if c.Needs(access.Release) {
		t.Error("a charter that says nothing needs an act")
	}
	c.Mandated = []access.Verb{access.Release}
	if read := must(Decode(must(c.Encode())(t)))(t); !read.Needs(access.Release) || read.Needs(access.Response) {
		t.Errorf("read as %v", read.Mandated)
	}
	for name, acts := range map[string][]access.Verb{
		"twice": {access.Release, access.Release}, "one that this version does not hold to": {access.Response}, "an unknown one": {"publish"},
	} {
		c.Mandated = acts
		if _, err := c.Encode(); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c.Mandated, c.Members = []access.Verb{access.Release}, c.Members[:1]
	if _, err := c.Encode(); !errors.Is(err, ErrMalformed) {
		t.Errorf("in a private channel: %v", err)
	}
}
