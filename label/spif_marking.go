package label

import (
	"fmt"
	"slices"
)

// Codes of marking data (SPIF 2.1, markingCode).
const (
	pageTopBottom     = "pageTopBottom"
	noMarkingDisplay  = "noMarkingDisplay"
	noNameDisplay     = "noNameDisplay" // the phrase and not the name: as it is done anyway
	suppressClassName = "suppressClassName"
	replacePolicy     = "replacePolicy"
)

// elsewhere are the places that this program writes no marking at; phrases for
// them are read and not used.
var elsewhere = []string{
	"documentStart", "documentEnd", "firstLineOfText", "lastLineOfText",
	"subject", "xHeader", "portionMarking", "inputTitle", "waterMark",
}

// loadWording reads markingData: a phrase for one language, for the top and
// bottom of pages, and what is to be done with it. A page has one marking, so
// phrases for its top alone or its bottom alone are refused.
func loadWording(list []*element) (wording, error) {
	w := wording{phrases: phrases{}}
	for _, e := range list {
		attributes, err := e.values("phrase", "lang")
		if err != nil {
			return wording{}, err
		}
		children, err := e.sequence(slot{"code", 1, many})
		if err != nil {
			return wording{}, err
		}
		onPages := false
		for _, child := range children["code"] {
			code, _, err := child.leaf()
			if err != nil {
				return wording{}, err
			}
			switch {
			case code == pageTopBottom:
				onPages = true
			case code == noMarkingDisplay:
				w.unmarked = true
			case code == suppressClassName:
				w.nameless = true
			case code == replacePolicy:
				onPages, w.replacesPolicy = true, true
			case code == noNameDisplay || slices.Contains(elsewhere, code):
			default:
				return wording{}, fmt.Errorf("markingData %q has the code %.60q, which this version does not write: %w", attributes["phrase"], code, ErrMalformed)
			}
		}
		if phrase, given := attributes["phrase"]; given && onPages {
			if _, twice := w.phrases[attributes["lang"]]; twice {
				return wording{}, fmt.Errorf("two phrases for language %q: %w", attributes["lang"], ErrMalformed)
			}
			w.phrases[attributes["lang"]] = phrase
		}
	}
	return w, nil
}

// loadQualifiers reads markingQualifier elements.
func loadQualifiers(list []*element) (qualifiers, error) {
	found := map[string]phrases{"prefix": {}, "separator": {}, "suffix": {}}
	for _, e := range list {
		attributes, err := e.values("markingCode", "lang")
		if err != nil {
			return qualifiers{}, err
		}
		children, err := e.sequence(slot{"qualifier", 1, 3})
		if err != nil {
			return qualifiers{}, err
		}
		if slices.Contains(elsewhere, attributes["markingCode"]) {
			continue
		}
		if code := attributes["markingCode"]; code != "" && code != pageTopBottom {
			return qualifiers{}, fmt.Errorf("markingQualifier has the code %.60q, which this version does not write: %w", code, ErrMalformed)
		}
		for _, q := range children["qualifier"] {
			qualifier, err := q.values("markingQualifier!", "qualifierCode!")
			if err != nil {
				return qualifiers{}, err
			}
			phrases, known := found[qualifier["qualifierCode"]]
			if _, twice := phrases[attributes["lang"]]; twice || !known {
				return qualifiers{}, fmt.Errorf("qualifier %.60q stands twice or is not one: %w", qualifier["qualifierCode"], ErrMalformed)
			}
			phrases[attributes["lang"]] = qualifier["markingQualifier"]
		}
	}
	return qualifiers{found["prefix"], found["separator"], found["suffix"]}, nil
}
