package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A query that reads records names their tables by tx.from, which is what a
// reader may see. These name a table itself, and so many times.
var wholeTables = map[string]struct {
	times int
	why   string
}{
	"draft.go":      {4, "which drafts end when an entry is withdrawn: the node asks"},
	"facet.go":      {2, "writes"},
	"hide.go":       {1, "a withdrawal: the node asks"},
	"list.go":       {3, "which of the records that are seen: within a condition on them"},
	"listed.go":     {2, "any record of a label: joined to those that are seen"},
	"listing.go":    {3, "which of the records that are seen: within a condition on them"},
	"record.go":     {4, "writes; and what hangs on a record that was found"},
	"sight.go":      {2, "the predicate itself"},
	"valuecount.go": {1, "joined to those that are seen"},
}

// Faces read for people by ViewAs. These read for the node, or for the door.
var readByTheNode = map[string]string{
	"web/account.go":       "the reader's own account",
	"web/form_send.go":     "whether what was just sent has been written",
	"web/kept.go":          "the reader's own forms",
	"web/notices.go":       "goes on by SeenBy",
	"web/passkey.go":       "the reader's own account",
	"web/release.go":       "where what was just released stands",
	"web/signin.go":        "nobody is signed in",
	"web/stepup.go":        "the reader's own account",
	"office/duties_act.go": "whether somebody else took the duty meanwhile",
	"notice/mailer.go":     "who wants mails; what stands in them is read by SeenBy",
	"notice/queue.go":      "the mails themselves",
}

func TestQueriesOfRecordsAskWhatTheReaderMaySee(t *testing.T) {
	direct := regexp.MustCompile(`(FROM|JOIN) (record|revision|reference|external_id|sort_key|facet)\b`)
	writes := regexp.MustCompile(`DELETE FROM (record|revision|reference|external_id|sort_key|facet)\b`)
	files := sourcesIn(t, "../../store")
	for _, path := range files {
		text := read(t, path)
		found := len(direct.FindAllString(text, -1)) - len(writes.FindAllString(text, -1))
		if known := wholeTables[filepath.Base(path)]; found != known.times {
			t.Errorf("store/%s names a table of records %d times, %d are known: read it by tx.from, or say here why not", filepath.Base(path), found, known.times)
		}
	}
}

func TestFacesReadAsTheirPerson(t *testing.T) {
	whole := regexp.MustCompile(`\b(node|n|Node|store)\.View\(|\.Whole\(\)`)
	for _, face := range []string{"web", "api", "programme", "landscape", "comment", "file", "office", "rights", "withdrawal", "feature", "notice"} {
		for _, path := range sourcesIn(t, "../../"+face) {
			name := face + "/" + filepath.Base(path)
			found := whole.MatchString(read(t, path))
			if _, known := readByTheNode[name]; found != known {
				t.Errorf("%s reads the store without a reader: %t; the list here says %t", name, found, known)
			}
		}
	}
}

// sourcesIn are the Go files of a folder that are no tests.
func sourcesIn(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files in %s: %v", len(files), folder, err)
	}
	return slices.DeleteFunc(files, func(path string) bool { return strings.HasSuffix(path, "_test.go") })
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
