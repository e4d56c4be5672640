package office

import (
	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// arrange lays over duties what our own side did with them. Each is looked up by
// its name, so that what was done with duties of long ago costs nothing.
func arrange(in *feature.Reading, duties []feature.Duty) ([]feature.Duty, error) {
	if len(duties) == 0 {
		return nil, nil
	}
	offices, err := ours(in.Tx, in.Private)
	if err != nil {
		return nil, err
	}
	people, err := readPeople(in)
	if err != nil {
		return nil, err
	}
	var done []Written[Assignment]
	for _, d := range duties {
		a, found, err := assignmentOf(in.Tx, in.Private, d.Key)
		if err != nil {
			return nil, err
		}
		if found {
			done = append(done, a)
		}
	}
	return Open(duties, done, circumstances(in, offices, people)), nil
}

// assignmentOf finds what was done with a duty.
func assignmentOf(tx *store.Tx, private record.ChannelID, key string) (Written[Assignment], bool, error) {
	found, err := tx.FindExternal(private, dutyScheme, key)
	all := decode(Assignments, found)
	if err != nil || len(all) == 0 {
		return Written[Assignment]{}, false, err
	}
	return all[0], true, nil
}

// circumstances are those at the instant of the reading.
func circumstances(in *feature.Reading, offices []Written[Office], people people) Circumstances {
	return Circumstances{
		Today: func(code string) record.Date { return todayAt(offices, code, in) },
		Acted: people.acted(offices, in.Now),
		Acts:  func(account, office string) bool { return people.acts(offices, account, office, in.Now) },
		Name:  people.name,
		Hear:  func(text record.Text) ui.Said { return in.Hear(text) },
	}
}

// todayAt is the day that it is at an office; at the reader's for one that no
// record describes.
func todayAt(offices []Written[Office], code string, in *feature.Reading) record.Date {
	for _, o := range offices {
		if o.Value.Code == code {
			return o.Value.today(in.Now)
		}
	}
	return record.DayOf(in.Now.In(in.Zone()))
}
