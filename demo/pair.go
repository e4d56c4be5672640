package demo

import (
	"entente/label"
	"entente/record"
)

// A partner is one side of the example.
type partner struct {
	folder string // and the name before .localhost, and the side in package data
	code   string
	name   record.Text
	zone   string // of its capital
	// country is that whose national the side's fictional programme officer is.
	country string
}

// pair are the partners; the first founds the channel.
func pair() []partner {
	return []partner{
		{"rok", "ROK", record.Text{EN: "Republic of Korea", FR: "République de Corée", KO: "대한민국"}, "Asia/Seoul", "KOR"},
		{"nato", "NATO", record.Text{EN: "NATO", FR: "OTAN", KO: "북대서양조약기구"}, "Europe/Brussels", "BEL"},
	}
}

// The channel holds public facts only; its labels leave room for what partners
// would add.
var channelName = record.Text{
	EN: "ROK–NATO cooperation", FR: "Coopération entre la République de Corée et l’OTAN", KO: "대한민국–NATO 협력",
}

func channelPolicy() (policy, ceiling, byDefault string) { return label.TLP().Name, "GREEN", "CLEAR" }

// Who compares the cards on each side: two offices, as the rule is.
func offices() []string { return []string{"policy desk", "security office"} }

// preferred ports of the first partner; the next has the next.
const (
	pagesPort = 7081
	peersPort = 7443
)
