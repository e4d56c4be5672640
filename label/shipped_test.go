package label

import "testing"

func TestShippedPoliciesLoad(t *testing.T) {
	for _, p := range Shipped().All() {
		t.Log(p.Name, p.OID, p.Hash(), len(p.Classifications), len(p.Tags))
	}
}
