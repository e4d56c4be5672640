package record_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"entente/record"
)

func TestAFileThatIsNotWhatItShouldBeSaysWhatToDo(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"empty", "", "line 1: the file is empty"},
		{"not UTF-8", "key,title.en\na,A\nb,\xb0\xa1\n", "line 3: not UTF-8"},
		{"UTF-16", "\xff\xfek\x00e\x00y\x00", "line 1: not UTF-8"},
		{"semicolons", "key;title.en\n", "separated by commas"},
		{"no key", "title.en,key\n", `the first column must be "key"`},
		{"unknown column", "key,title.en,titel\n", `test/exercise has no column "titel"; its columns are key, title.en,`},
		{"column twice", "key,title.en,title.en\n", `column "title.en" stands twice`},
		{"list twice", "key,units,units.1\n", `"units" and "units.1"`},
		{"too many columns", "key" + strings.Repeat(",title.en", 1000) + "\n", "1001 columns"},
		{"quotes in the header", "key,\"title.en\n", "line 1: a quotation mark"},
	} {
		r, err := record.ReadCSV(exercises.Kind, strings.NewReader(test.file))
		for err == nil {
			_, err = r.Next()
		}
		var wrong *record.CSVError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error is %v, expected %q", test.name, err, test.want)
		}
	}
}

func TestABadRowDoesNotStopTheRowsAfterIt(t *testing.T) {
	file := "\ufeffkey,title.en,starts\r\n" +
		"a,A,2005\r\n" +
		"b,B\r\n" + // too few cells
		"c,C,2005,x\n" +
		",D,\n" + // no key
		"a,again,\n" +
		"e,a 5\" gun,\n" +
		"f,\"F\"x,\n" +
		"\n,,\n" + // blank
		"g,\"two\r\nlines, \"\"quoted\"\"\",2006\n" +
		"h\n" +
		"'=i,'=1+1,\n" +
		"j,\"never closed,\n"
	var got []string
	for _, row := range rows(t, file) {
		text := fmt.Sprintf("%d %s", row.Line, row.Key)
		for _, cell := range row.Cells {
			text += fmt.Sprintf(" %q", cell.Text)
		}
		if len(row.Problems) > 0 {
			text += " " + row.Problems.Error()
		}
		got = append(got, text)
	}
	want := []string{
		`2 a "A" "2005"`,
		`3 b cells (expected 3) (found 2)`,
		`4 c cells (expected 3) (found 4)`,
		`5  key: key`,
		`6 a key: duplicate-key (line 2)`,
		`7  quotes`,
		`8  quotes`,
		`11 g "two\nlines, \"quoted\"" "2006"`,
		`13 h cells (expected 3) (found 1)`,
		`14 =i "=1+1" ""`,
		`15  quotes`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("rows\n%s\nexpected\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// endless is a line without an end.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestALineWithoutAnEndIsNotReadIntoMemory(t *testing.T) {
	for name, start := range map[string]string{
		"header":          "key,",
		"row":             "key,title.en\na,",
		"open quote":      "key,title.en\na,\"",
		"many open lines": "key,title.en\na,\"" + strings.Repeat("\n", 1000),
	} {
		source := &endless{}
		r, err := record.ReadCSV(exercises.Kind, io.MultiReader(strings.NewReader(start), source))
		for err == nil {
			_, err = r.Next()
		}
		var wrong *record.CSVError
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Reason, "longer than 1048576 bytes") || source.read > 2<<20 {
			t.Errorf("%s: error %v after %d bytes", name, err, source.read)
		}
	}
}

func TestASpreadsheetDoesNotComputeWhatAPartnerWrote(t *testing.T) {
	e := Exercise{Title: record.Text{EN: `=HYPERLINK("http://x","y")`, FR: "'=1", KO: "'부산"}, Units: []string{"@SUM(1)"}, Number: -5,
		Cost: record.Money{Minor: -150, Currency: "EUR"}, Basics: record.Basics{External: []record.ExternalID{{Scheme: "key", Value: "+82"}}}}
	var file strings.Builder
	w, err := record.WriteCSV(exercises.Kind, &file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(&e, ""), w.Flush()); err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{`"'=HYPERLINK(""http://x"",""y"")"`, `,''=1,`, `,'부산,`, `,'@SUM(1),`, `,-5,`, `,-1.50,EUR`, "\n'+82,"} {
		if !strings.Contains(file.String(), cell) {
			t.Errorf("%s is not in\n%s", cell, file.String())
		}
	}
	row := rows(t, file.String())[0]
	value, problems := row.Over(exercises.New(), nil)
	mustBeValid(t, problems)
	if back := value.(*Exercise); back.Title != e.Title || back.Units[0] != e.Units[0] || row.Key != "+82" || back.Number != -5 {
		t.Errorf("came back as %+v", back)
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{
		"key,title.en,starts\na,A,2005\n",
		"\ufeffkey,title.ko,cost.amount,cost.currency\r\n\"a\",\"가\"\"나\",1.50,USD\r\n",
		"key,participants.2.body,units,goals\na,\"x\ny\",a\\;b;c,test/area/" + someID + "\n",
		"key,contact.name,external\na,=1,iati:x\n,,\n\n\"",
		"key,contact.name\nb,\xff\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := record.ReadCSV(exercises.Kind, strings.NewReader(string(file)))
		if err != nil {
			return
		}
		for {
			row, err := r.Next()
			if err != nil {
				return
			}
			value, problems := row.Over(exercises.New(), nil)
			if len(problems) > 0 {
				continue
			}
			body, _ := encode(t, value)
			back, err := exercises.Decode(body, nil)
			if err != nil {
				t.Fatal(err)
			}
			// What a row says must be read again from what is written of it.
			for _, cell := range row.Cells {
				if cell.Column.Personal {
					continue
				}
				if got := cell.Column.Text(&back); got != cell.Column.Text(value) {
					t.Errorf("%s: %q became %q", cell.Column.Name, cell.Text, got)
				}
			}
		}
	})
}
