package data

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// row is one line of a table with what the table says about it.
type row struct {
	Table
	cells map[string]string
}

func (r row) name() string { return r.Kind + "/" + r.cells["key"] }

func readRows(t *testing.T, path string) []map[string]string {
	t.Helper()
	raw, err := Files.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !utf8.Valid(raw) || bytes.ContainsAny(raw, "\r\x00") || bytes.HasPrefix(raw, []byte("\ufeff")) {
		t.Fatalf("%s: want UTF-8 with LF line ends and no byte order mark", path)
	}
	lines, err := csv.NewReader(bytes.NewReader(raw)).ReadAll() // every line must have as many cells as the first
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		cells := make(map[string]string, len(line))
		for i, cell := range line {
			if cell != strings.TrimSpace(cell) {
				t.Errorf("%s: %q has space around it", path, cell)
			}
			cells[lines[0][i]] = cell
		}
		rows = append(rows, cells)
	}
	return rows
}

func allRows(t *testing.T) []row {
	t.Helper()
	var rows []row
	for _, table := range Tables() {
		for _, cells := range readRows(t, table.Path) {
			rows = append(rows, row{table, cells})
		}
	}
	return rows
}

func ofKind(rows []row, kind string) []row {
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.Kind != kind })
}

func TestEveryTableIsListed(t *testing.T) {
	for _, side := range []string{"rok", "nato"} {
		files, err := fs.Glob(Files, side+"/*.csv")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !slices.ContainsFunc(Tables(), func(table Table) bool { return table.Path == file && table.Side == side }) {
				t.Errorf("%s is not listed in Tables", file)
			}
		}
	}
}

func TestAllFactsAreThere(t *testing.T) {
	rows := allRows(t)
	for kind, want := range map[string]int{
		"programme/programme": 1, "programme/edition": 5,
		"programme/activity": 95, "programme/area": 11, // the 106 facts
		"landscape/exposure": 20, "programme/source": 142,
	} {
		if got := len(ofKind(rows, kind)); got != want {
			t.Errorf("%d rows of %s, want %d", got, kind, want)
		}
	}
}

func TestKeysAreUniqueAcrossAllTables(t *testing.T) {
	seen := map[string]string{}
	for _, r := range allRows(t) {
		key := r.cells["key"]
		if key == "" || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%s: key %q: want lower-case letters, digits and hyphens", r.Path, key)
		}
		if other, ok := seen[key]; ok {
			t.Errorf("key %s stands in %s and in %s", key, other, r.Path)
		}
		seen[key] = r.Path
	}
}

func TestRowsReferOnlyToRowsBeforeThem(t *testing.T) {
	before := map[string]bool{}
	for _, r := range allRows(t) {
		for column, kind := range map[string]string{
			"programme": "programme/programme/", "edition": "programme/edition/",
			"predecessor": "programme/edition/", "area": "programme/area/", "about": "",
		} {
			if key := r.cells[column]; key != "" && !before[kind+key] {
				t.Errorf("%s: %s refers to %q, which is nowhere before it", r.name(), column, key)
			}
		}
		if r.Kind == "programme/source" && r.cells["about"] == "" {
			t.Errorf("%s is about nothing", r.name())
		}
		before[r.name()] = true
	}
}

func TestEveryFactHasASourceOfItsOwnSide(t *testing.T) {
	rows := allRows(t)
	sides := map[string][]string{}
	for _, source := range ofKind(rows, "programme/source") {
		about := source.cells["about"]
		sides[about] = append(sides[about], source.Side)
	}
	for _, r := range rows {
		if r.Kind != "programme/source" && !slices.Contains(sides[r.name()], r.Side) {
			t.Errorf("%s is written by %s, which gives no source for it", r.name(), r.Side)
		}
	}
}

func TestSidesFollowHosts(t *testing.T) {
	hosts := map[string]map[string]string{}
	for _, h := range readRows(t, "sources-by-host.csv") {
		if hosts[h["host"]] != nil {
			t.Errorf("host %q is listed twice", h["host"])
		}
		hosts[h["host"]] = h
	}
	used := map[string]bool{}
	for _, source := range ofKind(allRows(t), "programme/source") {
		address, err := url.Parse(source.cells["url"])
		if err != nil {
			t.Errorf("%s: %v", source.name(), err)
			continue
		}
		host, ok := hosts[address.Host]
		if !ok {
			t.Errorf("%s: host %q is not in sources-by-host.csv", source.name(), address.Host)
			continue
		}
		used[address.Host] = true
		if host["side"] != source.Side || host["publisher"] != source.cells["publisher"] {
			t.Errorf("%s: by %s (%s), but sources-by-host.csv says %s (%s)", source.name(),
				source.cells["publisher"], source.Side, host["publisher"], host["side"])
		}
	}
	for host := range hosts {
		if !used[host] {
			t.Errorf("host %q is listed but no source is there", host)
		}
	}
}

func TestActivitiesBelongToAnAreaOnlyByItsExactName(t *testing.T) {
	rows := allRows(t)
	areas := map[string]string{}
	for _, area := range ofKind(rows, "programme/area") {
		areas[strings.ToLower(area.cells["title.en"])] = area.cells["key"]
	}
	for _, activity := range ofKind(rows, "programme/activity") {
		want := ""
		// A date of a whole year or month sorts before the days within it.
		if activity.cells["starts"] >= "2023-07-11" {
			want = areas[activity.cells["theme"]]
		}
		if got := activity.cells["area"]; got != want {
			t.Errorf("%s: area %q, want %q", activity.name(), got, want)
		}
	}
}

func TestTheThreeDatesOfTheITPPStandSideBySide(t *testing.T) {
	states := map[string]string{}
	for _, source := range ofKind(allRows(t), "programme/source") {
		if source.cells["about"] == "programme/edition/itpp-2023" {
			states[source.cells["field"]] = source.cells["states.en"]
		}
	}
	for field, day := range map[string]string{"inForce": "9 July 2023", "agreed": "11 July 2023", "signed": "13 July 2023"} {
		if !strings.Contains(states[field], day) {
			t.Errorf("no source says of %s: %s", field, day)
		}
	}
}
