package programme

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"entente/feature/featuretest"
	"entente/record"
)

// iatiRow turns one activity as published under IATI into a row of
// programme/activity. Nothing is mended: what the publisher got wrong has to be
// told to whoever imports it. The actual date of a start or an end counts
// before the planned one.
func iatiRow(published map[string]string) map[string]string {
	first := func(names ...string) string {
		for _, name := range names {
			if published[name] != "" {
				return published[name]
			}
		}
		return ""
	}
	return map[string]string{
		"key": published["iati-identifier"],
		"title." + strings.ToLower(published["lang"]): published["title"],
		"type":         "project",
		"starts":       first("actual-start", "planned-start"),
		"ends":         first("actual-end", "planned-end"),
		"participants": strings.ReplaceAll(published["reporting-org-name"], ";", `\;`),
		"external":     "iati:" + published["iati-identifier"],
	}
}

func iatiRows(t *testing.T) []byte {
	t.Helper()
	file, err := os.Open("testdata/iati-activities.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := []string{"key", "title.en", "title.fr", "title.ko", "type", "starts", "ends", "participants", "external"}
	var out bytes.Buffer
	writer := csv.NewWriter(&out)
	rows := [][]string{columns}
	for _, line := range lines[1:] {
		published := map[string]string{}
		for i, name := range lines[0] {
			published[name] = line[i]
		}
		row := iatiRow(published)
		cells := make([]string, len(columns))
		for i, column := range columns {
			cells[i] = row[column]
		}
		rows = append(rows, cells)
	}
	if err := writer.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestIATIActivitiesBecomeRows(t *testing.T) {
	featuretest.Golden(t, "iati-rows.csv", iatiRows(t))
}

// What is refused, and why, is listed row by row; the rest is accepted.
func TestIATIRowsAreAcceptedOrRefusedWithAReason(t *testing.T) {
	reader, err := record.ReadCSV(Activities.Kind, bytes.NewReader(iatiRows(t)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	refused := csv.NewWriter(&out)
	refused.Write([]string{"line", "key", "field", "problem"})
	accepted, rejected := 0, 0
	for {
		row, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		problems := judge(row)
		if len(problems) == 0 {
			accepted++
			continue
		}
		rejected++
		for _, problem := range problems {
			refused.Write([]string{strconv.Itoa(row.Line), row.Key, problem.Path, problem.Code})
		}
	}
	refused.Flush()
	featuretest.Golden(t, "iati-refused.csv", out.Bytes())
	if accepted != 375 || rejected != 26 {
		t.Errorf("%d accepted and %d refused of 401, want 375 and 26", accepted, rejected)
	}
}

func judge(row record.Row) record.Problems {
	value, problems := row.Over(Activities.New(), nil)
	if len(problems) > 0 {
		return problems
	}
	body, _, err := Activities.Kind.Encode(value)
	if err != nil {
		return record.Problems{record.Wrong("", err.Error())}
	}
	return Activities.Validate(body)
}
