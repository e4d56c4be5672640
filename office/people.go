package office

import (
	"maps"
	"slices"
	"time"

	"entente/access"
	"entente/feature"
	"entente/record"
	"entente/ui"
)

// people are those of our own side who have an account, and who reads.
type people struct {
	accounts []access.Account
	reader   access.Person
}

func readPeople(in *feature.Reading) (people, error) {
	accounts, err := in.Tx.Accounts()
	return people{accounts, in.Person}, err
}

func (p people) find(account string) (access.Account, bool) {
	at := slices.IndexFunc(p.accounts, func(a access.Account) bool { return a.ID == account })
	if at < 0 {
		return access.Account{}, false
	}
	return p.accounts[at], true
}

// name is how the own side knows somebody, "" for an account that is gone.
func (p people) name(account string) string {
	if found, ok := p.find(account); ok {
		return found.Name
	}
	if account == p.reader.Account {
		return p.reader.Name
	}
	return ""
}

// acts reports that an account acts for an office now; for any of ours if it is "".
func (p people) acts(offices []Written[Office], account, office string, at time.Time) bool {
	own := p.reader.Offices
	if found, ok := p.find(account); ok {
		own = found.Offices
		if found.Disabled {
			return false
		}
	} else if account != p.reader.Account {
		return false
	}
	held := Together(offices, own, account, at)
	return slices.ContainsFunc(held, func(o access.Office) bool { return office == "" || o.Code == office })
}

// acted says for which offices anybody acts now.
func (p people) acted(offices []Written[Office], at time.Time) func(string) bool {
	codes := map[string]bool{}
	for _, o := range p.reader.Offices {
		codes[o.Code] = true
	}
	for _, a := range p.accounts {
		if a.Disabled {
			continue
		}
		for _, o := range Together(offices, a.Offices, a.ID, at) {
			codes[o.Code] = true
		}
	}
	return func(code string) bool { return codes[code] }
}

// A known office is one that our own side has, whether a record describes it or
// only somebody's account names it.
type knownOffice struct {
	Code  string
	Title record.Text
}

// known are the offices of our own side that are in use, by their code.
func (p people) known(offices []Written[Office]) []knownOffice {
	byCode := map[string]knownOffice{}
	for _, o := range p.reader.Offices {
		byCode[o.Code] = knownOffice{o.Code, o.Title}
	}
	for _, a := range p.accounts {
		for _, o := range a.Offices {
			byCode[o.Code] = knownOffice{o.Code, o.Title}
		}
	}
	for _, o := range offices {
		if byCode[o.Value.Code] = (knownOffice{o.Value.Code, o.Value.Title}); o.Value.Inactive {
			delete(byCode, o.Value.Code)
		}
	}
	codes := slices.Sorted(maps.Keys(byCode))
	known := make([]knownOffice, len(codes))
	for i, code := range codes {
		known[i] = byCode[code]
	}
	return known
}

// called is the name of an office in words, and its code where it has none.
func called(in *feature.Reading, known []knownOffice, code string) ui.Said {
	for _, o := range known {
		if o.Code == code && !o.Title.IsZero() {
			return in.Hear(o.Title)
		}
	}
	return ui.Plain(code)
}
