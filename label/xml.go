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
	extension string // a second namespace; its elements are named with it
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
	case t.Name.Space != r.namespace && (r.extension == "" || t.Name.Space != r.extension):
		return fmt.Errorf("element %.60q is not in namespace %s", t.Name.Local, r.namespace)
	case len(r.open) == 0 && r.root != nil:
		return fmt.Errorf("a second root %.60q", t.Name.Local)
	case len(r.open) >= r.depth || r.count > r.elements:
		return fmt.Errorf("more than %d levels or %d elements", r.depth, r.elements)
	}
	e := &element{name: t.Name.Local}
	if t.Name.Space != r.namespace {
		e.name = t.Name.Space + " " + t.Name.Local
	}
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
