package label

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// spifNamespace and spifVersion are Open XML SPIF 2.1, which NATO uses. 3.0 has
// the same namespace and another content.
// http://www.xmlspif.org/schema/2017/12/ (xmlspif.org).
const (
	spifNamespace = "http://www.xmlspif.org/spif"
	spifVersion   = "2.1"
)

// MaxPolicyBytes is the limit for one policy file.
const MaxPolicyBytes = 1 << 20

var spifShape = shape{namespace: spifNamespace, bytes: MaxPolicyBytes, depth: 10, elements: 50_000, annotated: true}

// Limits on what one policy may define.
const (
	maxClassifications = 64
	maxTags            = 64
	maxValues          = 4096 // of one tag
)

var oidForm = regexp.MustCompile(`^[0-2](\.(0|[1-9][0-9]*))+$`)

// LoadPolicy reads a policy file: SPIF 2.1 with classifications, category tags
// and their markings. What else a SPIF may say (required and excluded
// categories, equivalent policies, extensions) is refused rather than skipped,
// because a policy of which only half is enforced is another policy.
func LoadPolicy(raw []byte) (*Policy, error) {
	p, err := loadPolicy(raw)
	if err != nil {
		return nil, fmt.Errorf("label: read policy: %w", err)
	}
	return p, nil
}

func loadPolicy(raw []byte) (*Policy, error) {
	root, err := readTree(raw, spifShape)
	if err != nil {
		return nil, err
	}
	if root.name != "SPIF" {
		return nil, fmt.Errorf("its root is %.60q, expected SPIF: %w", root.name, ErrMalformed)
	}
	attributes, err := root.values("schemaVersion!", "version", "creationDate!", "originatorDN!", "keyIdentifier!", "privilegeId!", "rbacId!")
	if err != nil {
		return nil, err
	}
	if attributes["schemaVersion"] != spifVersion {
		return nil, fmt.Errorf("it is of schema version %q; this version reads Open XML SPIF %s only: %w",
			attributes["schemaVersion"], spifVersion, ErrMalformed)
	}
	children, err := root.sequence(slot{"securityPolicyId", 1, 1}, slot{"securityClassifications", 1, 1},
		slot{"securityCategoryTagSets", 0, 1}, slot{"markingQualifier", 0, many})
	if err != nil {
		return nil, err
	}
	p := &Policy{Version: attributes["version"], hash: sha256.Sum256(raw)}
	if err := p.loadID(children["securityPolicyId"][0]); err != nil {
		return nil, err
	}
	if err := p.loadClassifications(children["securityClassifications"][0]); err != nil {
		return nil, err
	}
	for _, sets := range children["securityCategoryTagSets"] {
		if err := p.loadTagSets(sets); err != nil {
			return nil, err
		}
	}
	qualifiers, err := loadQualifiers(children["markingQualifier"])
	p.separator = qualifiers["separator"]
	return p, err
}

func (p *Policy) loadID(e *element) error {
	attributes, err := e.values("name!", "id!")
	if err != nil {
		return err
	}
	p.Name, p.OID = attributes["name"], attributes["id"]
	if !oidForm.MatchString(p.OID) {
		return fmt.Errorf("%.60q is not an object identifier: %w", p.OID, ErrMalformed)
	}
	children, err := e.sequence(slot{"markingData", 0, many})
	if err != nil {
		return err
	}
	p.phrase, err = loadPhrases(children["markingData"])
	return err
}

func (p *Policy) loadClassifications(e *element) error {
	if _, err := e.values(); err != nil {
		return err
	}
	children, err := e.sequence(slot{"securityClassification", 1, maxClassifications})
	if err != nil {
		return err
	}
	for _, child := range children["securityClassification"] {
		attributes, err := child.values("name!", "lacv!", "hierarchy!", "color", "obsolete")
		if err != nil {
			return err
		}
		c := Classification{Name: attributes["name"], LACV: attributes["lacv"]}
		if c.Hierarchy, err = strconv.Atoi(attributes["hierarchy"]); err != nil {
			return fmt.Errorf("classification %s: hierarchy %q is not a number: %w", c.Name, attributes["hierarchy"], ErrMalformed)
		}
		if _, err := strconv.Atoi(c.LACV); err != nil {
			return fmt.Errorf("classification %s: lacv %q is not a number: %w", c.Name, c.LACV, ErrMalformed)
		}
		if c.Colour, err = colourOf(attributes["color"]); err != nil {
			return fmt.Errorf("classification %s: %w", c.Name, err)
		}
		if c.Obsolete, err = truth(attributes["obsolete"]); err != nil {
			return err
		}
		if c.phrases, err = loadMarkings(child); err != nil {
			return err
		}
		for _, other := range p.Classifications {
			if same(other.Name, c.Name) || other.LACV == c.LACV || other.Hierarchy == c.Hierarchy {
				return fmt.Errorf("classifications %s and %s share a name, lacv or hierarchy: %w", other.Name, c.Name, ErrMalformed)
			}
		}
		p.Classifications = append(p.Classifications, c)
	}
	slices.SortFunc(p.Classifications, func(a, b Classification) int { return a.Hierarchy - b.Hierarchy })
	return nil
}

func truth(text string) (bool, error) {
	switch text {
	case "", "false", "0":
		return false, nil
	case "true", "1":
		return true, nil
	}
	return false, fmt.Errorf("%.20q is neither true nor false: %w", text, ErrMalformed)
}
