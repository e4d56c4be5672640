package exchange_test

import (
	"fmt"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"entente/internal/foreign"
	"entente/keys"
	"entente/node"
)

func TestAForeignReaderRecomputesTheRootsOfALedgerAndOfItsCopy(t *testing.T) {
	tool := foreign.Tool(t, "treecheck", "./treecheck")
	a, b, id := pair(t, "AMBER")
	drafts := make([]node.Draft, 600)
	for i := range drafts {
		drafts[i] = node.Draft{Kind: "test/note", Body: body(fmt.Sprint("entry ", i))}
	}
	written, err := a.Write(t.Context(), id, node.Author{Office: "desk"}, drafts...)
	if err != nil {
		t.Fatal(err)
	}
	last := written[len(written)-1]
	a.confirmed(last.Origin, b, last.Index+1)
	key, err := keys.NoteKey(last.Origin, a.Keys().Ledger.Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []*member{a, b} {
		monitor := httptest.NewServer(m.Monitor())
		defer monitor.Close()
		check := exec.Command(tool, "-url", monitor.URL+node.MonitorPath(last.Origin), "-token", m.MonitorToken(last.Origin), "-key", key)
		out, err := check.CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), "601 ") {
			t.Errorf("on %s it found %q: %v", m.code, out, err)
		}
	}
}
