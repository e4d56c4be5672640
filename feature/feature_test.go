package feature_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"entente/feature"
	"entente/record"
	"entente/words"
)

type note struct {
	Title record.Text `json:"title" en:"Title"`
	About record.Ref  `json:"about" to:"places/place" en:"Place"`
	record.Basics
}

type place struct {
	Title record.Text `json:"title" en:"Title"`
	record.Basics
}

var (
	notes  = record.Declare(record.Of[note]{Name: "notes/note", Version: 1, Title: "Note|Notes"}).Kind
	places = record.Declare(record.Of[place]{Name: "places/place", Version: 1, Title: "Place|Places"}).Kind
)

func page(pattern string) feature.Page {
	return feature.Page{Pattern: pattern, Handler: func(env feature.Env) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Write([]byte(env.Words().Say(env.Language(r), "Place", nil)))
		})
	}}
}

func noteFeature() feature.Feature {
	return feature.Feature{Name: "notes", Words: "en,fr,ko\nPlace,Lieu,장소\n", Kinds: []*record.Kind{notes}, Pages: []feature.Page{page("GET /notes/all")}}
}

func placeFeature() feature.Feature {
	return feature.Feature{Name: "places", Words: "en,fr,ko\nPlace,Lieu,장소\n", Kinds: []*record.Kind{places}}
}

// shell is as small as what a feature may ask of one.
type shell struct{ feature.Program }

func (s shell) Kinds() *record.Kinds                 { return s.Program.Kinds }
func (s shell) Words() words.Catalogue               { return s.Program.Words }
func (shell) Language(*http.Request) record.Language { return record.Korean }
func (shell) Page(feature.Build) http.Handler        { return http.NotFoundHandler() }
func (shell) Act(feature.Act) http.Handler           { return http.NotFoundHandler() }
func (shell) FileAct(feature.Act) http.Handler       { return http.NotFoundHandler() }
func (shell) Give(feature.Give) http.Handler         { return http.NotFoundHandler() }

func TestFeaturesMakeOneProgram(t *testing.T) {
	program, err := feature.Collect(noteFeature(), placeFeature())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := program.Kinds.Lookup("places/place"); !ok || len(program.Pages) != 1 {
		t.Errorf("%+v", program)
	}
	answer := httptest.NewRecorder()
	program.Pages[0].Handler(shell{program}).ServeHTTP(answer, httptest.NewRequest("GET", "/notes/all", nil))
	if got := answer.Body.String(); got != "장소" {
		t.Errorf("the page says %q", got)
	}
	if got := program.Words.Sentence(record.French, record.Problem{Code: record.ProblemRequired}); got != "Ce champ est obligatoire." {
		t.Errorf("%q", got)
	}
}

func TestMistakesOfFeaturesAreAllFoundAtOnce(t *testing.T) {
	stray := noteFeature()
	stray.Name, stray.Words = "Strange name", "fr,en\n"
	stray.Pages = []feature.Page{page("/notes/all"), page("GET /places/x")}
	twice := placeFeature()
	twice.Words = "en,fr,ko\nPlace,Endroit,장소\n"
	twice.Pages = []feature.Page{page("GET /places/{id}/edit"), page("GET /places/new/{what}")}
	_, err := feature.Collect(stray, placeFeature(), twice)
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{
		`"Strange name" is not a name`, "kind notes/note does not begin with Strange name/", `page "/notes/all" is not of the form`,
		`page "GET /places/x" is not of the form`, "the first line must be en,fr,ko", "places stands twice",
		"kind places/place is declared twice", `"Place" is translated as "Lieu", "장소" and as "Endroit", "장소"`, "conflicts with pattern",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among\n%v", want, err)
		}
	}
}

func TestAReferenceThatNobodyDeclaresIsAMistake(t *testing.T) {
	if _, err := feature.Collect(noteFeature()); err == nil || !strings.Contains(err.Error(), "about refers to places/place, which is not declared") {
		t.Errorf("error is %v", err)
	}
}
