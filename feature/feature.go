// Package feature says what a folder gives to the program: a value with the
// feature's kinds of record, their words in three languages, and its pages.
//
// The command hands the features to Collect and what comes out to the faces. A
// feature registers nothing by itself, knows no other feature, and can be left
// out by leaving out one line of the command.
package feature

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"entente/access"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
	"entente/words"
)

// A Feature is one folder's contribution.
type Feature struct {
	Name  string         // the folder's name; the names of its kinds begin with it
	Words string         // the text of its words.csv
	Kinds []*record.Kind // declared in the folder
	Pages []Page         // beyond those that are derived from the kinds

	Beside  []Beside  // on the page of every record, in this order
	Duties  []Duties  // what waits for somebody
	Arrange []Arrange // what people did with duties, also with those of others
	Menu    []Menu    // links of the navigation that depend on who reads
	Home    []Home    // on the first page, for each channel
	Account []Account // on the page of the reader's own account

	// Vet says what of the feature's records not everybody of the own side may write
	// (node.Config.Vet).
	Vet func(*store.Tx, access.Account, node.Draft, time.Time) error

	// Offices says which offices an account acts for at an instant. One feature at
	// most has it; without it they are those of the account's own list.
	Offices func(*store.Tx, access.Account, time.Time) ([]access.Office, error)

	// Rights says what a person was granted. One feature at most has it; without it
	// everybody who acts for an office is an officer.
	Rights func(node.Inquiry) (access.Rights, error)
}

// A Home is what a feature shows of the reading's channel on the first page; one
// without a title is left out. The first page is opened more often than any
// other: what it reads is bounded, however much the channel holds.
type Home func(*Reading) (Section, error)

// An Account says something of the reader on the page of their own account. A
// section without a title is left out.
type Account func(*Reading) (Section, error)

// A Menu is a group of links in the navigation; one without links is left out.
type Menu func(*Reading) (ui.Group, error)

// A Page is a handler at a pattern of http.ServeMux, below the feature's name:
// "GET /programme/years".
type Page struct {
	Pattern string
	Title   string // English words for the navigation; a page without stands in none
	Under   Place  // in which group of it
	// Shared says that the page reads nothing but channels that are shared and offers
	// nothing to do: it can be shown as another partner holds it.
	Shared  bool
	Handler func(Env) http.Handler
	// StepUp has who sends this form show once more who they are, if they have not
	// done so within the last minutes: for what binds the partner, lets something out
	// or opens doors (cmd/entente/stepup_test.go lists them all).
	StepUp bool
}

// A Place is a group of the navigation.
type Place int

// The groups.
const (
	OfProgramme Place = iota
	MyWork
	RecordKeeping
)

// Env is what the shell gives to a feature's page. It is as small as the pages
// that exist need; a page asks for more by asking for it here.
type Env interface {
	Kinds() *record.Kinds
	Words() words.Catalogue
	Language(*http.Request) record.Language // of the reader
	Doors
}

// Program is what features are together.
type Program struct {
	Kinds *record.Kinds
	Words words.Catalogue
	Pages []Page

	Beside  []Beside
	Duties  []Duties
	Arrange []Arrange
	Menu    []Menu
	Home    []Home
	Account []Account
	Vets    []func(*store.Tx, access.Account, node.Draft, time.Time) error
	Offices func(*store.Tx, access.Account, time.Time) ([]access.Office, error)
	Rights  func(node.Inquiry) (access.Rights, error)
}

// Vet asks every feature that has a say.
func (p Program) Vet(tx *store.Tx, account access.Account, draft node.Draft, at time.Time) error {
	for _, vet := range p.Vets {
		if err := vet(tx, account, draft, at); err != nil {
			return err
		}
	}
	return nil
}

var featureName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// Collect puts features together. It finds all mistakes at once: names that
// stand twice or do not belong to the feature, references to kinds that nobody
// declares, words that two features translate differently, pages in each
// other's way.
func Collect(features ...Feature) (Program, error) {
	var (
		program  Program
		kinds    []*record.Kind
		mistakes []error
	)
	own, err := words.Own()
	mistakes = append(mistakes, err)
	catalogues := []words.Catalogue{own}
	names := map[string]bool{}
	for _, f := range features {
		if names[f.Name] {
			mistakes = append(mistakes, fmt.Errorf("feature: %s stands twice", f.Name))
		}
		names[f.Name] = true
		spoken, err := f.check()
		mistakes = append(mistakes, err)
		catalogues = append(catalogues, spoken)
		kinds = append(kinds, f.Kinds...)
		program.Pages = append(program.Pages, f.Pages...)
		program.Beside = append(program.Beside, f.Beside...)
		program.Duties = append(program.Duties, f.Duties...)
		program.Arrange = append(program.Arrange, f.Arrange...)
		program.Menu = append(program.Menu, f.Menu...)
		if f.Vet != nil {
			program.Vets = append(program.Vets, f.Vet)
		}
		program.Home = append(program.Home, f.Home...)
		program.Account = append(program.Account, f.Account...)
		if f.Offices != nil && program.Offices != nil {
			mistakes = append(mistakes, fmt.Errorf("feature: %s is not the only one that says who acts for which office", f.Name))
		} else if f.Offices != nil {
			program.Offices = f.Offices
		}
		if f.Rights != nil && program.Rights != nil {
			mistakes = append(mistakes, fmt.Errorf("feature: %s is not the only one that says who was granted what", f.Name))
		} else if f.Rights != nil {
			program.Rights = f.Rights
		}
	}
	program.Kinds, err = record.NewKinds(kinds...)
	mistakes = append(mistakes, err)
	program.Words, err = words.Join(catalogues...)
	mistakes = append(mistakes, err, conflicts(program.Pages))
	if err := errors.Join(mistakes...); err != nil {
		return Program{}, err
	}
	return program, nil
}

// check holds a feature to its own name and reads its words.
func (f Feature) check() (words.Catalogue, error) {
	var mistakes []error
	if !featureName.MatchString(f.Name) {
		mistakes = append(mistakes, fmt.Errorf("feature: %q is not a name of small letters, digits and hyphens", f.Name))
	}
	for _, kind := range f.Kinds {
		if !strings.HasPrefix(kind.Name(), f.Name+"/") {
			mistakes = append(mistakes, fmt.Errorf("feature: kind %s does not begin with %s/", kind.Name(), f.Name))
		}
	}
	for _, page := range f.Pages {
		_, path, found := strings.Cut(page.Pattern, " ")
		if !found || path != "/"+f.Name && !strings.HasPrefix(path, "/"+f.Name+"/") {
			mistakes = append(mistakes, fmt.Errorf("feature: page %q is not of the form \"METHOD /%s/…\"", page.Pattern, f.Name))
		}
	}
	if f.Words == "" {
		return words.Catalogue{}, errors.Join(mistakes...)
	}
	spoken, err := words.Parse(f.Words)
	if err != nil {
		mistakes = append(mistakes, fmt.Errorf("feature: %s: %w", f.Name, err))
	}
	return spoken, errors.Join(mistakes...)
}

// conflicts asks http.ServeMux, which panics on two patterns of which neither
// is the narrower, and turns that into an error.
func conflicts(pages []Page) (err error) {
	defer func() {
		if conflict := recover(); conflict != nil {
			err = fmt.Errorf("feature: %v", conflict)
		}
	}()
	mux := http.NewServeMux()
	for _, page := range pages {
		mux.Handle(page.Pattern, http.NotFoundHandler())
	}
	return nil
}
