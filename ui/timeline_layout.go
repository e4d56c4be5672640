package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Measures of a drawing in units that are pixels where there is room.
const (
	chartWidth   = 1176.0
	chartGutter  = 184.0 // titles of lanes
	chartHead    = 26.0
	chartRow     = 15.0
	chartPadding = 8.0
	lineHeight   = 14.0
	diamond      = 5.0
	labelGap     = 9.0
	mostLabel    = 250.0 // a longer one is left to the table
	mostRows     = 16    // of one lane; what comes then shares the last
	labelledRows = 8     // beyond which a label waits for the table
	shortest     = 14.0  // a bar that is shorter is a diamond
)

// A drawing is a timeline with every place computed.
type drawing struct {
	Timeline
	Height  float64
	Ticks   []tick
	TodayAt float64 // 0 if it is not within
	Lanes   []drawnLane
}

type tick struct {
	X     float64
	Words string
}

type drawnLane struct {
	Title   []string
	Lang    string
	Count   string
	Top     float64
	Bottom  float64
	Moments []drawnMoment
}

type drawnMoment struct {
	Moment
	X, From, To float64
	Y           float64
	Shape       shape
	Words       string // as far as there is room
	WordsAt     float64
	Before      bool // the words stand left of it
}

type shape int

const (
	point shape = iota
	uncertainPoint
	bar
	openBar
)

// draw computes where everything stands.
func (t Timeline) draw() drawing {
	d := drawing{Timeline: t, Height: chartHead}
	if t.To <= t.From {
		d.To = t.From + 1
	}
	d.Ticks = d.ticks()
	if now := years(t.Now); !t.Now.IsZero() && now >= float64(d.From) && now < float64(d.To) {
		d.TodayAt = d.x(now)
	}
	for _, lane := range t.Lanes {
		d.Lanes = append(d.Lanes, d.lane(lane))
	}
	return d
}

func (d drawing) x(year float64) float64 {
	share := (year - float64(d.From)) / float64(d.To-d.From)
	return chartGutter + min(max(share, 0), 1)*(chartWidth-chartGutter-4)
}

// ticks are years, fewer where they would touch, quarters where there is room.
func (d drawing) ticks() (all []tick) {
	count := d.To - d.From
	step := 1
	for _, step = range []int{1, 2, 5, 10, 20, 50, 100, 1000} {
		if count/step <= 24 {
			break
		}
	}
	for year := d.From; year < d.To; year++ {
		if year%step == 0 {
			all = append(all, tick{d.x(float64(year)), strconv.Itoa(year)})
		}
		if count <= 4 {
			for quarter := 1; quarter < 4; quarter++ {
				all = append(all, tick{X: d.x(float64(year) + float64(quarter)/4)})
			}
		}
	}
	return all
}

// lane gives every moment the first row in which it touches no other.
func (d *drawing) lane(lane Lane) drawnLane {
	drawn := drawnLane{Title: broken(lane.Title.Text, chartGutter-16), Count: lane.Count, Top: d.Height}
	if lane.Title.Foreign {
		drawn.Lang = string(lane.Title.Language)
	}
	moments := slices.Clone(lane.Moments)
	until := float64(d.To)
	slices.SortStableFunc(moments, func(a, b Moment) int {
		from, _ := a.span(until)
		other, _ := b.span(until)
		return cmp.Compare(from, other)
	})
	var rows rowsOfLane
	for _, m := range moments {
		from, to := m.span(until)
		if to < float64(d.From) || from >= until {
			continue
		}
		placed := d.moment(m, from, to)
		rows.place(&placed)
		placed.Y = drawn.Top + chartPadding + chartRow/2 + float64(placed.row)*chartRow
		drawn.Moments = append(drawn.Moments, placed.drawnMoment)
	}
	used := max(float64(len(rows))*chartRow, float64(len(drawn.Title)+min(1, len(drawn.Count)))*lineHeight)
	drawn.Bottom = drawn.Top + used + 2*chartPadding
	d.Height = drawn.Bottom
	return drawn
}

