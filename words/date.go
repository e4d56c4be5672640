package words

import (
	"fmt"
	"strings"
	"time"

	"entente/record"
)

// Date writes a date as exactly as it is known: "14 March 2005", "March 2005",
// "2005"; "1er mars 2005"; "2005년 3월 14일".
func Date(language record.Language, d record.Date) string {
	year, month, day := d.Parts()
	if language == record.Korean {
		switch d.Precision() {
		case record.ToDay:
			return fmt.Sprintf("%d년 %d월 %d일", year, month, day)
		case record.ToMonth:
			return fmt.Sprintf("%d년 %d월", year, month)
		case record.ToYear:
			return fmt.Sprintf("%d년", year)
		}
		return ""
	}
	switch d.Precision() {
	case record.ToDay:
		return fmt.Sprintf("%s %s %d", dayOfMonth(language, day), monthName(language, month), year)
	case record.ToMonth:
		return fmt.Sprintf("%s %d", monthName(language, month), year)
	case record.ToYear:
		return fmt.Sprint(year)
	}
	return ""
}

// ShortDate is Date for a column of a table: "14 Mar 2005", "14 mars 2005",
// "2005. 3. 14.".
func ShortDate(language record.Language, d record.Date) string {
	year, month, day := d.Parts()
	switch {
	case d.Precision() == record.ToYear || d.IsZero():
		return Date(language, d)
	case language == record.Korean && d.Precision() == record.ToMonth:
		return fmt.Sprintf("%d. %d.", year, month)
	case language == record.Korean:
		return fmt.Sprintf("%d. %d. %d.", year, month, day)
	case d.Precision() == record.ToMonth:
		return fmt.Sprintf("%s %d", shortMonthName(language, month), year)
	}
	return fmt.Sprintf("%s %s %d", dayOfMonth(language, day), shortMonthName(language, month), year)
}

func dayOfMonth(language record.Language, day int) string {
	if language == record.French && day == 1 {
		return "1er"
	}
	return fmt.Sprint(day)
}

func monthName(language record.Language, month time.Month) string {
	if language == record.French {
		return [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
			"août", "septembre", "octobre", "novembre", "décembre"}[month-1]
	}
	return month.String()
}

func shortMonthName(language record.Language, month time.Month) string {
	if language == record.French {
		return [...]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.",
			"août", "sept.", "oct.", "nov.", "déc."}[month-1]
	}
	return month.String()[:3]
}

// Moment writes an instant to the second in its own zone. It may stand for a
// bound, and a bound that is rounded down claims more than was proved.
// "14 March 2005, 16:30:12 KST".
func Moment(language record.Language, t time.Time) string {
	zone, _ := t.Zone()
	if zone == "" || strings.ContainsAny(zone[:1], "+-") {
		zone = t.Format("UTC-07:00") // a zone without letters of its own
	}
	return Date(language, record.DayOf(t)) + separator(language) + t.Format("15:04:05") + " " + zone
}

// Time writes an instant in its own zone, and says which that is: partners sit
// in zones nine hours apart. "14 March 2005, 16:30 (UTC+09:00)".
func Time(language record.Language, t time.Time) string {
	zone := t.Format("UTC-07:00")
	if _, offset := t.Zone(); offset == 0 {
		zone = "UTC"
	}
	return Date(language, record.DayOf(t)) + separator(language) + t.Format("15:04") + " (" + zone + ")"
}

// separator stands between a date and a time.
func separator(language record.Language) string {
	if language == record.Korean {
		return " "
	}
	return ", "
}
