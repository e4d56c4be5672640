package web_test

import (
	"strings"
	"testing"

	"entente/internal/testworld"
)

func savedIsSaidOnce(t *testing.T, w *testworld.World) {
	r := begun(t, w, "Said when it is saved")
	page := strings.TrimSuffix(editAddress(r), "/edit")
	const said = `role="status"><p><strong>Revision 1 is written and signed.</strong> To receive it when their nodes next answer: NATO`
	if !strings.Contains(text(t, w.ROK, page+"?saved=1"), said) {
		t.Error("who saved is not told so")
	}
	for _, other := range []string{"", "?saved=2", "?saved=<b>"} {
		if strings.Contains(text(t, w.ROK, page+other), "is written and signed.") {
			t.Errorf("%q says that something was saved", other)
		}
	}
}
