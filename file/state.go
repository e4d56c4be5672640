package file

import (
	"path"
	"strconv"
	"strings"

	"entente/feature"
	"entente/node"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// stateOf says how much of a file is here, and why not more.
func stateOf(in *feature.Reading, f store.File) ui.Status {
	switch f.State {
	case store.FilePresent:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: in.Say("here, verified")}
	case store.FileArriving:
		if f.Reason == node.FileUnscanned {
			return ui.Status{Glyph: ui.Clock, Tone: ui.Warn, Word: in.Say("here, not released: the scanner for malware does not answer")}
		}
		done := int64(0)
		if chunks := record.ChunksOf(f.Size); chunks > 0 {
			done = 100 * f.Held / chunks
		}
		return ui.Status{Glyph: ui.Clock, Tone: ui.Act, Word: in.Say("arriving, {percent} %", "percent", strconv.FormatInt(done, 10))}
	case store.FileRejected:
		return ui.Status{Glyph: ui.Cross, Tone: ui.Bad, Word: in.Say("rejected: what came is not what its writer committed to")}
	}
	return ui.Status{Glyph: ui.Lock, Tone: ui.Warn, Word: withheld(in.Reader, f.Reason)}
}

func withheld(r feature.Reader, reason string) string {
	switch reason {
	case node.FileAbove:
		return r.Say("withheld: its marking is above what this node may hold")
	case node.FileMalware:
		return r.Say("withheld: the scanner of this node found malware in it")
	case node.FileLarge:
		return r.Say("withheld: larger than this node takes")
	case node.FileAbsent:
		return r.Say("missing in this node’s folder of files")
	case node.FileNotSent:
		return r.Say("not in the archive that this copy comes from")
	case node.FileUntold:
		return r.Say("whether it has arrived there is not confirmed")
	}
	return r.Say("withheld from us")
}

// typeName is a short word for what a file is: its ending, or its media type.
func typeName(name, mediaType string) string {
	if ending := strings.TrimPrefix(path.Ext(name), "."); ending != "" && len(ending) <= 5 {
		return strings.ToUpper(ending)
	}
	return mediaType
}

// sizeIn says a size in the unit that people use for it.
func sizeIn(r feature.Reader, bytes int64) string {
	switch {
	case bytes >= 1_000_000_000:
		return r.Say("{n} GB", "n", tenths(r, bytes, 1_000_000_000))
	case bytes >= 1_000_000:
		return r.Say("{n} MB", "n", tenths(r, bytes, 1_000_000))
	case bytes >= 1_000:
		return r.Say("{n} kB", "n", number(r, bytes/1_000))
	}
	return r.Say("{n} bytes", "n", number(r, bytes))
}

// tenths gives figures below 10 one decimal.
func tenths(r feature.Reader, bytes, unit int64) string {
	if bytes >= 10*unit {
		return number(r, bytes/unit)
	}
	mark := "."
	if r.Language == record.French {
		mark = ","
	}
	return number(r, bytes/unit) + mark + strconv.FormatInt(bytes%unit/(unit/10), 10)
}

func number(r feature.Reader, n int64) string { return r.Number(n) }
