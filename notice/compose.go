package notice

import (
	"strings"

	"entente/feature"
	"entente/store"
)

// A Letter is a mail before it is addressed.
type Letter struct{ Subject, Body string }

// Compose writes what a reader is told. address is that of their node's pages;
// site is what the node is called: "Entente ROK".
func Compose(to feature.Reader, site, address string, news News, told store.Told) Letter {
	fresh := Fresh(told, news)
	urgent := 0
	for _, duty := range fresh {
		if duty.Urgent {
			urgent++
		}
	}
	var lines []string
	phrase := func(english string, n int, path string) {
		if n > 0 {
			lines = append(lines, to.Count(english, int64(n))+"\n"+address+path)
		}
	}
	phrase("{n} matter is due within a day.|{n} matters are due within a day.", urgent, "/office/duties")
	phrase("{n} new matter waits for you.|{n} new matters wait for you.", len(fresh)-urgent, "/office/duties")
	phrase("{n} record was changed by others.|{n} records were changed by others.", news.Changes, "/")
	subject := to.Count("{n} matter waits for you|{n} matters wait for you", int64(len(news.Duties)))
	if len(fresh) == 0 {
		subject = to.Count("{n} record was changed|{n} records were changed", int64(news.Changes))
	}
	lines = append(lines, to.Say("What it is about stands on the pages of your node only. How often you are told:")+"\n"+address+"/notices")
	return Letter{Subject: site + ": " + subject, Body: strings.Join(lines, "\n\n") + "\n"}
}
