package words

import (
	"time"

	"entente/record"
)

// Day writes the day of an instant with the day of its week: "Wednesday 29 April
// 2026", "mercredi 29 avril 2026", "2026년 4월 29일 수요일".
func Day(language record.Language, t time.Time) string {
	date := Date(language, record.DayOf(t))
	switch language {
	case record.Korean:
		return date + " " + [...]string{"일", "월", "화", "수", "목", "금", "토"}[t.Weekday()] + "요일"
	case record.French:
		return [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}[t.Weekday()] + " " + date
	}
	return t.Weekday().String() + " " + date
}

// Clock writes the time of an instant to the minute, and names its zone: "16:30 KST".
func Clock(t time.Time) string {
	zone, _ := t.Zone()
	if zone == "" || zone[0] == '+' || zone[0] == '-' {
		zone = t.Format("UTC-07:00")
	}
	return t.Format("15:04") + " " + zone
}
