package ui

import (
	"strings"
	"unicode"
)

// maxWords bounds the table of a comparison: beyond it, text is shown as
// removed and added whole.
const maxWords = 600

// Differences compares two texts word by word and keeps what both begin, share
// and end with. Joined, what stayed and was removed is the text before; what
// stayed and was added is the text after.
func Differences(before, after string) []Piece {
	old, new := words(before), words(after)
	if len(old) > maxWords || len(new) > maxWords {
		return joined([]Piece{{before, Removed}, {after, Added}})
	}
	shared := longest(old, new)
	var pieces []Piece
	i, j := 0, 0
	for i < len(old) || j < len(new) {
		switch {
		case i < len(old) && j < len(new) && old[i] == new[j]:
			pieces = append(pieces, Piece{old[i], Stayed})
			i, j = i+1, j+1
		case i < len(old) && (j == len(new) || shared[i+1][j] >= shared[i][j+1]):
			pieces = append(pieces, Piece{old[i], Removed})
			i++
		default:
			pieces = append(pieces, Piece{new[j], Added})
			j++
		}
	}
	return joined(pieces)
}

// longest is the length of the longest common subsequence of every pair of ends.
func longest(old, new []string) [][]int16 {
	table := make([][]int16, len(old)+1)
	cells := make([]int16, (len(old)+1)*(len(new)+1))
	for i := range table {
		table[i] = cells[i*(len(new)+1) : (i+1)*(len(new)+1)]
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(new) - 1; j >= 0; j-- {
			if old[i] == new[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

// words cuts a text after every run of space, so that joining gives it back.
func words(text string) []string {
	var cut []string
	start, spaced := 0, false
	for at, r := range text {
		if unicode.IsSpace(r) {
			spaced = true
		} else if spaced {
			cut, start, spaced = append(cut, text[start:at]), at, false
		}
	}
	if start < len(text) {
		cut = append(cut, text[start:])
	}
	return cut
}

// joined puts neighbours of one fate together, removed before added.
func joined(pieces []Piece) []Piece {
	var all []Piece
	for at := 0; at < len(pieces); {
		if pieces[at].Fate == Stayed {
			all, at = extended(all, pieces[at]), at+1
			continue
		}
		var removed, added strings.Builder
		for ; at < len(pieces) && pieces[at].Fate != Stayed; at++ {
			if pieces[at].Fate == Removed {
				removed.WriteString(pieces[at].Text)
			} else {
				added.WriteString(pieces[at].Text)
			}
		}
		all = extended(all, Piece{removed.String(), Removed})
		all = extended(all, Piece{added.String(), Added})
	}
	return all
}

func extended(all []Piece, next Piece) []Piece {
	if next.Text == "" {
		return all
	}
	if last := len(all) - 1; last >= 0 && all[last].Fate == next.Fate {
		all[last].Text += next.Text
		return all
	}
	return append(all, next)
}
