package web

import (
	"net/url"
	"strings"
	"testing"

	"entente/programme"
	"entente/record"
	"entente/words"
)

// everything is a kind with one of all that a form can ask for.
type everything struct {
	Title    record.Text               `json:"title" is:"required column sort search" max:"200" en:"Title"`
	Status   state                     `json:"status" is:"required" en:"Status"`
	About    record.Ref                `json:"about" to:"*" en:"About"`
	Starts   record.Date               `json:"starts" en:"Start"`
	Cost     record.Money              `json:"cost" is:"sensitive" en:"Cost"`
	Share    record.Decimal            `json:"share" en:"Share"`
	Page     record.URL                `json:"page" en:"Page"`
	Units    []string                  `json:"units" en:"Units"`
	Names    []record.Text             `json:"names" en:"Other names"`
	Bodies   []body                    `json:"participants" en:"Participants"`
	Contact  record.Personal[somebody] `json:"contact" en:"Contact"`
	Number   int64                     `json:"number" en:"Number"`
	Injured  *int64                    `json:"injured" en:"Injured"`
	Public   *bool                     `json:"public" en:"Public"`
	Repeated bool                      `json:"repeated" en:"Repeated"`
	record.Basics
}

type state string

func (state) Options() []record.Option { return record.OneOf("open: Open", "done: Done") }

type body struct {
	Body  string      `json:"body" is:"required" en:"Body"`
	Since record.Date `json:"since" en:"Since"`
	Tags  []string    `json:"tags" en:"Tags"`
	record.Extra
}

type somebody struct {
	Name string `json:"name" is:"required" en:"Name"`
	record.Extra
}

var everythings = record.Declare(record.Of[everything]{Name: "test/everything", Version: 1, Title: "Thing|Things"}).Kind

// full has a value of every sort, some that this version does not know, and
// texts that a form could spoil.
func full(t testing.TB) any {
	t.Helper()
	value, err := everythings.Decode([]byte(`{"title":{"en":" spaces \n two lines","ko":"제목","ja":"日本"},"status":"new-one","about":{"kind":"x/y","id":"0190f5fe-7c00-7a00-8abc-0123456789ab"},
		"starts":"2005-03","cost":{"minor":0,"currency":"XQX"},"share":"2.50","page":"https://example.org/?a=1&b=2","units":["a; b","\tc "," "],
		"names":[{"fr":"Nom"},{"ja":"名"}],"participants":[{"body":"ROK","since":"2001-02-03","tags":["x;y","z"],"rank":7},{"body":"NATO"}],
		"contact":{"part":3},"number":12,"injured":0,"public":false,"external":[{"scheme":"key","value":"k"},{"scheme":"iati","value":"A;B"}],"later":{"a":[1.50]}}`),
		func(int) ([]byte, record.PartState) { return []byte(`{"name":"김","badge":17}`), record.Present })
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestAFormThatIsNotTouchedChangesNothing(t *testing.T) {
	for name, value := range map[string]any{"full": full(t), "empty": everythings.New()} {
		whole := lay(everythings, value, answersOf(everythings, value), nil)
		if !sameValue(everythings, value, whole.Value) {
			t.Errorf("%s: the value is another", name)
		}
		if len(whole.Problems) > 0 {
			t.Errorf("%s: the reader answers for %v", name, whole.Problems)
		}
	}
}

func TestWhatAFormHidesSurvivesAChange(t *testing.T) {
	value := full(t)
	typed := answersOf(everythings, value)
	typed["title.en"], typed["participants.1.body"], typed["contact.name"] = "One line", "ROK MND", "이"
	whole := lay(everythings, value, typed, nil)
	body, parts, err := everythings.Encode(whole.Value)
	if err != nil || len(whole.Problems) > 0 {
		t.Fatal(err, whole.Problems)
	}
	for _, kept := range []string{`"ja":"日本"`, `"ja":"名"`, `"rank":7`, `"later":{"a":[1.50]}`, `"status":"new-one"`, `"currency":"XQX"`, `"a; b"`, `"value":"k"`} {
		if !strings.Contains(string(body), kept) {
			t.Errorf("%s is lost: %s", kept, body)
		}
	}
	if !strings.Contains(string(parts[0]), `"name":"이"`) || !strings.Contains(string(parts[0]), `"badge":17`) {
		t.Errorf("%s", parts[0])
	}
}

// Whatever is sent as a form is answered with a page, never with a panic, and
// what is taken is valid.
func FuzzForm(f *testing.F) {
	f.Add("_version=1&title.en=A&status=open&starts.day=31&starts.month=2&starts.year=2025", false)
	f.Add("_version=1&participants.3.body=ROK&participants.1000.tags.7=x&names.2.ko=%EA%B0%80&units.1=a%0Ab", true)
	f.Add("contact.name=x&external=key:a;%20iati:b&cost.amount=1.5&cost.currency=KRW&about=programme/goal/x&public=maybe&number=-1e9", true)
	f.Add("title.en=%00&title.en=b&_from=-1&_take=title&.=x&..=y&participants..body=z&participants.01.body=q", true)
	catalogue, err := words.Own()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string, over bool) {
		form, err := url.ParseQuery(query)
		if err != nil || len(query) > 10_000 || strings.ToValidUTF8(query, "") != query {
			return
		}
		for _, kind := range []*record.Kind{everythings, programme.Goals.Kind} {
			var stored any
			if over && kind == everythings {
				stored = full(t)
			}
			sent := readSent(kind, form)
			whole := lay(kind, stored, sent.Typed, sent.Problems)
			body, _, err := kind.Encode(whole.Value)
			if stored == nil && len(whole.Problems) == 0 && (err != nil || len(kind.Validate(body)) > 0) {
				t.Errorf("%q is taken: %s %v", query, body, err)
			}
			e := &editing{Kind: kind, Typed: sent.Typed, Problems: whole.Problems, Naming: map[string]naming{}, private: true}
			e.Words, e.Language = catalogue, record.Korean
			e.seed()
			e.place()
			e.summary("")
			for _, part := range e.parts(kind.Outline(), "") {
				var page strings.Builder
				if err := part.Render(t.Context(), &page); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
