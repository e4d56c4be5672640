package notice

import (
	"strings"

	"entente/record"
	"entente/store"
	"entente/words"
)

// A Letter is a mail before it is addressed.
type Letter struct{ Subject, Body string }

// Compose writes what somebody is told. address is that of their node's pages;
// site is what the node is called: "Entente ROK".
func Compose(say words.Catalogue, language record.Language, site, address string, news News, told store.Told) Letter {
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
			lines = append(lines, say.Count(language, english, int64(n))+"\n"+address+path)
		}
	}
	phrase("{n} matter is due within a day.|{n} matters are due within a day.", urgent, "/office/duties")
	phrase("{n} new matter waits for you.|{n} new matters wait for you.", len(fresh)-urgent, "/office/duties")
	phrase("{n} record was changed by others.|{n} records were changed by others.", news.Changes, "/")
	subject := say.Count(language, "{n} matter waits for you|{n} matters wait for you", int64(len(news.Duties)))
	if len(fresh) == 0 {
		subject = say.Count(language, "{n} record was changed|{n} records were changed", int64(news.Changes))
	}
	lines = append(lines, say.Say(language, "What it is about stands on the pages of your node only. How often you are told:", nil)+"\n"+address+"/notices")
	return Letter{Subject: site + ": " + subject, Body: strings.Join(lines, "\n\n") + "\n"}
}
