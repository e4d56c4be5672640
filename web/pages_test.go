package web_test

import (
	"flag"
	"html"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entente/internal/testworld"
	"entente/keys"
	"entente/ledger"
	"entente/node"
	"entente/record"
	"entente/store"
)

// pagesDir is where a run leaves the pages for somebody to look at.
var pagesDir = flag.String("pages", "", "folder to write every page to, with its stylesheet")

// get asks a side for a page.
func get(t testing.TB, s testworld.Side, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	q := httptest.NewRequest("GET", "http://rok.localhost"+path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	s.Pages.ServeHTTP(answer, q)
	return answer
}

func text(t testing.TB, s testworld.Side, path string, headers ...string) string {
	t.Helper()
	answer := get(t, s, path, headers...)
	if answer.Code != 200 {
		t.Fatalf("%s: %d\n%s", path, answer.Code, answer.Body)
	}
	return answer.Body.String()
}

func TestPagesOfTheRealFacts(t *testing.T) {
	w := testworld.New(t)
	cyber := w.ROK.Find(t, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	revise(t, w.ROK, cyber, "Series opened under the ITPP.", "Series opened in Seoul under the ITPP.")
	w.Settle(t)

	t.Run("the year page shows every fact with its sources", func(t *testing.T) { everyFact(t, w) })
	t.Run("disagreeing sources stand side by side", func(t *testing.T) { sideBySide(t, w) })
	t.Run("a record shows its history and its bounds", func(t *testing.T) { historyOf(t, w, cyber.ID) })
	t.Run("a proof file can be taken and holds", func(t *testing.T) { proofOf(t, w, cyber) })
	t.Run("each side says what it verified and who confirmed it", func(t *testing.T) { confirmed(t, w) })
	t.Run("partners and channels", func(t *testing.T) { partners(t, w) })
	t.Run("the marking is that of the labels", func(t *testing.T) { marking(t, w) })
	t.Run("every kind has a list", func(t *testing.T) { lists(t, w) })
	t.Run("all pages in all languages are whole", func(t *testing.T) { everyPage(t, w, cyber.ID) })
}

// revise writes the next revision of a record of a side with other words in it.
func revise(t *testing.T, s testworld.Side, of store.Record, before, after string) {
	t.Helper()
	body := strings.Replace(string(of.Body), before, after, 1)
	if body == string(of.Body) {
		t.Fatalf("%q does not stand in %s", before, of.Body)
	}
	_, err := s.Write(t.Context(), of.Channel, testworld.Author,
		node.Draft{Kind: of.Kind, ID: of.ID, After: of.Revision.Revision, Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
}

func everyFact(t *testing.T, w *testworld.World) {
	page := html.UnescapeString(text(t, w.NATO, "/programme/years?lang=en"))
	kind, _ := w.Program.Kinds.Lookup("programme/activity")
	facts := 0
	for _, name := range []string{"rok", "nato"} {
		for _, row := range testworld.Rows(t, kind, name+"/activities.csv") {
			facts++
			id := w.NATO.Find(t, w.Channel, row.Key).ID.String()
			if !strings.Contains(page, `/records/`+w.Channel.String()+`/`+id+`"`) {
				t.Errorf("no link to %s", row.Key)
			}
		}
	}
	sources, _ := w.Program.Kinds.Lookup("programme/source")
	for _, name := range []string{"rok", "nato"} {
		for _, row := range testworld.Rows(t, sources, name+"/sources.csv") {
			var about, address string
			for _, cell := range row.Cells {
				switch cell.Column.Name {
				case "about":
					about = cell.Text
				case "url":
					address = cell.Text
				}
			}
			if strings.HasPrefix(about, "programme/activity") && address != "" && !strings.Contains(page, `href="`+address+`"`) {
				t.Errorf("no link to source %s", row.Key)
			}
		}
	}
	if facts < 80 {
		t.Errorf("only %d facts", facts)
	}
	for _, word := range []string{"Confirmed", "Uncertain", "Single source", "10–12 September 2024", "July 2025", "2005"} {
		if !strings.Contains(page, word) {
			t.Errorf("the page does not say %q", word)
		}
	}
}

func sideBySide(t *testing.T, w *testworld.World) {
	page := text(t, w.ROK, "/programme/editions?lang=en")
	for _, claim := range []string{"In force on 9 July 2023.", "Adopted at Vilnius on 11 July 2023", "Signed on 13 July 2023", "Women, peace and security"} {
		if !strings.Contains(page, claim) {
			t.Errorf("the page does not say %q", claim)
		}
	}
	if years := text(t, w.ROK, "/programme/years?lang=en"); !strings.Contains(years, "The record holds: 2024") {
		t.Error("what the record holds does not stand beside what another source says")
	}
}

func historyOf(t *testing.T, w *testworld.World, id record.ID) {
	page := text(t, w.NATO, "/records/"+w.Channel.String()+"/"+id.String()+"?lang=en")
	for _, part := range []string{"<ins>in Seoul </ins>", "Rev 2", "Rev 1", "says 23 November 2026", "no later than 23 November 2026", "holds revision 2 of 2", "TRT Global"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page does not hold %q", part)
		}
	}
	if strings.Contains(page, "cannot be proved") {
		t.Error("the proof does not hold")
	}
}

func proofOf(t *testing.T, w *testworld.World, of store.Record) {
	answer := get(t, w.NATO, "/records/"+w.Channel.String()+"/"+of.ID.String()+"/1/proof")
	h := answer.Header()
	if answer.Code != 200 || h.Get("Content-Type") != "application/octet-stream" || !strings.HasSuffix(h.Get("Content-Disposition"), `.tlog-proof"`) {
		t.Fatalf("%d %v", answer.Code, h)
	}
	proof, err := ledger.ParseProof(answer.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, err := w.NATO.OpenCheckpoint(t.Context(), of.Origin, proof.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	if err := ledger.VerifyInclusion(proof.Hashes, checkpoint.Size, checkpoint.Root, of.Index, of.Leaf); err != nil {
		t.Error(err)
	}
	if len(ledger.CosignatureLines(proof.Checkpoint)) == 0 {
		t.Error("nobody confirmed it")
	}
	for _, path := range []string{"/99/proof", "/0/proof", "/01/proof", "/x/proof"} {
		if answer := get(t, w.NATO, "/records/"+w.Channel.String()+"/"+of.ID.String()+path); answer.Code != 404 {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
}

func confirmed(t *testing.T, w *testworld.World) {
	for _, s := range []testworld.Side{w.ROK, w.NATO} {
		page := text(t, s, "/programme/years?lang=en")
		for _, words := range []string{"Verified here, every entry.", "Written and signed here.", "Cosigned:"} {
			if !strings.Contains(page, words) {
				t.Errorf("the page does not say %q", words)
			}
		}
	}
}

func partners(t *testing.T, w *testworld.World) {
	page := text(t, w.ROK, "/channels?lang=en")
	card, err := w.NATO.Card(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{keys.Fingerprint(card.Manifest), "Programme office, Security office", "Last exchange", "Private drafts", "ROK only", "TLP:AMBER"} {
		if !strings.Contains(page, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
}

func marking(t *testing.T, w *testworld.World) {
	page := text(t, w.ROK, "/programme/years?lang=fr")
	class := regexp.MustCompile(`class="marking top (marking-[0-9a-f-]+)"`).FindStringSubmatch(page)
	if class == nil || strings.Count(page, "SANS CLASSIFICATION · COMMUNICABLE À KOR, OTAN") != 2 {
		t.Fatal("the bands do not say what the labels say")
	}
	style := regexp.MustCompile(`/style-[0-9a-f]+\.css`).FindString(page)
	if sheet := text(t, w.ROK, style); !strings.Contains(sheet, "."+class[1]+" {") {
		t.Errorf("no rule for %s", class[1])
	}
	if !strings.Contains(page, "Démonstration") {
		t.Error("the page of a demonstration does not say so")
	}
}

// withoutFacts are the kinds of which nothing is public: what partners agreed
// between them, and what they find of it.
var withoutFacts = map[string]bool{
	"programme/objective": true, "programme/goal": true, "programme/milestone": true,
	"programme/contribution": true, "programme/action": true, "programme/assessment": true,
}

func lists(t *testing.T, w *testworld.World) {
	for _, kind := range w.Program.Kinds.All() {
		page := text(t, w.ROK, "/records?lang=en&kind="+url.QueryEscape(kind.Name()))
		listed := strings.Contains(page, `<a href="/records/`+w.Channel.String())
		if listed == strings.Contains(page, "No record of this kind is in this channel.") || !listed && !withoutFacts[kind.Name()] {
			t.Errorf("the list of %s is empty, or does not say whether it is", kind.Name())
		}
	}
	if page := text(t, w.ROK, "/records?lang=en&kind=landscape%2Fexposure"); !strings.Contains(page, "As reported") || !strings.Contains(page, "24.8") || !strings.Contains(page, "USD\u00a0142,100,000,000.00") {
		t.Error("the list of exposures does not hold what is known")
	}
	sources := text(t, w.ROK, "/records?lang=en&kind=programme%2Fsource")
	for _, path := range []string{"/records?kind=no%2Fkind", "/records?kind=programme%2Fsource&after=x", "/programme/years?after=~~~"} {
		if answer := get(t, w.ROK, path); answer.Code != 404 {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
	if strings.Count(sources, "<tr>") < 100 {
		t.Errorf("%d sources", strings.Count(sources, "<tr>"))
	}
}

func everyPage(t *testing.T, w *testworld.World, id record.ID) {
	edition := w.NATO.Find(t, w.Channel, "itpp-2023")
	pages := map[string]string{
		"timeline": "/programme/timeline", "years": "/programme/years", "editions": "/programme/editions", "channels": "/channels", "check": "/check", "about": "/about", "overview": "/programme", "tree": "/programme/editions/" + w.Channel.String() + "/" + edition.ID.String() + "?open=all", "missing": "/nowhere",
		"records": "/records", "exposures": "/records?kind=landscape%2Fexposure",
		"record":  "/records/" + w.Channel.String() + "/" + id.String(),
		"edition": "/records/" + w.Channel.String() + "/" + edition.ID.String(),
	}
	for name, path := range pages {
		for _, language := range record.Languages() {
			for code, s := range map[string]testworld.Side{"rok": w.ROK, "nato": w.NATO} {
				page := get(t, s, path+lang(path)+string(language)).Body.String()
				keep(t, code+"-"+name+"-"+string(language)+".html", page)
				if !strings.HasSuffix(strings.TrimSpace(page), "</html>") || !strings.Contains(page, `<html lang="`+string(language)+`">`) {
					t.Errorf("%s in %s is not whole", name, language)
				}
				for _, forbidden := range []string{"<script>", "style=", "javascript:", "onclick", "{n}", "{time}", "{partner}"} {
					if strings.Contains(page, forbidden) {
						t.Errorf("%s in %s holds %q", name, language, forbidden)
					}
				}
			}
		}
	}
	style := regexp.MustCompile(`/style-[0-9a-f]+\.css`).FindString(text(t, w.ROK, "/check"))
	keep(t, filepath.Base(style), text(t, w.ROK, style))
}

func lang(path string) string {
	if strings.Contains(path, "?") {
		return "&lang="
	}
	return "?lang="
}

// keep writes a page where -pages says, with addresses that a browser can follow
// from a file.
func keep(t *testing.T, name, page string) {
	t.Helper()
	if *pagesDir == "" {
		return
	}
	page = strings.ReplaceAll(page, `href="/style-`, `href="style-`)
	if err := os.WriteFile(filepath.Join(*pagesDir, name), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkPages opens pages of the real facts.
func BenchmarkPages(b *testing.B) {
	w := testworld.New(b)
	cyber := w.NATO.Find(b, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue")
	for name, path := range map[string]string{
		"timeline": "/programme/timeline", "years": "/programme/years", "editions": "/programme/editions", "channels": "/channels",
		"record": "/records/" + w.Channel.String() + "/" + cyber.ID.String(),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				text(b, w.NATO, path)
			}
		})
	}
}
