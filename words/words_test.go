package words_test

import (
	"strings"
	"testing"
	"time"

	"entente/record"
	"entente/words"
)

type visit struct {
	Title  record.Text  `json:"title" is:"required" en:"Title"`
	Starts record.Date  `json:"starts" en:"Start"`
	Bodies []body       `json:"participants" en:"Participants"`
	Cost   record.Money `json:"cost" en:"Cost"`
	record.Basics
}

type body struct {
	Office string `json:"office" is:"required" en:"Body"`
	record.Extra
}

var visits = record.Declare(record.Of[visit]{Name: "test/visit", Version: 1, Title: "Visit|Visits"}).Kind

const visitWords = "en,fr,ko\nTitle,Titre,제목\nStart,Début,시작\nParticipants,Participants,참가자\nBody,Organisme,기관\n" +
	"The visit ends before it starts.,La visite se termine avant d’avoir commencé.,방문이 시작 전에 끝납니다.\n" +
	"{n} visit,{n} visite,방문 {n}건\n{n} visits,{n} visites,방문 {n}건\nOnly English,,\n"

func catalogue(t *testing.T) words.Catalogue {
	t.Helper()
	own, err := words.Own()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := words.Parse(visitWords)
	if err != nil {
		t.Fatal(err)
	}
	joined, err := words.Join(own, parsed)
	if err != nil {
		t.Fatal(err)
	}
	return joined
}

func TestProblemsAreToldInTheReadersLanguage(t *testing.T) {
	c := catalogue(t)
	for _, test := range []struct {
		problem    record.Problem
		en, fr, ko string
	}{
		{record.Problem{Path: "participants.1.office", Code: record.ProblemRequired},
			"Participants 1, Body: This field is required.", "Participants 1, Organisme\u00a0: Ce champ est obligatoire.", "참가자 1, 기관: 필수 항목입니다."},
		{record.Problem{Path: "title.ko", Code: record.ProblemTooLong, Args: map[string]string{"max": "10000"}},
			"Title, Korean: This is too long; 10,000 characters are the most.", "Titre, Coréen\u00a0: Ce texte est trop long\u202f; 10\u202f000 caractères au plus.", "제목, 한국어: 너무 깁니다. 최대 10,000자입니다."},
		{record.Wrong("starts", "The visit ends before it starts."),
			"Start: The visit ends before it starts.", "Début\u00a0: La visite se termine avant d’avoir commencé.", "시작: 방문이 시작 전에 끝납니다."},
		{record.Problem{Code: record.ProblemJSON}, "This is not JSON in UTF-8.", "Ce n’est pas du JSON en UTF-8.", "UTF-8로 된 JSON이 아닙니다."},
		{record.Problem{Path: "titel", Code: record.ProblemUnknown}, "titel: There is no such field.", "titel\u00a0: Ce champ n’existe pas.", "titel: 없는 항목입니다."},
		{record.Problem{Path: "key", Code: record.ProblemSecondKey, Args: map[string]string{"line": "7"}}, "Key: This key already stands in line 7.", "Clé\u00a0: Cette clé figure déjà à la ligne 7.", "키: 이 키는 이미 7행에 있습니다."},
		{record.Wrong("", "Nobody translated {this}."), "Nobody translated {this}.", "Nobody translated {this}.", "Nobody translated {this}."},
	} {
		for language, want := range map[record.Language]string{record.English: test.en, record.French: test.fr, record.Korean: test.ko} {
			if got := c.Problem(language, visits, test.problem); got != want {
				t.Errorf("%s: %q, expected %q", language, got, want)
			}
		}
	}
}

