package programme

import (
	"testing"

	"entente/feature/featuretest"
)

func TestTheFeatureKeepsItsPromises(t *testing.T) {
	featuretest.Check(t, Feature, "Text agreed", "Signed", "In force", "Validity", "Valid from", "Valid to")
}
