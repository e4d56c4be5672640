package channel

import (
	"bytes"
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/record"
)

// A change is what becomes of the value at one path of a body: another
// reference, another place of its personal part, or nothing.
type change struct {
	to   record.Ref
	part int
}

func (c change) removes() bool { return c == change{} }

func (c change) value() any {
	if c.part > 0 {
		return struct {
			Part int `json:"part"`
		}{c.part}
	}
	return c.to
}

// rewrite copies a body with changes at some paths. Everything else keeps its
// bytes and order. A path that the body does not have is an error: what was to
// be removed would otherwise stay in by a slip of spelling.
func rewrite(body []byte, changes map[string]change) ([]byte, error) {
	var out bytes.Buffer
	w := rewriter{
		changes: changes,
		from:    jsontext.NewDecoder(bytes.NewReader(body)),
		to:      jsontext.NewEncoder(&out),
	}
	if err := w.value(""); err != nil {
		return nil, fmt.Errorf("read its body: %w", err)
	}
	if w.done != len(changes) {
		return nil, fmt.Errorf("its body lacks some of the %d places where something was to be removed", len(changes))
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

type rewriter struct {
	changes map[string]change
	from    *jsontext.Decoder
	to      *jsontext.Encoder
	done    int
}

// value copies the next value, all of it within path.
func (w *rewriter) value(path string) error {
	switch w.from.PeekKind() {
	case '{':
		return w.members(path)
	case '[':
		return w.elements(path)
	}
	value, err := w.from.ReadValue()
	if err != nil {
		return err
	}
	return w.to.WriteValue(value)
}

func (w *rewriter) members(path string) error {
	if err := w.token(); err != nil {
		return err
	}
	for w.from.PeekKind() != '}' {
		name, err := w.from.ReadToken()
		if err != nil {
			return err
		}
		at := join(path, name.String())
		c, changed := w.changes[at]
		if changed && c.removes() {
			if err := w.skip(at); err != nil {
				return err
			}
			continue
		}
		if err := w.to.WriteToken(name); err != nil {
			return err
		}
		if err := w.changedOr(at, c, changed); err != nil {
			return err
		}
	}
	return w.token()
}

func (w *rewriter) elements(path string) error {
	if err := w.token(); err != nil {
		return err
	}
	for i := 1; w.from.PeekKind() != ']'; i++ {
		at := join(path, strconv.Itoa(i))
		c, changed := w.changes[at]
		if changed && c.removes() {
			if err := w.skip(at); err != nil {
				return err
			}
			continue
		}
		if err := w.changedOr(at, c, changed); err != nil {
			return err
		}
	}
	return w.token()
}

func (w *rewriter) changedOr(path string, c change, changed bool) error {
	if !changed {
		return w.value(path)
	}
	w.done++
	if err := w.from.SkipValue(); err != nil {
		return err
	}
	return json.MarshalEncode(w.to, c.value())
}

// skip leaves a value out. What was to change within it is gone with it.
func (w *rewriter) skip(path string) error {
	for inside := range w.changes {
		if inside == path || strings.HasPrefix(inside, path+".") {
			w.done++
		}
	}
	return w.from.SkipValue()
}

func (w *rewriter) token() error {
	token, err := w.from.ReadToken()
	if err != nil {
		return err
	}
	return w.to.WriteToken(token)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func byPath(a, b Removal) int { return cmp.Compare(a.Path, b.Path) }