func (d drawing) moment(m Moment, from, to float64) placing {
	drawn := drawnMoment{Moment: m, From: d.x(from), To: d.x(to)}
	drawn.X = (drawn.From + drawn.To) / 2
	switch {
	case m.Open:
		drawn.Shape = openBar
	case !m.Starts.IsZero() && !m.Ends.IsZero() && drawn.To-drawn.From >= shortest:
		drawn.Shape = bar
	case (m.Ends.IsZero() || m.Starts.IsZero()) && drawn.To-drawn.From >= 2*shortest:
		drawn.Shape = uncertainPoint
	}
	p := placing{drawnMoment: drawn, left: drawn.X - diamond, right: drawn.X + diamond}
	if drawn.Shape != point {
		p.left, p.right = drawn.From, max(drawn.To, drawn.From+2*diamond)
	}
	return p
}

// A placing is a moment that looks for its row.
type placing struct {
	drawnMoment
	left, right float64
	row         int
}

// rowsOfLane are up to where each row of a lane is taken.
type rowsOfLane []float64

// place finds the row of a moment, with its label if that has room.
func (r *rowsOfLane) place(p *placing) {
	width := widthOf(p.Label.Text)
	if !p.Quiet && width <= mostLabel && width > 0 {
		if p.Shape >= bar && p.right-p.left > width+12 {
			p.Words, p.WordsAt = p.Label.Text, max(p.left, chartGutter)+7
			r.take(p, p.left, p.right, mostRows)
			return
		}
		if p.right+labelGap+width < chartWidth && r.take(p, p.left, p.right+labelGap+width, labelledRows) {
			p.Words, p.WordsAt = p.Label.Text, p.right+labelGap-3
			return
		}
		if left := p.left - labelGap - width; left > chartGutter && r.take(p, left, p.right, labelledRows) {
			p.Words, p.WordsAt, p.Before = p.Label.Text, p.left-labelGap+3, true
			return
		}
	}
	r.take(p, p.left, p.right, mostRows)
}

// take takes room in the first row that has it. In the last row things may
// touch; take reports false if only that is left and the caller allows fewer.
func (r *rowsOfLane) take(p *placing, left, right float64, most int) bool {
	for i := range *r {
		if i < most && (*r)[i]+4 <= left {
			(*r)[i], p.row = right, i
			return true
		}
	}
	if len(*r) < most {
		*r = append(*r, right)
		p.row = len(*r) - 1
		return true
	}
	if most < mostRows {
		return false
	}
	p.row = len(*r) - 1
	(*r)[p.row] = max((*r)[p.row], right)
	return true
}

// widthOf is about how wide text is at the size of labels: system fonts differ,
// so it is on the wide side.
func widthOf(text string) (width float64) {
	for _, c := range text {
		if c >= 0x1100 {
			width += 11
		} else {
			width += 6
		}
	}
	return width
}

// broken breaks the title of a lane between words, into three lines at most.
func broken(text string, room float64) (lines []string) {
	for word := range strings.FieldsSeq(text) {
		last := len(lines) - 1
		if last >= 0 && (widthOf(lines[last]+" "+word)*1.08 <= room || last == 2) {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	if n := len(lines); n > 0 && utf8.RuneCountInString(lines[n-1]) > 60 {
		lines[n-1] = string([]rune(lines[n-1])[:59]) + "…"
	}
	return lines
}

// at writes a place as an attribute has it.
func at(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func moved(x, y float64) string { return fmt.Sprintf("translate(%.1f %.1f)", x, y) }

func viewBox(height float64) string { return fmt.Sprintf("0 0 %.0f %.0f", chartWidth, height) }

// fill is the class that a level of certainty is drawn in.
func (l Level) fill() string {
	switch l {
	case Full:
		return "full"
	case Half:
		return "half"
	case Hollow:
		return "hollow"
	}
	return "unjudged"
}

// named is what a moment is called to those who listen: it has the words in it
// that are seen, which may be shortened, so that they can be spoken to a browser.
func (m drawnMoment) named() string {
	if strings.Contains(m.Heard, m.Words) {
		return m.Heard
	}
	return m.Words + ", " + m.Heard
}
