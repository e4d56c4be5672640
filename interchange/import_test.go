package interchange_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"entente/interchange"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/store"
)

const visitHeader = "key,title.en,follows,host,starts,themes,guests.1.office,guests.1.seats,contact,secret"

func TestRowsBecomeRecordsAndTheSameRowsChangeNothing(t *testing.T) {
	w := newWorld(t)
	lines := []string{visitHeader, "a,First,,,2005-03,one; two,Desk,2,Kim,", "b,Second,a,,,,,,,"}
	counts(t, w.takes("test/visit", lines...), "2 0 0 0 2")
	before := w.size()
	counts(t, w.takes("test/visit", lines...), "0 0 2 0 0")
	if w.size() != before {
		t.Error("an import that changes nothing wrote entries")
	}
	report := w.takes("test/visit", "key,title.en,starts,guests.2.office", "a,First,2005-04,Press", "b,Second,,")
	counts(t, report, "0 1 1 0 1")
	if got, want := report.Rows[0].Changes, []string{"starts", "guests.2.office"}; !slices.Equal(got, want) {
		t.Errorf("changes %v, want %v", got, want)
	}
	if r := w.byKey("a"); r.Revision.Revision != 2 {
		t.Errorf("revision %d, want 2", r.Revision.Revision)
	}
}

func TestRowsOfOneFileReferToEachOtherInAnyOrder(t *testing.T) {
	w := newWorld(t)
	w.takes("test/host", "key,name", "h,Host")
	counts(t, w.takes("test/visit", "key,title.en,follows,host", "late,Late,early,h", "early,Early,late,"), "2 0 0 0 2")
	early, late := w.byKey("early"), w.byKey("late")
	refers := func(from store.Record, to record.ID) bool {
		return slices.ContainsFunc(from.References, func(r record.Reference) bool { return r.Ref.ID == to })
	}
	if !refers(early, late.ID) || !refers(late, early.ID) || !refers(late, w.byKey("h").ID) {
		t.Errorf("references: %v, %v", early.References, late.References)
	}
}

func TestADryRunSaysEverythingAndWritesNothing(t *testing.T) {
	w := newWorld(t)
	w.takes("test/visit", "key,title.en", "a,First")
	before := w.size()
	request := w.request("test/visit", "key,title.en,starts", "a,First again,", "b,Second,2005-13", "c,Third,2005", "a,Double,")
	request.DryRun = true
	report, err := interchange.Import(t.Context(), w.Node, request)
	if err != nil {
		t.Fatal(err)
	}
	counts(t, report, "1 1 0 2 0")
	if w.size() != before {
		t.Error("a dry run wrote entries")
	}
	problems := map[int]string{}
	for _, row := range report.Rows {
		if row.Action == interchange.Refuse {
			problems[row.Line] = row.Problems[0].Path + " " + row.Problems[0].Code
		}
	}
	if want := map[int]string{3: "starts date", 5: "key duplicate-key"}; fmt.Sprint(problems) != fmt.Sprint(want) {
		t.Errorf("problems %v, want %v", problems, want)
	}
}

func TestWhatOnlyPagesOfItsFeatureMakeIsNoTable(t *testing.T) {
	w := newWorld(t)
	_, err := interchange.Import(t.Context(), w.Node, w.request("test/stamp", "key,name", "a,First"))
	if !errors.Is(err, interchange.ErrNotWritable) {
		t.Errorf("an import of stamps: %v", err)
	}
}

func TestOneRefusedRowKeepsAllFromBeingWrittenUnlessTheGoodAreWanted(t *testing.T) {
	w := newWorld(t)
	lines := []string{"key,title.en,starts", "a,First,", "b,,", "c,Third,"}
	before := w.size()
	report, err := interchange.Import(t.Context(), w.Node, w.request("test/visit", lines...))
	if !errors.Is(err, interchange.ErrRefused) {
		t.Fatalf("error %v", err)
	}
	counts(t, report, "2 0 0 1 0")
	if w.size() != before {
		t.Fatal("something was written although a row was refused")
	}
	request := w.request("test/visit", lines...)
	request.TakeGood = true
	report, err = interchange.Import(t.Context(), w.Node, request)
	if err != nil {
		t.Fatal(err)
	}
	counts(t, report, "2 0 0 1 2")
}

// Without this the good row would refer to a record that never comes.
func TestARowThatRefersToARefusedRowIsRefusedToo(t *testing.T) {
	w := newWorld(t)
	request := w.request("test/visit", "key,title.en,follows", "a,First,b", "b,Second,c", "c,,", "d,Fourth,")
	request.TakeGood = true
	report, err := interchange.Import(t.Context(), w.Node, request)
	if err != nil {
		t.Fatal(err)
	}
	counts(t, report, "1 0 0 3 1")
	for _, row := range report.Rows[:2] {
		if row.Action != interchange.Refuse || row.Problems[0].Path != "follows" || row.Problems[0].Code != record.ProblemUnresolved {
			t.Errorf("row %+v", row)
		}
	}
}