func TestEveryProblemOfARecordHasASentenceInEveryLanguage(t *testing.T) {
	c := catalogue(t)
	for _, code := range []string{record.ProblemJSON, record.ProblemDuplicateName, record.ProblemDepth, record.ProblemNumber, record.ProblemSize,
		record.ProblemRequired, record.ProblemEmpty, record.ProblemType, record.ProblemUnknown, record.ProblemTooLong, record.ProblemTooMany,
		record.ProblemRange, record.ProblemCharacters, record.ProblemDate, record.ProblemDecimal, record.ProblemAmount, record.ProblemCurrency,
		record.ProblemURL, record.ProblemChoice, record.ProblemInteger, record.ProblemYesNo, record.ProblemReference, record.ProblemReferenceKind,
		record.ProblemUnresolved, record.ProblemElsewhere, record.ProblemExternal, record.ProblemDuplicate, record.ProblemPersonal, record.ProblemInvalid,
		record.ProblemCells, record.ProblemQuotes, record.ProblemKey, record.ProblemSecondKey,
		record.ProblemNoHeader, record.ProblemEncoding, record.ProblemCommas, record.ProblemFirstColumn, record.ProblemColumns,
		record.ProblemNoColumn, record.ProblemColumnTwice, record.ProblemListTwice, record.ProblemRowSize, record.ProblemRows} {
		told := map[string]bool{}
		for _, language := range record.Languages() {
			sentence := c.Sentence(language, record.Problem{Code: code})
			if sentence == code || told[sentence] {
				t.Errorf("%s: %s says %q", code, language, sentence)
			}
			told[sentence] = true
		}
	}
	if missing := c.Missing("English", "French", "Korean", "Amount", "Currency", "External identifiers", "Key"); missing != nil {
		t.Errorf("not translated: %q", missing)
	}
}

func TestWhatNobodyTranslatedIsSaidInEnglish(t *testing.T) {
	c := catalogue(t)
	if got := c.Say(record.Korean, "Only English", nil); got != "Only English" {
		t.Errorf("%q", got)
	}
	if got := (words.Catalogue{}).Say(record.French, "{a} and {b}", map[string]string{"a": "{b}", "b": "1"}); got != "{b} and 1" {
		t.Errorf("%q", got)
	}
	if missing := c.Missing("Title", "Only English", "Nowhere"); strings.Join(missing, ",") != "Only English,Nowhere" {
		t.Errorf("missing %q", missing)
	}
}

func TestANumberInASentenceIsGroupedOnlyByWhoKnowsThatItIsAQuantity(t *testing.T) {
	c := catalogue(t)
	for _, language := range record.Languages() {
		if got := c.Say(language, "until {year}, entry {n}", map[string]string{"year": "2021", "n": "-1284"}); got != "until 2021, entry -1284" {
			t.Errorf("%s: %q", language, got)
		}
		if got := c.Sentence(language, record.Problem{Code: "Not before {year}.", Args: map[string]string{"year": "1950"}}); got != "Not before 1950." {
			t.Errorf("%s: the rule of a feature says %q", language, got)
		}
		limit := record.Problem{Code: record.ProblemTooLong, Args: map[string]string{"max": "10000"}}
		if got, want := c.Sentence(language, limit), words.Number(language, 10000); !strings.Contains(got, want) {
			t.Errorf("%s: %q does not have %q", language, got, want)
		}
	}
}

func TestHowManyIsCountedAsTheLanguageDoes(t *testing.T) {
	c := catalogue(t)
	for n, want := range map[int64][3]string{
		0:    {"0 visits", "0 visite", "방문 0건"},
		1:    {"1 visit", "1 visite", "방문 1건"},
		2:    {"2 visits", "2 visites", "방문 2건"},
		1284: {"1,284 visits", "1\u202f284 visites", "방문 1,284건"},
	} {
		for i, language := range record.Languages() {
			if got := c.Count(language, "{n} visit|{n} visits", n); got != want[i] {
				t.Errorf("%s %d: %q, expected %q", language, n, got, want[i])
			}
		}
	}
}

