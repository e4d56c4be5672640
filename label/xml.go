package label

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// An element is one node of a document that was read strictly: no declarations,
// entities, comments or processing instructions, no text beside elements.
type element struct {
	name       string
	attributes []xml.Attr
	children   []*element
	text       string // without white space around it
}

// A shape bounds a document before anything in it is looked at.
type shape struct {
	namespace string
	bytes     int
	depth     int
	elements  int
	annotated bool // an XML declaration and comments may stand in it: a file for people
}

const maxValueBytes = 256 // of one text or attribute; the SPIF schema's own limit for names

// readTree reads exactly one element with everything below it.
func readTree(raw []byte, s shape) (*element, error) {
	if len(raw) > s.bytes {
		return nil, fmt.Errorf("%d bytes, the limit is %d: %w", len(raw), s.bytes, ErrMalformed)
	}
	if err := s.refuseMarkup(raw); err != nil {
		return nil, err
	}
	r := treeReader{shape: s, decoder: xml.NewDecoder(bytes.NewReader(raw))}
	if err := r.read(); err != nil {
		return nil, fmt.Errorf("%v: %w", err, ErrMalformed)
	}
	return r.root, nil
}

// refuseMarkup finds every DTD, entity declaration, CDATA section and processing
// instruction, whatever the parser would make of them: "<" can stand nowhere in
// XML but before markup.
func (s shape) refuseMarkup(raw []byte) error {
	if s.annotated && bytes.HasPrefix(raw, []byte("<?xml ")) {
		raw = raw[2:]
	}
	comments := 0
	if s.annotated {
		comments = bytes.Count(raw, []byte("<!--"))
	}
	if bytes.Contains(raw, []byte("<?")) || bytes.Count(raw, []byte("<!")) > comments {
		return fmt.Errorf("it holds a declaration, a comment or an instruction that is not accepted: %w", ErrMalformed)
	}
	return nil
}

type treeReader struct {
	shape
	decoder *xml.Decoder
	root    *element
	open    []*element
	count   int
}

func (r *treeReader) read() error {
	for {
		token, err := r.decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && r.root != nil && len(r.open) == 0:
			return nil
		case err != nil:
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = r.start(t)
		case xml.EndElement:
			err = r.end()
		case xml.CharData:
			err = r.text(string(t))
		case xml.Comment, xml.ProcInst: // only where refuseMarkup lets them through
		default:
			err = fmt.Errorf("it holds %T", token)
		}
		if err != nil {
			return err
		}
	}
}

func (r *treeReader) start(t xml.StartElement) error {
	r.count++
	switch {
	case t.Name.Space != r.namespace:
		return fmt.Errorf("element %.60q is not in namespace %s", t.Name.Local, r.namespace)
	case len(r.open) == 0 && r.root != nil:
		return fmt.Errorf("a second root %.60q", t.Name.Local)
	case len(r.open) >= r.depth || r.count > r.elements:
		return fmt.Errorf("more than %d levels or %d elements", r.depth, r.elements)
	}
	e := &element{name: t.Name.Local}
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		if err := plain(a.Value); err != nil {
			return fmt.Errorf("attribute %.60q of %s: %w", a.Name.Local, e.name, err)
		}
		if slices.ContainsFunc(e.attributes, func(b xml.Attr) bool { return b.Name == a.Name }) {
			return fmt.Errorf("attribute %.60q of %s stands twice", a.Name.Local, e.name)
		}
		e.attributes = append(e.attributes, a)
	}
	if len(r.open) == 0 {
		r.root = e
	} else {
		parent := r.open[len(r.open)-1]
		if parent.text != "" {
			return fmt.Errorf("%s holds text and elements", parent.name)
		}
		parent.children = append(parent.children, e)
	}
	r.open = append(r.open, e)
	return nil
}

func (r *treeReader) end() error {
	r.open = r.open[:len(r.open)-1] // the decoder has matched it with its start
	return nil
}

func (r *treeReader) text(text string) error {
	text = strings.Trim(text, " \t\r\n")
	if text == "" {
		return nil
	}
	if len(r.open) == 0 {
		return errors.New("text outside the root")
	}
	e := r.open[len(r.open)-1]
	if len(e.children) > 0 || e.text != "" {
		return fmt.Errorf("%s holds text and elements", e.name)
	}
	e.text = text
	return plain(text)
}

// plain refuses what could make a marking read as something else: control and
// format characters, among them those that turn the direction of writing.
func plain(text string) error {
	if len(text) > maxValueBytes {
		return fmt.Errorf("a value of %d bytes, the limit is %d", len(text), maxValueBytes)
	}
	for _, c := range text {
		if unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return fmt.Errorf("a value with the character %U", c)
		}
	}
	return nil
}

// A slot is one place in the sequence of an element's children.
type slot struct {
	name     string
	min, max int
}

// many is a bound that the limit on elements reaches first.
const many = 1 << 20

// sequence returns the children by name. They must stand in the order of the
// slots, as often as those say, and there must be no others.
func (e *element) sequence(slots ...slot) (map[string][]*element, error) {
	found := map[string][]*element{}
	rest := e.children
	for _, s := range slots {
		for len(rest) > 0 && rest[0].name == s.name && len(found[s.name]) < s.max {
			found[s.name], rest = append(found[s.name], rest[0]), rest[1:]
		}
		if len(found[s.name]) < s.min {
			return nil, fmt.Errorf("%s lacks %s, or has it in another place: %w", e.name, s.name, ErrMalformed)
		}
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%s holds %.60q, which this version does not read there: %w", e.name, rest[0].name, ErrMalformed)
	}
	return found, nil
}

const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// values returns the attributes by name; xml:lang is "lang". Those marked with
// an exclamation mark must be there, and there must be no others.
func (e *element) values(names ...string) (map[string]string, error) {
	found := map[string]string{}
	for _, a := range e.attributes {
		name := a.Name.Local
		known := slices.Contains(names, name) || slices.Contains(names, name+"!")
		namespace := ""
		if name == "lang" {
			namespace = xmlNamespace
		}
		if !known || a.Name.Space != namespace {
			return nil, fmt.Errorf("%s has an attribute %.60q, which this version does not read there: %w", e.name, name, ErrMalformed)
		}
		found[name] = a.Value
	}
	for _, name := range names {
		if required, isRequired := strings.CutSuffix(name, "!"); isRequired && found[required] == "" {
			return nil, fmt.Errorf("%s lacks the attribute %s: %w", e.name, required, ErrMalformed)
		}
	}
	return found, nil
}

// leaf returns the text of an element that must have some and no children.
func (e *element) leaf(names ...string) (string, map[string]string, error) {
	attributes, err := e.values(names...)
	if err != nil {
		return "", nil, err
	}
	if len(e.children) > 0 || e.text == "" {
		return "", nil, fmt.Errorf("%s has no text of its own: %w", e.name, ErrMalformed)
	}
	return e.text, attributes, nil
}
