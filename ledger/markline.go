package ledger

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"entente/record"
)

const markDomain = "entente mark 1\n"

// appendLine writes "origin size root hmac\n". The HMAC covers the domain and
// the line before it, without the space between.
func (m Mark) appendLine(dst []byte, key [32]byte) []byte {
	start := len(dst)
	dst = fmt.Appendf(dst, "%s %d %s", m.Origin, m.Size, m.Root)
	mac := macMark(key, dst[start:])
	dst = append(dst, ' ')
	dst = base64.StdEncoding.AppendEncode(dst, mac)
	return append(dst, '\n')
}

func macMark(key [32]byte, claim []byte) []byte {
	mac := hmac.New(sha256.New, key[:])
	mac.Write([]byte(markDomain))
	mac.Write(claim)
	return mac.Sum(nil)
}

// follows checks that a mark may replace the one before it.
func (m Mark) follows(before Mark, exists bool) error {
	switch {
	case m.Origin == "" || strings.ContainsAny(m.Origin, " \n") || m.Size < 0 || m.Size > MaxSize:
		return fmt.Errorf("%.80q at size %d is no mark: %w", m.Origin, m.Size, ErrMalformed)
	case exists && m.Size < before.Size:
		return fmt.Errorf("%s at size %d is %w, %d", m.Origin, m.Size, ErrBelowMark, before.Size)
	case exists && m.Size == before.Size && m.Root != before.Root:
		return fmt.Errorf("%s at size %d with root %s %w, %s", m.Origin, m.Size, m.Root, ErrContradiction, before.Root)
	}
	return nil
}

// parseMarks reads the file's text: the newest mark of each ledger, the number
// of lines, and whether the last line had no end.
func parseMarks(text []byte, key [32]byte) (marks map[string]Mark, lines int, torn bool, err error) {
	marks = make(map[string]Mark)
	for len(text) > 0 {
		line, rest, ended := bytes.Cut(text, []byte("\n"))
		if !ended {
			return marks, lines, true, nil
		}
		text = rest
		lines++
		mark, err := parseMark(line, key)
		if err != nil {
			return nil, 0, false, fmt.Errorf("line %d: %w", lines, err)
		}
		before, exists := marks[mark.Origin]
		if err := mark.follows(before, exists); err != nil {
			return nil, 0, false, fmt.Errorf("line %d: %w", lines, err)
		}
		marks[mark.Origin] = mark
	}
	return marks, lines, false, nil
}

func parseMark(line []byte, key [32]byte) (Mark, error) {
	claim, _, _ := cutLast(line, ' ')
	fields := strings.Split(string(claim), " ")
	if len(fields) != 3 {
		return Mark{}, fmt.Errorf("%.80q is no mark: %w", line, ErrMalformed)
	}
	size, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return Mark{}, fmt.Errorf("%.80q is no mark: %w", line, ErrMalformed)
	}
	var root record.Hash
	if err := root.UnmarshalText([]byte(fields[2])); err != nil {
		return Mark{}, fmt.Errorf("%.80q is no mark: %w", line, ErrMalformed)
	}
	mark := Mark{Origin: fields[0], Size: size, Root: root}
	// Comparing the whole line also refuses every other spelling of it.
	if want := mark.appendLine(nil, key); !hmac.Equal(want[:len(want)-1], line) {
		return Mark{}, fmt.Errorf("%.80q is not ours: %w", line, ErrMalformed)
	}
	return mark, nil
}

func cutLast(s []byte, separator byte) (before, after []byte, found bool) {
	if i := bytes.LastIndexByte(s, separator); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, nil, false
}
