// Package landscape holds the context in which partners cooperate: figures that
// others publish and that a programme has to be read against.
//
// Its first kind is the exposure: how much of something one party has with one
// counterpart in one year, say the share of its exports. Figures for the same
// year that disagree are records of their own, each with its source
// (programme/source), and none replaces another.
package landscape