func TestOneProgramCallsOneThingByOneName(t *testing.T) {
	a, err := words.Parse("en,fr,ko\nArea,Domaine,분야\n")
	if err != nil {
		t.Fatal(err)
	}
	b, err := words.Parse("\ufeffen,fr,ko\nArea,Zone,분야\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := words.Join(a, a); err != nil {
		t.Error(err)
	}
	if _, err := words.Join(a, b); err == nil || !strings.Contains(err.Error(), `"Area" is translated as "Domaine", "분야" and as "Zone", "분야"`) {
		t.Errorf("error is %v", err)
	}
	for _, text := range []string{"", "fr,en,ko\n", "en,fr,ko\na,b\n", "en,fr,ko\na,b,c\na,b,c\n", "en,fr,ko\n,b,c\n", "en,fr,ko\n\"a,b,c\n"} {
		if _, err := words.Parse(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestDatesAreWrittenAsExactlyAsTheyAreKnown(t *testing.T) {
	for text, want := range map[string][3]string{
		"2005":       {"2005", "2005", "2005년"},
		"2005-08":    {"August 2005", "août 2005", "2005년 8월"},
		"2005-03-14": {"14 March 2005", "14 mars 2005", "2005년 3월 14일"},
		"2005-12-01": {"1 December 2005", "1er décembre 2005", "2005년 12월 1일"},
	} {
		d, err := record.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		for i, language := range record.Languages() {
			if got := words.Date(language, d); got != want[i] {
				t.Errorf("%s: %q, expected %q", language, got, want[i])
			}
		}
	}
	for _, language := range record.Languages() {
		if got := words.Date(language, record.Date{}); got != "" {
			t.Errorf("no date is %q", got)
		}
	}
}

func TestDatesOfAColumnAreShortAndAsExact(t *testing.T) {
	for text, want := range map[string][3]string{
		"2005":       {"2005", "2005", "2005년"},
		"2005-08":    {"Aug 2005", "août 2005", "2005. 8."},
		"2005-09-14": {"14 Sep 2005", "14 sept. 2005", "2005. 9. 14."},
		"2005-12-01": {"1 Dec 2005", "1er déc. 2005", "2005. 12. 1."},
	} {
		d, err := record.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		for i, language := range record.Languages() {
			if got := words.ShortDate(language, d); got != want[i] {
				t.Errorf("%s: %q, expected %q", language, got, want[i])
			}
		}
	}
	if got := words.ShortDate(record.Korean, record.Date{}); got != "" {
		t.Errorf("no date is %q", got)
	}
}

func TestATimeSaysItsZone(t *testing.T) {
	at := time.Date(2005, 3, 14, 7, 30, 0, 0, time.UTC)
	seoul := at.In(time.FixedZone("KST", 9*3600))
	for i, want := range []string{"14 March 2005, 07:30 (UTC)", "14 mars 2005, 07:30 (UTC)", "2005년 3월 14일 07:30 (UTC)"} {
		if got := words.Time(record.Languages()[i], at); got != want {
			t.Errorf("%q, expected %q", got, want)
		}
	}
	if got := words.Time(record.English, seoul); got != "14 March 2005, 16:30 (UTC+09:00)" {
		t.Errorf("%q", got)
	}
}

func TestNumbersKeepEveryDigit(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{words.Number(record.English, -1234567), "-1,234,567"},
		{words.Number(record.Korean, 100), "100"},
		{words.Number(record.French, 1000), "1\u202f000"},
		{words.Decimal(record.French, "-1234567890123456789012.50"), "-1\u202f234\u202f567\u202f890\u202f123\u202f456\u202f789\u202f012,50"},
		{words.Money(record.English, record.Money{Minor: 1200000000, Currency: "USD"}), "USD\u00a012,000,000.00"},
		{words.Money(record.French, record.Money{Minor: -5, Currency: "EUR"}), "-0,05\u00a0EUR"},
		{words.Money(record.Korean, record.Money{Minor: 1500, Currency: "KRW"}), "KRW\u00a01,500"},
		{words.Money(record.English, record.Money{Minor: 1500, Currency: "XYZ"}), "XYZ\u00a01,500\u00a0minor units"},
		{words.Money(record.Korean, record.Money{}), ""},
	} {
		if test.got != test.want {
			t.Errorf("%q, expected %q", test.got, test.want)
		}
	}
}

func TestALanguageIsChosenFromWhatTheReaderAccepts(t *testing.T) {
	for accept, want := range map[string]record.Language{
		"": record.English, "ko-KR,ko;q=0.9,en;q=0.8": record.Korean, "fr-CA": record.French, "en-GB,fr;q=0.5": record.English,
		"de,fr;q=0.3": record.French, "ja": record.English, "*": record.English, "\x00;;q=": record.English, strings.Repeat("fr,", 1000): record.English,
	} {
		if got := words.Match(accept); got != want {
			t.Errorf("%.40q: %s, expected %s", accept, got, want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("ko-KR,ko;q=0.9,en;q=0.8")
	f.Add("x-private;q=1;q=0,-")
	f.Fuzz(func(t *testing.T, accept string) {
		if words.Match(accept) == "" {
			t.Error("no language is chosen")
		}
	})
}