func TestReferencesThatNothingAnswersAreRefused(t *testing.T) {
	w := newWorld(t)
	for cell, code := range map[string]string{
		"nobody": record.ProblemUnresolved, "test/host/nobody": record.ProblemUnresolved,
	} {
		report, err := interchange.Import(t.Context(), w.Node, w.request("test/visit", "key,title.en,host", "a,First,"+cell))
		if !errors.Is(err, interchange.ErrRefused) || report.Rows[0].Problems[0].Code != code {
			t.Errorf("%s: %v, %+v", cell, err, report.Rows)
		}
	}
}

func TestWhatIsPrivateMayReferToWhatIsSharedAndNotTheOtherWayRound(t *testing.T) {
	w := newWorld(t)
	private := w.channel
	counts(t, w.takes("test/host", "key,name", "ours,Ours"), "1 0 0 0 1")
	w.channel = w.sharedWith(worldOf(t, "B"))
	counts(t, w.takes("test/host", "key,name", "theirs,Theirs"), "1 0 0 0 1")
	report, err := interchange.Import(t.Context(), w.Node, w.request("test/visit", "key,title.en,host", "a,First,ours"))
	if !errors.Is(err, interchange.ErrRefused) || report.Rows[0].Problems[0].Code != record.ProblemUnresolved {
		t.Errorf("a shared row that names a private record: %v, %+v", err, report.Rows)
	}
	w.channel = private
	counts(t, w.takes("test/visit", "key,title.en,host", "a,First,theirs", "b,Second,ours"), "2 0 0 0 2")
}

func TestSensitiveFieldsStayInThePrivateChannel(t *testing.T) {
	w := newWorld(t)
	lines := []string{"key,title.en,secret", "a,First,quiet", "b,Second,"}
	counts(t, w.takes("test/visit", lines...), "2 0 0 0 2")
	w.channel = w.sharedWith(worldOf(t, "B"))
	request := w.request("test/visit", lines...)
	request.TakeGood = true
	report, err := interchange.Import(t.Context(), w.Node, request)
	if err != nil {
		t.Fatal(err)
	}
	counts(t, report, "1 0 0 1 1")
	if problem := report.Rows[0].Problems[0]; problem.Path != "secret" {
		t.Errorf("problem %v", problem)
	}
}

func TestARowOfASharedChannelNamesNothingOfThePrivateOne(t *testing.T) {
	w := newWorld(t)
	w.takes("test/visit", "key,title.en", "a,Ours alone")
	private := w.byKey("a").ID
	w.channel = w.sharedWith(worldOf(t, "B"))
	request := w.request("test/visit", "key,title.en,follows", "b,Shared,"+private.String())
	request.DryRun = true
	report, err := interchange.Import(t.Context(), w.Node, request)
	if err != nil {
		t.Fatal(err)
	}
	if counts(t, report, "0 0 0 1 0"); report.Rows[0].Problems.Error() != "follows: elsewhere" {
		t.Errorf("refused for %v", report.Rows[0].Problems)
	}
}

func TestAFileThatCannotBeReadIsRefusedWhole(t *testing.T) {
	w := newWorld(t)
	for name, test := range map[string]struct{ text, says string }{
		"no key":          {"title.en\nFirst\n", `first column must be "key"`},
		"unknown column":  {"key,titel\na,First\n", `no column "titel"`},
		"twice a column":  {"key,title.en,title.en\n", "stands twice"},
		"semicolons":      {"key;title.en\na;b\n", "separated by commas"},
		"empty":           {"", "empty"},
		"not UTF-8":       {"key,title.en\na,\xff\xfe\n", "not UTF-8"},
		"not UTF-8 later": {"key,title.en\na,First\nb,\xff\n", "not UTF-8"},
		"a huge line":     {"key,title.en\na,\"" + strings.Repeat("x", 2<<20), "longer than"},
		"UTF-16":          {"\xff\xfek\x00e\x00y\x00", "not UTF-8"},
	} {
		request := w.request("test/visit")
		request.Source, request.TakeGood = strings.NewReader(test.text), true
		before := w.size()
		if _, err := interchange.Import(t.Context(), w.Node, request); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
		if w.size() != before {
			t.Errorf("%s: something was written", name)
		}
	}
}

// stopping writes one batch and then gives up.
type stopping struct {
	*strings.Reader
	after  int
	seeks  int
	cancel func()
}

func (s *stopping) Seek(offset int64, whence int) (int64, error) {
	s.seeks++
	return s.Reader.Seek(offset, whence)
}

func (s *stopping) Read(p []byte) (int, error) {
	if s.seeks == 3 && int(s.Size())-s.Len() > s.after {
		s.cancel()
	}
	return s.Reader.Read(p)
}

