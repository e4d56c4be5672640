package label

import (
	"cmp"
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

var spifShape = shape{namespace: spifNamespace, extension: extensionNamespace, bytes: MaxPolicyBytes, depth: 10, elements: 50_000, annotated: true}

// Limits on what one policy may define.
const (
	maxClassifications = 64
	maxTags            = 64
	maxValues          = 4096 // of one tag
)

var oidForm = regexp.MustCompile(`^[0-2](\.(0|[1-9][0-9]*))+$`)

// LoadPolicy reads a policy file: SPIF 2.1 with classifications, category tags,
// what they require and exclude of each other, their equivalents in other
// policies, and their markings. What else a SPIF may say (privacy marks, input
// by the user, periods of validity, what equivalents require, extensions of
// others) is refused rather than skipped, because a policy of which only half is
// enforced is another policy.
func LoadPolicy(raw []byte) (*Policy, error) {
	p, err := loadPolicy(raw)
	if err != nil {
		return nil, fmt.Errorf("label: read policy: %w", err)
	}
	return p, nil
}

// A policyFile is a policy that is being read.
type policyFile struct {
	policy     *Policy
	unresolved []unresolved
}

func loadPolicy(raw []byte) (*Policy, error) {
	root, err := readTree(raw, spifShape)
	if err != nil {
		return nil, err
	}
	if root.name != "SPIF" {
		return nil, fmt.Errorf("its root is %.60q, expected SPIF: %w", root.name, ErrMalformed)
	}
	attributes, err := root.values("schemaVersion!", "version", "creationDate!", "originatorDN!", "keyIdentifier!", "privilegeId!", "rbacId!", "userRefURI", "docRefURI")
	if err != nil {
		return nil, err
	}
	if attributes["schemaVersion"] != spifVersion {
		return nil, fmt.Errorf("it is of schema version %q; this version reads Open XML SPIF %s only: %w",
			attributes["schemaVersion"], spifVersion, ErrMalformed)
	}
	children, err := root.sequence(slot{"securityPolicyId", 1, 1}, slot{"securityClassifications", 1, 1},
		slot{"securityCategoryTagSets", 0, 1}, slot{"equivalentPolicies", 0, 1}, slot{"markingQualifier", 0, many}, slot{"extensions", 0, 1})
	if err != nil {
		return nil, err
	}
	f := &policyFile{policy: &Policy{Version: attributes["version"], hash: sha256.Sum256(raw), twoPersons: map[Deed]int{}}}
	if err := f.loadID(children["securityPolicyId"][0]); err != nil {
		return nil, err
	}
	if err := f.loadClassifications(children["securityClassifications"][0]); err != nil {
		return nil, err
	}
	for _, sets := range children["securityCategoryTagSets"] {
		if err := f.loadTagSets(sets); err != nil {
			return nil, err
		}
	}
	if err := f.resolve(); err != nil {
		return nil, err
	}
	if err := f.loadEquivalentPolicies(children["equivalentPolicies"]); err != nil {
		return nil, err
	}
	if f.policy.qualifiers, err = loadQualifiers(children["markingQualifier"]); err != nil {
		return nil, err
	}
	return f.policy, f.loadExtensions(children["extensions"])
}

func (f *policyFile) loadID(e *element) error {
	attributes, err := e.values("name!", "id!")
	if err != nil {
		return err
	}
	p := f.policy
	p.Name, p.OID = attributes["name"], attributes["id"]
	if !oidForm.MatchString(p.OID) {
		return fmt.Errorf("%.60q is not an object identifier: %w", p.OID, ErrMalformed)
	}
	children, err := e.sequence(slot{"markingData", 0, many})
	if err != nil {
		return err
	}
	p.wording, err = loadWording(children["markingData"])
	return err
}

func (f *policyFile) loadClassifications(e *element) error {
	if _, err := e.values(); err != nil {
		return err
	}
	children, err := e.sequence(slot{"securityClassification", 1, maxClassifications})
	if err != nil {
		return err
	}
	p := f.policy
	for _, child := range children["securityClassification"] {
		c, err := f.loadClassification(child)
		if err != nil {
			return err
		}
		for _, other := range p.Classifications {
			if same(other.Name, c.Name) || other.LACV == c.LACV || other.Hierarchy == c.Hierarchy {
				return fmt.Errorf("classifications %s and %s share a name, lacv or hierarchy: %w", other.Name, c.Name, ErrMalformed)
			}
		}
		p.Classifications = append(p.Classifications, c)
	}
	slices.SortFunc(p.Classifications, func(a, b Classification) int { return cmp.Compare(a.Hierarchy, b.Hierarchy) })
	return nil
}

func (f *policyFile) loadClassification(e *element) (c Classification, err error) {
	attributes, err := e.values("name!", "lacv!", "hierarchy!", "color", "obsolete")
	if err != nil {
		return c, err
	}
	c = Classification{Name: attributes["name"], LACV: attributes["lacv"]}
	if c.Hierarchy, err = strconv.Atoi(attributes["hierarchy"]); err != nil {
		return c, fmt.Errorf("classification %s: hierarchy %q is not a number: %w", c.Name, attributes["hierarchy"], ErrMalformed)
	}
	if _, err := strconv.Atoi(c.LACV); err != nil {
		return c, fmt.Errorf("classification %s: lacv %q is not a number: %w", c.Name, c.LACV, ErrMalformed)
	}
	if c.Colour, err = colourOf(attributes["color"]); err != nil {
		return c, fmt.Errorf("classification %s: %w", c.Name, err)
	}
	if c.Obsolete, err = truth(attributes["obsolete"]); err != nil {
		return c, err
	}
	children, err := e.sequence(slot{"equivalentClassification", 0, maxEquivalents}, slot{"markingData", 0, many}, slot{"requiredCategory", 0, maxRules})
	if err != nil {
		return c, err
	}
	if c.equivalents, err = loadEquivalents(children["equivalentClassification"], "policyRef!", "lacv!", "applied!"); err != nil {
		return c, err
	}
	if c.wording, err = loadWording(children["markingData"]); err != nil {
		return c, err
	}
	if c.wording.unmarked || c.wording.nameless {
		return c, fmt.Errorf("classification %s is not to be marked, which would hide it: %w", c.Name, ErrMalformed)
	}
	c.required, err = f.loadRequired(children["requiredCategory"])
	return c, err
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
