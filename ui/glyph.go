package ui

// Certainty is how far a statement can be relied on: a shape and always its word.
type Certainty struct {
	Level Level
	Word  string
}

// Level is the fill of the diamond.
type Level int

// Levels. An unknown certainty of a newer partner is shown as doubt.
const (
	NotJudged Level = iota
	Full            // confirmed
	Half            // one source
	Hollow          // uncertain
)

// Status is a state of something: a shape, a word, then a colour, so that none
// of them stands alone.
type Status struct {
	Glyph Glyph
	Word  string
	Tone  Tone
}

// Tone is one of the colours that mean something.
type Tone string

// Tones.
const (
	Calm Tone = ""
	Act  Tone = "act"
	Good Tone = "good"
	Warn Tone = "warn"
	Bad  Tone = "bad"
	Prop Tone = "prop"
)

// Glyph is a drawn sign, 14 px, one stroke, always beside a word.
type Glyph int

// Glyphs.
const (
	NoGlyph Glyph = iota
	Tick
	Clock
	Cross
	Struck
	Lock
	Eye
	Pen
	Triangle
	Ring
	HalfRing
	Square
	Download
	Rightward
	Leftward
	Unequal
)
