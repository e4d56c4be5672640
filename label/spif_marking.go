package label

import (
	"fmt"
	"maps"
	"slices"
)

func loadMarkings(e *element) (phrases, error) {
	children, err := e.sequence(slot{"markingData", 0, many})
	if err != nil {
		return nil, err
	}
	return loadPhrases(children["markingData"])
}

// loadPhrases reads markingData: a phrase for one language, for the top and
// bottom of pages, the only place of a marking that this version writes.
func loadPhrases(list []*element) (phrases, error) {
	found := phrases{}
	for _, e := range list {
		attributes, err := e.values("phrase!", "lang")
		if err != nil {
			return nil, err
		}
		codes, err := e.sequence(slot{"code", 1, 1})
		if err != nil {
			return nil, err
		}
		if code, _, err := codes["code"][0].leaf(); err != nil || code != "pageTopBottom" {
			return nil, fmt.Errorf("markingData %q has a code other than pageTopBottom: %w", attributes["phrase"], ErrMalformed)
		}
		if _, twice := found[attributes["lang"]]; twice {
			return nil, fmt.Errorf("two phrases for language %q: %w", attributes["lang"], ErrMalformed)
		}
		found[attributes["lang"]] = attributes["phrase"]
	}
	return found, nil
}

// loadQualifiers reads markingQualifier elements into prefix, separator and
// suffix.
func loadQualifiers(list []*element) (map[string]phrases, error) {
	found := map[string]phrases{}
	for _, e := range list {
		attributes, err := e.values("markingCode", "lang")
		if err != nil {
			return nil, err
		}
		children, err := e.sequence(slot{"qualifier", 1, 3})
		if err != nil {
			return nil, err
		}
		for _, q := range children["qualifier"] {
			qualifier, err := q.values("markingQualifier!", "qualifierCode!")
			if err != nil {
				return nil, err
			}
			code := qualifier["qualifierCode"]
			if _, twice := found[code][attributes["lang"]]; twice || !slices.Contains([]string{"prefix", "separator", "suffix"}, code) {
				return nil, fmt.Errorf("qualifier %q stands twice or is not one: %w", code, ErrMalformed)
			}
			if found[code] == nil {
				found[code] = phrases{}
			}
			maps.Copy(found[code], phrases{attributes["lang"]: qualifier["markingQualifier"]})
		}
	}
	return found, nil
}
