package programme

import (
	"time"

	"entente/record"
)

// soon is how many days before its date something begins to wait.
const soon = 30

func dayAfter(d record.Date, days int) record.Date { return moved(d, 0, days) }

func yearsAfter(d record.Date, years int) record.Date { return moved(d, years, 0) }

func moved(d record.Date, years, days int) record.Date {
	year, month, day := d.Earliest().Parts()
	return record.DayOf(time.Date(year+years, month, day+days, 0, 0, 0, 0, time.UTC))
}