func TestAnImportThatWasCutGoesOnWhereItWas(t *testing.T) {
	w := newWorld(t)
	lines := []string{"key,title.en,follows"}
	const rows = 1700
	for i := range rows {
		lines = append(lines, fmt.Sprintf("k%d,Visit %d %s,k%d", i, i, strings.Repeat("x", 300), (i+1)%rows))
	}
	text := strings.Join(lines, "\n") + "\n"
	ctx, cancel := context.WithCancel(t.Context())
	request := w.request("test/visit")
	request.Source = &stopping{Reader: strings.NewReader(text), after: len(text) / 2, cancel: cancel}
	report, err := interchange.Import(ctx, w.Node, request)
	if !errors.Is(err, context.Canceled) || report.Written == 0 || report.Written == rows || report.Created != rows {
		t.Fatalf("%v after %d of %d", err, report.Written, report.Created)
	}
	if !strings.Contains(err.Error(), fmt.Sprintf("%d of %d rows were written", report.Written, rows)) {
		t.Errorf("the error does not say how far it came: %v", err)
	}
	request.Source = strings.NewReader(text)
	again, err := interchange.Import(t.Context(), w.Node, request)
	if err != nil {
		t.Fatal(err)
	}
	// What was written before the cut refers to ids that were reserved and then
	// given up; the rows say so and are revised.
	if again.Created != rows-report.Written || again.Created+again.Changed+again.Unchanged != rows || again.Refused > 0 {
		t.Errorf("again: %d created, %d changed, %d unchanged", again.Created, again.Changed, again.Unchanged)
	}
	counts(t, w.takes("test/visit", lines...), fmt.Sprintf("0 0 %d 0 0", rows))
}

func TestProgressReachesItsEnd(t *testing.T) {
	w := newWorld(t)
	var last [2]int64
	request := w.request("test/visit", "key,title.en", "a,First", "b,Second")
	request.Progress = func(done, total int64) { last = [2]int64{done, total} }
	if _, err := interchange.Import(t.Context(), w.Node, request); err != nil {
		t.Fatal(err)
	}
	if last != [2]int64{4, 4} {
		t.Errorf("progress ended at %v", last)
	}
}

func TestAnUnknownKindOrChannelIsRefused(t *testing.T) {
	w := newWorld(t)
	if _, err := interchange.Import(t.Context(), w.Node, w.request("test/nothing", "key")); err == nil {
		t.Error("an unknown kind was imported")
	}
	request := w.request("test/visit", "key,title.en", "a,First")
	request.Channel = record.ChannelID{1}
	if _, err := interchange.Import(t.Context(), w.Node, request); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown channel: %v", err)
	}
}

// moving is a file that is another one when it is read for the last time.
type moving struct {
	now, then io.ReadSeeker
	seeks     int
}

func (m *moving) Seek(offset int64, whence int) (int64, error) {
	if m.seeks++; m.seeks == 3 {
		m.now = m.then
	}
	return m.now.Seek(offset, whence)
}

func (m *moving) Read(p []byte) (int, error) { return m.now.Read(p) }

func TestAFileThatChangesWhileItIsReadWritesNothing(t *testing.T) {
	w := newWorld(t)
	for name, then := range map[string]string{
		"another key": "key,title.en\nb,First\n", "a row more": "key,title.en\na,First\nb,Second\n", "a bad row": "key,title.en\na,\n",
	} {
		request := w.request("test/visit")
		request.Source = &moving{now: strings.NewReader("key,title.en\na,First\n"), then: strings.NewReader(then)}
		before := w.size()
		if _, err := interchange.Import(t.Context(), w.Node, request); err == nil || !strings.Contains(err.Error(), "changed while") {
			t.Errorf("%s: %v", name, err)
		}
		if w.size() != before {
			t.Errorf("%s: something was written", name)
		}
	}
}

func TestARecordWithoutAKeyIsFoundByItsID(t *testing.T) {
	w := newWorld(t)
	written, err := w.Write(t.Context(), w.channel, node.Author{Office: "desk", Person: "tester"},
		node.Draft{Kind: "test/visit", Body: []byte(`{"title":{"en":"By hand"},"new":1}`)})
	if err != nil {
		t.Fatal(err)
	}
	report := w.takes("test/visit", "key,title.en", written[0].ID.String()+",By hand again")
	counts(t, report, "0 1 0 0 1")
	err = w.View(t.Context(), func(tx *store.Tx) error {
		r, err := tx.Record(w.channel, written[0].ID)
		if got, want := string(r.Body), `{"new":1,"title":{"en":"By hand again"}}`; err == nil && !sameMembers(got, want) {
			t.Errorf("body %s, want %s", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sameMembers(a, b string) bool {
	sorted := func(s string) string { r := []rune(s); slices.Sort(r); return string(r) }
	return sorted(a) == sorted(b)
}

func TestNothingIsImportedThatTheNodeMustNotHold(t *testing.T) {
	w := newWorld(t)
	if err := w.SetCeiling(t.Context(), label.TLP().Name, "GREEN"); err != nil {
		t.Fatal(err)
	}
	before := w.size() // what is imported is marked as the channel gives it: AMBER+STRICT
	request := w.request("test/visit", "key,title.en", "a,First", "b,Second")
	request.TakeGood = true
	report, err := interchange.Import(t.Context(), w.Node, request)
	if err == nil && report.Created > 0 {
		t.Errorf("taken: %+v", report)
	}
	if w.size() != before {
		t.Error("an import wrote above the ceiling of the node")
	}
}
