package programme

import "entente/record"

// Area is a field of cooperation that an edition names: why it was chosen
// (background), what it is to reach (strategic target) and what it contains.
type Area struct {
	Title           record.Text `json:"title" is:"required column sort search" en:"Title"`
	Edition         record.Ref  `json:"edition" to:"programme/edition" is:"required column filter" en:"Edition"`
	Number          int64       `json:"number" is:"column sort" en:"Number"`
	Background      record.Text `json:"background" is:"search" en:"Background"`
	StrategicTarget record.Text `json:"strategicTarget" is:"search" en:"Strategic target"`
	Description     record.Text `json:"description" is:"search" en:"Description"`
	record.Basics
}

// Areas is the kind programme/area.
var Areas = record.Declare(record.Of[Area]{
	Name: "programme/area", Version: 1,
	Title: "Area|Areas", Sort: "number",
	Check: checkArea,
})

func checkArea(a Area) record.Problems {
	if a.Number < 0 {
		return record.Problems{record.Wrong("number", "The number of an area is not negative.")}
	}
	return nil
}
