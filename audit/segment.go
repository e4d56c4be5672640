package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Segment is one file of a spool.
type Segment struct {
	Path  string
	Last  Place // where the chain stands at its end
	Bytes int64
	Sound bool // nothing was wrong with it
}

const (
	segmentEnd  = ".spool"
	evidenceEnd = ".evidence"
)

// sameName bounds the files that begin with the same line: all but the last were
// torn at their first.
const sameName = 10

// newSegment makes a file that is named by the number of its first line.
func newSegment(folder string, first int64) (file *os.File, err error) {
	for i := range sameName {
		name := fmt.Sprintf("%019d.%d%s", first, i, segmentEnd)
		file, err = os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, os.ErrExist) {
			break
		}
	}
	return file, err
}

// Reasons of a Fault.
const (
	Torn    = "torn"    // the last line of a file has no end: the machine stopped while it was written
	Changed = "changed" // a line is not what was written there
	Gap     = "gap"     // lines between two are missing, or do not follow each other
	Behind  = "behind"  // the ledger holds lines that the spool does not know of
)

// A Fault is something wrong with a spool or an audit ledger. Torn is what a crash
// leaves, and none of its bytes was ever acknowledged; the others are not.
type Fault struct {
	Reason string `json:"reason"`
	Where  string `json:"where"`  // name of the file, or origin and index
	Number int64  `json:"number"` // of the line that was due
}

// Inspection is what was found in the files of a spool.
type Inspection struct {
	Segments []Segment
	At       Place // after the newest line that holds
	Faults   []Fault
}

// Inspect reads a whole spool and changes nothing. after is how far the audit
// ledger came: lines up to there may be gone, nothing after it may.
func Inspect(folder string, key Key, after Place) (found Inspection, err error) {
	paths, err := segmentsIn(folder)
	if err != nil {
		return found, fmt.Errorf("audit: look into spool: %w", err)
	}
	found.At = after
	for i, path := range paths {
		segment := Segment{Path: path, Sound: true}
		fault := func(reason string) {
			segment.Sound = false
			found.Faults = append(found.Faults, Fault{reason, filepath.Base(path), found.At.Number + 1})
		}
		begins := i == 0
		segment.Bytes, err = readLines(path, key, func(l Line, problem string) {
			switch {
			case problem != "":
				fault(problem)
			case begins && l.Number <= after.Number+1 && (l.Number != after.Number+1 || l.Before == after.Link):
				found.At = l.Place() // what came before is in the ledger
			case l.Number == after.Number && l.Place() != after:
				fault(Changed)
				found.At = l.Place()
			case l.Number != found.At.Number+1 || l.Before != found.At.Link:
				fault(Gap)
				if l.Number > found.At.Number {
					found.At = l.Place()
				}
			default:
				found.At = l.Place()
			}
			begins = false
		})
		if err != nil {
			return found, fmt.Errorf("audit: look into spool: %w", err)
		}
		segment.Last = found.At
		found.Segments = append(found.Segments, segment)
	}
	if found.At.Number < after.Number {
		found.Faults = append(found.Faults, Fault{Behind, filepath.Base(folder), found.At.Number + 1})
		found.At = after
	}
	return found, nil
}

// segmentsIn lists the files of a spool, the oldest first.
func segmentsIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var paths []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), segmentEnd) {
			paths = append(paths, filepath.Join(folder, entry.Name()))
		}
	}
	slices.Sort(paths)
	return paths, err
}

// readLines gives each line of a file, or says what is wrong with it.
func readLines(path string, key Key, each func(l Line, problem string)) (size int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, MaxLine+1)
	for {
		text, err := lines.ReadSlice('\n')
		size += int64(len(text))
		switch {
		case errors.Is(err, bufio.ErrBufferFull): // no line of ours is that long
			each(Line{}, Changed)
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return size, err
		case err != nil && len(text) > 0:
			each(Line{}, Torn)
			return size, nil
		case err != nil:
			return size, nil
		}
		line, err := parseLine(key, bytes.TrimSuffix(text, []byte{'\n'}))
		if err != nil {
			each(Line{}, Changed)
			continue
		}
		each(line, "")
	}
}

// Waiting reads up to limit lines after a number.
func (s *Spool) Waiting(after int64, limit int) ([]Line, error) {
	s.mu.Lock()
	segments := slices.Clone(s.segments)
	newest := s.at.Number
	s.mu.Unlock()
	var all []Line
	for _, segment := range segments {
		if segment.Last.Number <= after || len(all) >= limit {
			continue
		}
		_, err := readLines(segment.Path, s.Key, func(l Line, problem string) {
			// A line that is being written is not acknowledged yet.
			if problem == "" && l.Number > after && l.Number <= newest && len(all) < limit {
				all = append(all, l)
				after = l.Number
			}
		})
		if err != nil && !errors.Is(err, os.ErrNotExist) { // released meanwhile
			return nil, fmt.Errorf("audit: read spool: %w", err)
		}
	}
	return all, nil
}

// Release lets go of the files whose lines stand elsewhere, up to a number. One in
// which something was wrong is kept under another name, as evidence.
func (s *Spool) Release(upTo int64) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.segments) > 0 {
		oldest := s.segments[0]
		if oldest.Last.Number > upTo || len(s.segments) == 1 && s.file != nil && s.filed < s.SegmentBytes {
			return nil
		}
		if len(s.segments) == 1 && s.file != nil {
			s.file.Close()
			s.file, s.filed, s.failed = nil, 0, nil
		}
		var err error
		if oldest.Sound {
			err = os.Remove(oldest.Path)
		} else {
			err = os.Rename(oldest.Path, oldest.Path+evidenceEnd)
		}
		if err != nil {
			return fmt.Errorf("audit: release spool: %w", err)
		}
		s.segments = s.segments[1:]
	}
	return nil
}
