package record_test

import (
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"entente/record"
)

func TestADateIsAsExactAsItIsKnown(t *testing.T) {
	for _, test := range []struct{ text, earliest, latest string }{
		{"2005", "2005-01-01", "2005-12-31"},
		{"2005-03", "2005-03-01", "2005-03-31"},
		{"2005-02", "2005-02-01", "2005-02-28"},
		{"2004-02", "2004-02-01", "2004-02-29"},
		{"1900-02", "1900-02-01", "1900-02-28"},
		{"2000-02", "2000-02-01", "2000-02-29"},
		{"2005-03-14", "2005-03-14", "2005-03-14"},
		{"1000", "1000-01-01", "1000-12-31"},
		{"9999-12-31", "9999-12-31", "9999-12-31"},
	} {
		d := date(test.text)
		if d.String() != test.text || d.Earliest() != date(test.earliest) || d.Latest() != date(test.latest) {
			t.Errorf("%s is %s, from %s to %s", test.text, d, d.Earliest(), d.Latest())
		}
	}
	var none record.Date
	if !none.IsZero() || none.String() != "" || none.Earliest() != none || none.Latest() != none || none.Precision() != record.NoDate {
		t.Error("no date is some date")
	}
	if d := record.DayOf(time.Date(2026, 11, 23, 23, 59, 0, 0, time.FixedZone("KST", 9*3600))); d != date("2026-11-23") {
		t.Errorf("the day in Seoul is %s", d)
	}
}

func TestWhatIsNoDateIsRefused(t *testing.T) {
	for _, text := range []string{"", "0999", "999", "10000", "2005-", "2005-0", "2005-00", "2005-13", "2005-3", "2005-03-", "2005-03-00", "2005-03-32",
		"2005-02-29", "1900-02-29", "2005-04-31", "2005/03", "20050314", "+2005", "-2005", "2005-03-14T", " 2005", "2005\n", "２００５", "2005-1a"} {
		if d, err := record.ParseDate(text); err == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
}

func drawDate(t *rapid.T) record.Date {
	year := rapid.IntRange(1000, 9999).Draw(t, "year")
	day := record.DayOf(time.Date(year, 1, 1+rapid.IntRange(0, 364).Draw(t, "day"), 0, 0, 0, 0, time.UTC)).String()
	return date(day[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, "length")])
}

func TestDatesSortLikeTheirTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDate(t), drawDate(t)
		if a.Compare(b) != strings.Compare(a.String(), b.String()) || a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%s and %s compare as %d", a, b, a.Compare(b))
		}
		if a.Before(b) && (b.Before(a) || a.Latest().Compare(b.Earliest()) >= 0) {
			t.Fatalf("%s is before %s", a, b)
		}
		if a.Earliest().Compare(a.Latest()) > 0 {
			t.Fatalf("%s begins after it ends", a)
		}
	})
}

func TestMoneyIsExact(t *testing.T) {
	for _, test := range []struct {
		text  string
		minor int64
	}{
		{"USD 12000000.00", 1200000000}, {"USD 0.00", 0}, {"USD -0.05", -5}, {"KRW 1500", 1500}, {"BHD 1.005", 1005}, {"CLF 0.0001", 1},
		{"USD 90071992547409.92", 1 << 53}, {"EUR -90071992547409.92", -1 << 53},
	} {
		m, err := record.ParseMoney(test.text)
		if err != nil || m.Minor != test.minor || m.String() != test.text {
			t.Errorf("%s: %+v, %s, %v", test.text, m, m, err)
		}
	}
	if m, err := record.ParseMoney("USD 12"); err != nil || m.Minor != 1200 {
		t.Errorf("USD 12: %+v, %v", m, err)
	}
	for _, text := range []string{"", "USD", "12.00", "USD 1,200.00", "USD 1.5", "USD 1.500", "USD 1.", "USD .50", "USD 01.00", "USD 1.00 ", "USD  1.00",
		"usd 1.00", "XYZ 1.00", "US 1.00", "USD+1.00", "USD +1.00", "USD 1e3", "KRW 1.00", "USD 90071992547409.93", "USD --1.00", "D D 1", "USD 1.-1"} {
		if m, err := record.ParseMoney(text); err == nil {
			t.Errorf("%q is read as %+v", text, m)
		}
	}
	if got := (record.Money{Minor: 125, Currency: "XYZ"}).Amount(); got != "125" {
		t.Errorf("an amount in an unknown currency is %q", got)
	}
}

