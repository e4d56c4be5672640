package rights

import (
	"testing"

	"entente/feature/featuretest"
)

func TestTheFeatureKeepsItsPromises(t *testing.T) { featuretest.Check(t, Feature) }
