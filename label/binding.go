package label

import (
	"bytes"
	"fmt"
	"strings"
)

// BindingNamespace is the XML namespace of STANAG 4778 bindings.
const BindingNamespace = "urn:nato:stanag:4778:bindinginformation:1:0"

// maxBound bounds the labels of one binding.
const maxBound = 16

var bindingShape = shape{
	namespace: BindingNamespace, extension: Namespace,
	bytes: (maxBound + 1) * MaxBytes, depth: 12, elements: 4096, annotated: true,
}

// A Binding says which labels data has (ADatP-4778): for a file that leaves the
// node, the sidecar beside it.
type Binding struct {
	Originator   Label
	Alternatives []Label
	References   []string // URIs of the data
}

// Bind writes a binding of labels to data that stands elsewhere. The first label
// is the originator's, byte for byte; every other one is an alternative. Each
// stands in a Metadata element of its own. It is not signed, which the standard
// leaves open: what proves a label is the entry that it came from.
func Bind(uri string, originator []byte, alternatives ...[]byte) ([]byte, error) {
	if _, err := parse(originator); err != nil {
		return nil, fmt.Errorf("label: bind: %w", err)
	}
	if len(alternatives) >= maxBound {
		return nil, fmt.Errorf("label: bind: more than %d labels: %w", maxBound, ErrMalformed)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<mb:BindingInformation xmlns:mb=%q><mb:MetadataBindingContainer><mb:MetadataBinding><mb:Metadata>`, BindingNamespace)
	b.Write(originator)
	b.WriteString(`</mb:Metadata>`)
	for _, alternative := range alternatives {
		if _, err := parseAs(Alternative, alternative); err != nil {
			return nil, fmt.Errorf("label: bind: %w", err)
		}
		b.WriteString(`<mb:Metadata>`)
		b.Write(alternative)
		b.WriteString(`</mb:Metadata>`)
	}
	b.WriteString(`<mb:DataReference URI="`)
	escape(&b, uri)
	b.WriteString(`"/></mb:MetadataBinding></mb:MetadataBindingContainer></mb:BindingInformation>`)
	return b.Bytes(), nil
}

// ReadBinding reads a binding that somebody else wrote: one container, one
// binding, one originator's label, one label in each Metadata element. A
// signature is refused, because nothing here would verify it.
func ReadBinding(raw []byte) (Binding, error) {
	b, err := readBinding(raw)
	if err != nil {
		return Binding{}, fmt.Errorf("label: read binding: %w", err)
	}
	return b, nil
}

func readBinding(raw []byte) (b Binding, err error) {
	root, err := readTree(raw, bindingShape)
	if err != nil {
		return Binding{}, err
	}
	if root.name != "BindingInformation" {
		return Binding{}, fmt.Errorf("its root is %.60q, expected BindingInformation: %w", root.name, ErrMalformed)
	}
	children, err := root.sequence(slot{"MetadataBindingContainer", 1, 1})
	if err != nil {
		return Binding{}, err
	}
	if children, err = children["MetadataBindingContainer"][0].sequence(slot{"MetadataBinding", 1, 1}); err != nil {
		return Binding{}, err
	}
	children, err = children["MetadataBinding"][0].sequence(slot{"Metadata", 1, maxBound}, slot{"DataReference", 1, maxBound})
	if err != nil {
		return Binding{}, err
	}
	labels := map[Role][]Label{}
	for _, child := range children["Metadata"] {
		if len(child.children) != 1 {
			return Binding{}, fmt.Errorf("a Metadata element holds %d elements, expected one label: %w", len(child.children), ErrMalformed)
		}
		one := child.children[0].ofNamespace(Namespace)
		l, err := parseLabel(one, true)
		if err != nil {
			return Binding{}, err
		}
		labels[Role(one.name)] = append(labels[Role(one.name)], l)
	}
	for _, child := range children["DataReference"] {
		attributes, err := child.values("URI!")
		if err != nil {
			return Binding{}, err
		}
		b.References = append(b.References, attributes["URI"])
	}
	if len(labels[Originator]) != 1 || len(labels[Originator])+len(labels[Alternative]) != len(children["Metadata"]) {
		return Binding{}, fmt.Errorf("it has not one originator's label and alternatives of it: %w", ErrMalformed)
	}
	b.Originator, b.Alternatives = labels[Originator][0], labels[Alternative]
	return b, nil
}

// ofNamespace names an element of a document's second namespace, and everything
// below it, as a document of that namespace alone would; what is not of it gets
// a name that nothing has.
func (e *element) ofNamespace(namespace string) *element {
	name, within := strings.CutPrefix(e.name, namespace+" ")
	if !within {
		name = "of another namespace: " + e.name
	}
	own := &element{name: name, attributes: e.attributes, text: e.text}
	for _, child := range e.children {
		own.children = append(own.children, child.ofNamespace(namespace))
	}
	return own
}
