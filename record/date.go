package record

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a calendar date as far as it is known: a year, a month or a day.
// What is not known is not invented: 2005-03 stays 2005-03. It has no zone.
type Date struct {
	year       int16
	month, day uint8
}

// Precision says how much of a date is known.
type Precision int

// Precisions, from coarse to fine. A zero date has none.
const (
	NoDate Precision = iota
	ToYear
	ToMonth
	ToDay
)

// ParseDate reads 2005, 2005-03 or 2005-03-14: years 1000 to 9999 of the
// proleptic Gregorian calendar, ISO 8601-1 reduced precision.
func ParseDate(text string) (Date, error) {
	var d Date
	if year, month, day, ok := digits(text); ok {
		d = Date{int16(year), uint8(month), uint8(day)}
	}
	if !d.exists() || d.String() != text {
		return Date{}, fmt.Errorf("record: %.40q is not a date such as 2005, 2005-03 or 2005-03-14", text)
	}
	return d, nil
}

func digits(text string) (year, month, day int, ok bool) {
	if len(text) != 4 && len(text) != 7 && len(text) != 10 {
		return 0, 0, 0, false
	}
	for i := range len(text) {
		c := text[i]
		switch {
		case i == 4 || i == 7:
			if c != '-' {
				return 0, 0, 0, false
			}
		case c < '0' || c > '9':
			return 0, 0, 0, false
		case i < 4:
			year = year*10 + int(c-'0')
		case i < 7:
			month = month*10 + int(c-'0')
		default:
			day = day*10 + int(c-'0')
		}
	}
	return year, month, day, true
}

// exists reports whether the calendar has such a date.
func (d Date) exists() bool {
	switch {
	case d.year < 1000 || d.year > 9999 || d.month > 12:
		return false
	case d.month == 0 || d.day == 0:
		return d.day == 0
	}
	return int(d.day) <= lastDay(int(d.year), int(d.month))
}

func lastDay(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// DayOf is the date of an instant in the instant's own zone.
func DayOf(t time.Time) Date {
	return Date{int16(t.Year()), uint8(t.Month()), uint8(t.Day())}
}

// IsZero reports that no date was given.
func (d Date) IsZero() bool { return d == Date{} }

// Precision says how much of the date is known.
func (d Date) Precision() Precision {
	switch {
	case d.day > 0:
		return ToDay
	case d.month > 0:
		return ToMonth
	case d.year > 0:
		return ToYear
	}
	return NoDate
}

// Parts returns year, month and day; what is not known is 0.
func (d Date) Parts() (year int, month time.Month, day int) {
	return int(d.year), time.Month(d.month), int(d.day)
}

// Earliest is the first day that the date may mean.
func (d Date) Earliest() Date {
	if d.year != 0 {
		d.month, d.day = max(d.month, 1), max(d.day, 1)
	}
	return d
}

// Latest is the last day that the date may mean.
func (d Date) Latest() Date {
	if d.month == 0 && d.year != 0 {
		d.month = 12
	}
	if d.day == 0 && d.year != 0 {
		d.day = uint8(lastDay(int(d.year), int(d.month)))
	}
	return d
}

// Compare orders dates for a list: 2005 before 2005-01 before 2005-01-01. The
// texts of dates sort the same. It says nothing about 2005 and 2005-03 being
// apart: compare Earliest and Latest for that.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.year, other.year), cmp.Compare(d.month, other.month), cmp.Compare(d.day, other.day))
}

// Before reports that d certainly lies before other, however both are made precise.
func (d Date) Before(other Date) bool {
	return !d.IsZero() && !other.IsZero() && d.Latest().Compare(other.Earliest()) < 0
}

func (d Date) String() string {
	switch d.Precision() {
	case ToDay:
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
	case ToMonth:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	case ToYear:
		return fmt.Sprintf("%04d", d.year)
	}
	return ""
}

// MarshalText writes what ParseDate reads, and nothing for a zero date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDate.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
