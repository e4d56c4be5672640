package feature

import (
	"strconv"

	"entente/record"
	"entente/words"
)

// Dates says a span; what both ends share is said once where the language
// allows it: "10–12 September 2024", "2024년 9월 10일–12일".
func (r Reader) Dates(from, to record.Date) string {
	first, last := words.Date(r.Language, from), words.Date(r.Language, to)
	switch {
	case to.IsZero() || first == last:
		return first
	case from.IsZero():
		return "– " + last
	case from.Precision() == record.ToDay && to.Precision() == record.ToDay && sameMonth(from, to):
		_, _, begins := from.Parts()
		_, _, ends := to.Parts()
		if r.Language == record.Korean {
			return first + "–" + strconv.Itoa(ends) + "일"
		}
		if r.Language == record.French && begins == 1 {
			return "1er–" + last
		}
		return strconv.Itoa(begins) + "–" + last
	case from.Precision() == record.ToYear && to.Precision() == record.ToYear:
		return first + "–" + last
	}
	return first + " – " + last
}

func sameMonth(a, b record.Date) bool {
	y1, m1, _ := a.Parts()
	y2, m2, _ := b.Parts()
	return y1 == y2 && m1 == m2
}