func TestCurrenciesAreThoseOfISO4217(t *testing.T) {
	seen := map[record.Currency]bool{}
	for _, c := range record.Currencies() {
		if _, known := c.Decimals(); !known || len(c) != 3 || seen[c] {
			t.Errorf("%q is unknown, twice or no code", c)
		}
		seen[c] = true
	}
	for c, want := range map[record.Currency]int{"USD": 2, "EUR": 2, "KRW": 0, "JPY": 0, "ISK": 0, "HUF": 2, "IQD": 3, "LBP": 2, "CLF": 4, "LTL": 2} {
		if got, known := c.Decimals(); !known || got != want {
			t.Errorf("%s has %d decimals, expected %d", c, got, want)
		}
	}
	for _, c := range []record.Currency{"", "XXX", "XAU", "XTS", "D A", "SD ", "usd"} {
		if _, known := c.Decimals(); known {
			t.Errorf("%q is known", c)
		}
	}
}

func TestMoneyTextIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := record.Money{
			Minor:    rapid.Int64Range(-record.MaxSafeInteger, record.MaxSafeInteger).Draw(t, "minor"),
			Currency: rapid.SampledFrom(record.Currencies()).Draw(t, "currency"),
		}
		back, err := record.ParseMoney(m.String())
		if err != nil || back != m {
			t.Fatalf("%+v is written %s and read %+v, %v", m, m, back, err)
		}
		wire, err := json.Marshal(m, json.OmitZeroStructFields(true))
		if err != nil || json.Unmarshal(wire, &back) != nil || back != m {
			t.Fatalf("%+v is %s on the wire, %v", m, wire, err)
		}
	})
}

func TestDecimalsStayAsTheyWereWritten(t *testing.T) {
	for _, text := range []string{"0", "-0", "2.50", "-1234567890.12345678901234567890", "999999999999999999999999999999", "0.00000000000000000000000000001"} {
		if d, err := record.ParseDecimal(text); err != nil || string(d) != text {
			t.Errorf("%q: %q, %v", text, d, err)
		}
	}
	for _, text := range []string{"", ".5", "5.", "05", "+5", "1e5", "1,5", "--1", "0x1", "NaN", " 1", "1234567890123456789012345678901", "1/2"} {
		if d, err := record.ParseDecimal(text); err == nil {
			t.Errorf("%q is read as %q", text, d)
		}
	}
	if r, ok := record.Decimal("1.10").Rat(); !ok || r.RatString() != "11/10" {
		t.Errorf("%v", r)
	}
	if _, ok := record.Decimal("1e999999999").Rat(); ok {
		t.Error("a decimal that is none has a number")
	}
}

func TestAPageMayLinkToAWebAddressOnly(t *testing.T) {
	for _, text := range []string{"https://www.nato.int/", "http://x/?a=b&c=%20#d", "https://[::1]:8080/", "https://외교부.한국/가"} {
		if _, err := record.ParseURL(text); err != nil {
			t.Error(err)
		}
	}
	for _, text := range []string{"", "nato.int", "//nato.int/", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "ftp://x/", "https://", "https:///x",
		"https://a:b@x/", "https://a@x/", "https://x/ y", "https://x/\"onclick", "https://x/\n", "https://x\\y/", "https://x/" + strings.Repeat("a", 2000)} {
		if u, err := record.ParseURL(text); err == nil {
			t.Errorf("%q is read as %q", text, u)
		}
	}
}

func TestATextFallsBackAndSaysSo(t *testing.T) {
	text := record.Text{FR: "Séoul", KO: "서울"}
	for asked, want := range map[record.Language]string{record.English: "fr Séoul", record.French: "fr Séoul", record.Korean: "ko 서울", "ja": "fr Séoul"} {
		got, language := text.In(asked)
		if string(language)+" "+got != want {
			t.Errorf("%s: %s %s", asked, language, got)
		}
	}
	if got, language := (record.Text{}).In(record.Korean); got != "" || language != record.Korean {
		t.Errorf("nothing is %q in %s", got, language)
	}
	if (record.Text{}).String() != "" || text.String() != "Séoul" || len(text.All()) != 2 {
		t.Error("a text is not what was written")
	}
}

func TestReferencesAndIdentifiersAreReadBack(t *testing.T) {
	ref := record.Ref{Kind: "programme/area", ID: id(someID)}
	if back, err := record.ParseRef(ref.String()); err != nil || back != ref {
		t.Errorf("%s is read as %s, %v", ref, back, err)
	}
	for _, text := range []string{"", "area/" + someID, "a/b/c/" + someID, "A/b/" + someID, "a/b/" + strings.ToUpper(someID), "a/b/", someID} {
		if back, err := record.ParseRef(text); err == nil {
			t.Errorf("%q is read as %s", text, back)
		}
	}
	for _, text := range []string{"iati:KR-GOV-010-1", "key:a:b", "x.y_z-1:가 나"} {
		if back, err := record.ParseExternalID(text); err != nil || back.String() != text {
			t.Errorf("%q is read as %s, %v", text, back, err)
		}
	}
	for _, text := range []string{"", "iati", "iati:", ":x", "IATI:x", "-x:y", "a b:c", "a:\x00", strings.Repeat("a", 65) + ":x", "a:" + strings.Repeat("가", 501)} {
		if back, err := record.ParseExternalID(text); err == nil {
			t.Errorf("%q is read as %s", text, back)
		}
	}
}

