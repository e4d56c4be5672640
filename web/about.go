package web

import (
	"cmp"
	_ "embed" // licences.csv
	"encoding/csv"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/ui"
)

// licences.csv names the licence of every module of go.mod, as the file LICENSE
// of each says; a test holds the two together.
//
//go:embed licences.csv
var licenceRows string

// ownLicence is that of this program.
const ownLicence = "Apache-2.0"

// vendored is what others wrote and stands in this repository unchanged.
var vendored = []part{{"htmx", "2.0.11", "0BSD"}}

// A part is something that others wrote and the program is made of.
type part struct{ Name, Version, Licence string }

// licences are those of licences.csv by module.
func licences() (map[string]string, error) {
	rows, err := csv.NewReader(strings.NewReader(licenceRows)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("web: read licences.csv: %w", err)
	}
	known := map[string]string{}
	for _, row := range rows[1:] {
		known[row[0]] = row[1]
	}
	return known, nil
}

// parts are what the running program was built of, as it says itself.
func parts(known map[string]string) []part {
	all := slices.Clone(vendored)
	built, ok := debug.ReadBuildInfo()
	if !ok {
		return all
	}
	for _, module := range built.Deps {
		version := module.Version
		if module.Replace != nil {
			version = cmp.Or(module.Replace.Version, version)
		}
		all = append(all, part{module.Path, version, known[module.Path]})
	}
	slices.SortFunc(all, func(a, b part) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// about says what runs here, under which licences, by which policies it marks,
// and where its facts come from.
func (s *site) about(in *opening) (ui.Page, error) {
	known, err := licences()
	if err != nil {
		return ui.Page{}, err
	}
	r := reader{in.Reader}
	goVersion := ""
	if built, ok := debug.ReadBuildInfo(); ok {
		goVersion = built.GoVersion
	}
	view := aboutView{
		Pairs: []ui.Pair{
			{Term: r.say("Version"), Value: ui.Words(s.Software)}, {Term: r.say("Licence"), Value: ui.Words(ownLicence)},
			{Term: r.say("Built with"), Value: ui.Words(goVersion)},
		},
		CheckIs: r.say("Check and connect"), Check: []ui.Link{ui.To("/check", r.say("How to check")), ui.To("/api/v1/openapi.json", r.say("Description of the API (OpenAPI 3.1)"))},
		FactsAre: r.say("Where facts come from"), Facts: r.say("Every record says who wrote it, and its sources stand beside it with how certain they are."),
		PoliciesAre: r.say("Label policies"), Policies: s.policyTable(r),
		PartsAre: r.say("Made of"), Parts: partTable(r, parts(known)),
	}
	if in.standing.demo() {
		view.Demo = r.say("This is a demonstration: its facts are taken from public sources, each with its address; the work on them is invented.")
	}
	return ui.Page{Title: ui.Plain(r.say("About Entente")), Main: view.show(), Actions: []ui.Button{{Words: r.say("Parts of pages"), Href: "/components"}}}, nil
}

// policyTable are the policies that this node marks by, each with the hash by
// which a charter pins it.
func (s *site) policyTable(r reader) ui.Table {
	table := ui.Table{Caption: r.say("Label policies"), Heads: []ui.Head{{Words: r.say("Policy")}, {Words: r.say("Version")}, {Words: r.say("Hash")}}}
	rows := ui.Rows{}
	for _, policy := range s.node.Policies.All() {
		rows.Rows = append(rows.Rows, ui.Row{Cells: []templ.Component{ui.Words(policy.Name), ui.Words(policy.Version), ui.Hash(policy.Hash())}})
	}
	table.Groups = []ui.Rows{rows}
	return table
}

func partTable(r reader, all []part) ui.Table {
	table := ui.Table{Caption: r.say("Made of"), Heads: []ui.Head{{Words: r.say("Part")}, {Words: r.say("Version")}, {Words: r.say("Licence")}}}
	rows := ui.Rows{}
	for _, p := range all {
		rows.Rows = append(rows.Rows, ui.Row{Cells: []templ.Component{ui.Words(p.Name), ui.Words(p.Version), ui.Words(cmp.Or(p.Licence, r.say("not recorded")))}})
	}
	table.Groups = []ui.Rows{rows}
	return table
}

// aboutView is the page as it is shown.
type aboutView struct {
	Pairs       []ui.Pair
	CheckIs     string
	Check       []ui.Link
	FactsAre    string
	Facts, Demo string
	PoliciesAre string
	Policies    ui.Table
	PartsAre    string
	Parts       ui.Table
}
