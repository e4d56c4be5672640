package exchange_test

import (
	"testing"
	"time"
)

func TestWhatOneSideWritesIsVerifiedAndConfirmedByTheOther(t *testing.T) {
	w := newWorld(t)
	seoul, brussels := w.found("AAA", declareNotes(1)), w.found("BBB", declareNotes(1))
	introduce(seoul, brussels)
	seoul.listen(brussels)
	brussels.listen(seoul)
	id := channel(seoul, brussels, "AMBER")

	began := time.Now()
	first := seoul.write(id, "from the first")
	brussels.has(id, first.ID, 1)
	t.Logf("a new entry was on the other node after %v", time.Since(began))
	second := brussels.write(id, "from the second")
	seoul.has(id, second.ID, 1)
	seoul.confirmed(first.Origin, brussels, first.Index+1)
	brussels.confirmed(second.Origin, seoul, second.Index+1)

	for _, m := range []*member{seoul, brussels} {
		report, err := m.Verify(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Ledgers) != 3 || report.Quarantined != 0 {
			t.Errorf("%s holds %d ledgers and %d quarantined entries, expected 3 and none", m.code, len(report.Ledgers), report.Quarantined)
		}
	}
}