// drawExercise makes exercises with everything that a body can hold.
func drawExercise(t *rapid.T) Exercise {
	plain := func(label string) string {
		return rapid.StringOfN(rapid.RuneFrom([]rune("aB9 ;\\'\"=+-@,\n\té가탈—")), 0, 12, -1).Draw(t, label)
	}
	given := func(label string) string { return "x" + plain(label) }
	text := func(label string) record.Text {
		return record.Text{EN: plain(label + ".en"), FR: plain(label + ".fr"), KO: plain(label + ".ko")}
	}
	sometimes := func(label string) bool { return rapid.Bool().Draw(t, label) }
	e := Exercise{Title: text("title"), Status: "planned"}
	e.Title.EN = given("title")
	if sometimes("dates") {
		e.Starts = drawDate(t)
		e.Ends = e.Starts
	}
	if sometimes("cost") {
		e.Cost = record.Money{Minor: rapid.Int64Range(-5000, 5000).Draw(t, "minor"), Currency: rapid.SampledFrom(record.Currencies()).Draw(t, "currency")}
	}
	if sometimes("refs") {
		e.Area = record.Ref{Kind: "test/area", ID: id(someID)}
		e.Goals = []record.Ref{{Kind: "test/exercise", ID: id(otherID)}, e.Area}
		e.About = e.Goals[0]
	}
	e.Place = Place{Name: text("place"), Country: plain("country"), Inside: Room{Name: plain("room")}}
	e.Share = rapid.SampledFrom([]record.Decimal{"", "0", "-1.50"}).Draw(t, "share")
	e.Number, e.Repeated = rapid.Int64Range(-3, 3).Draw(t, "number"), sometimes("repeated")
	if sometimes("public") {
		public, injured := sometimes("public value"), rapid.Int64Range(0, 2).Draw(t, "injured")
		e.Public, e.Injured = &public, &injured
	}
	for range rapid.IntRange(0, 3).Draw(t, "units") {
		e.Units = append(e.Units, given("unit"))
		e.Names = append(e.Names, record.Text{KO: given("name")})
		p := Participant{Body: given("body"), Seats: rapid.Int64Range(0, 2).Draw(t, "seats")}
		if sometimes("role") {
			p.Roles = []string{plain("role") + " ", given("role")}
		}
		e.Bodies = append(e.Bodies, p)
		e.Guests = append(e.Guests, Guest{Office: given("office"), Name: record.PersonalValue(given("guest"))})
	}
	if sometimes("contact") {
		e.Contact = record.PersonalValue(Person{Name: given("person"), Phone: plain("phone")})
	}
	e.External = []record.ExternalID{{Scheme: "iati", Value: given("iati")}, {Scheme: "key", Value: "k"}}
	return e
}

func TestBodiesAndSpreadsheetsGiveBackWhatTheyWereGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExercise(t)
		body, personal, err := exercises.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if problems := exercises.Validate(body); len(problems) > 0 {
			t.Fatal(problems)
		}
		if problems := exercises.ValidateValue(&e, nil); len(problems) > 0 {
			t.Fatal(problems)
		}
		back, err := exercises.Decode(body, parts(personal))
		if err != nil {
			t.Fatal(err)
		}
		sameBytes(t, "the body", &back, body, personal)

		var file strings.Builder
		w, err := record.WriteCSV(exercises.Kind, &file, exercises.ColumnsFor(&e)...)
		if err != nil || w.Write(&e, "") != nil || w.Flush() != nil {
			t.Fatal(err)
		}
		r, err := record.ReadCSV(exercises.Kind, strings.NewReader(file.String()))
		if err != nil {
			t.Fatal(err)
		}
		row, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		for base, start := range map[string]any{"nothing": exercises.New(), "itself": &e} {
			value, problems := row.Over(start, nil)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			sameBytes(t, "the row laid over "+base, value, body, personal)
		}
	})
}

func sameBytes(t *rapid.T, what string, value any, body []byte, personal [][]byte) {
	again, apart, err := exercises.Kind.Encode(value)
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(body) || len(apart) != len(personal) {
		t.Fatalf("%s gives back\n%s\nnot\n%s", what, again, body)
	}
	for i := range apart {
		if string(apart[i]) != string(personal[i]) {
			t.Fatalf("%s gives back %s, not %s", what, apart[i], personal[i])
		}
	}
}
