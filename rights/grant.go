package rights

import (
	"slices"

	"entente/access"
	"entente/label"
	"entente/record"
)

// A granted thing is what a record of this feature says, besides an Approval.
type granted interface {
	period() (from, until record.Date)
	ended() bool
	paper() []string
	// account is whose it is; "" for what is an office's or a channel's.
	account() string
	// narrows reports that it gives nothing that the one before did not give.
	narrows(before granted, f Facts) bool
}

func (r Role) period() (record.Date, record.Date)        { return r.From, r.Until }
func (c Clearance) period() (record.Date, record.Date)   { return c.From, c.Until }
func (n Nationality) period() (record.Date, record.Date) { return n.From, n.Until }
func (n Need) period() (record.Date, record.Date)        { return n.From, n.Until }
func (c Closure) period() (record.Date, record.Date)     { return c.From, c.Until }

func (r Role) ended() bool        { return r.Ended }
func (c Clearance) ended() bool   { return c.Ended }
func (n Nationality) ended() bool { return n.Ended }
func (n Need) ended() bool        { return n.Ended }
func (c Closure) ended() bool     { return c.Ended }

func (r Role) paper() []string        { return r.OnPaper }
func (c Clearance) paper() []string   { return c.OnPaper }
func (n Nationality) paper() []string { return n.OnPaper }
func (n Need) paper() []string        { return n.OnPaper }
func (c Closure) paper() []string     { return c.OnPaper }

func (r Role) account() string        { return "" }
func (c Clearance) account() string   { return c.Account }
func (n Nationality) account() string { return n.Account }
func (n Need) account() string        { return n.Account }
func (c Closure) account() string     { return "" }

func (r Role) narrows(before granted, _ Facts) bool {
	was, same := before.(Role)
	return same && r.Office == was.Office && r.Role == was.Role && (r.Channel == was.Channel || was.Channel == "") && within(r, was)
}

func (c Clearance) narrows(before granted, f Facts) bool {
	was, same := before.(Clearance)
	return same && c.Account == was.Account && within(c, was) && f.Policies.Narrows(c.clearance(), was.clearance())
}

func (n Nationality) narrows(before granted, _ Facts) bool {
	was, same := before.(Nationality)
	return same && n.Account == was.Account && n.Country == was.Country && within(n, was)
}

func (n Need) narrows(before granted, _ Facts) bool {
	was, same := before.(Need)
	return same && n.Account == was.Account && n.Channel == was.Channel && within(n, was)
}

// A closure gives nothing to anybody: what narrows is to close, or to close for
// longer.
func (c Closure) narrows(before granted, _ Facts) bool {
	if before == nil {
		return true
	}
	was, same := before.(Closure)
	return same && c.Channel == was.Channel && within(was, c)
}

// within reports that a period lies in another. A day that is not named is open;
// what has ended has no day.
func within(inner, outer granted) bool {
	if inner.ended() || outer.ended() {
		return inner.ended()
	}
	from, until := inner.period()
	earliest, latest := outer.period()
	begins := earliest.IsZero() || !from.IsZero() && from.Earliest().Compare(earliest.Earliest()) >= 0
	ends := latest.IsZero() || !until.IsZero() && until.Latest().Compare(latest.Latest()) <= 0
	return begins && ends
}

// covers reports that a day lies in the period of a grant, both days included.
func covers(g granted, day record.Date) bool {
	from, until := g.period()
	return !g.ended() && !day.Before(from) && !until.Before(day)
}

// clearance is the clearance as the labels know it.
func (c Clearance) clearance() label.Clearance {
	cleared := label.Clearance{Policy: c.Policy, Classification: c.Classification}
	for _, held := range c.Held {
		at := slices.IndexFunc(cleared.Held, func(category label.Category) bool { return category.Tag == held.Tag })
		if at < 0 {
			at = len(cleared.Held)
			cleared.Held = append(cleared.Held, label.Category{Tag: held.Tag})
		}
		cleared.Held[at].Values = append(cleared.Held[at].Values, held.Value)
	}
	return cleared
}

// channelOf reads the channel that a grant names; the zero one for none.
func channelOf(text string) (id record.ChannelID, ok bool) {
	return id, text == "" || id.UnmarshalText([]byte(text)) == nil
}

// held is the role as the decision knows it.
func (r Role) held() access.Held {
	channel, _ := channelOf(r.Channel) // checked when it was written
	return access.Held{Role: access.Role(r.Role), Office: r.Office, Channel: channel}
}
