package api

import (
	"fmt"
	"net/http"
	"testing"

	"entente/store"
)

func TestAFullDiskIsNoMistakeOfTheNode(t *testing.T) {
	refused := refusalOf(fmt.Errorf("node: write: %w", store.ErrFull))
	if refused == nil || refused.status != http.StatusServiceUnavailable || refused.again == 0 {
		t.Errorf("%+v", refused)
	}
}
