package record

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

func (f *field) readTags(tag reflect.StructTag) error {
	for _, word := range strings.Fields(tag.Get("is")) {
		flag, known := map[string]*bool{
			"required": &f.required, "column": &f.shown, "sort": &f.sorted,
			"search": &f.searched, "filter": &f.filtered, "sensitive": &f.sensitive,
		}[word]
		if !known {
			return fmt.Errorf("nothing is %q", word)
		}
		*flag = true
	}
	f.to = strings.Fields(tag.Get("to"))
	for _, to := range f.to {
		if to != AnyKind && !kindName.MatchString(to) {
			return fmt.Errorf("%q is not the name of a kind", to)
		}
	}
	if text, ok := tag.Lookup("max"); ok {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 || limit > largestMaxText {
			return fmt.Errorf("max %q is not a number up to %d", text, largestMaxText)
		}
		f.max = limit
	}
	return nil
}

func (f *field) checkTags() error {
	last := f
	for last.inner != nil {
		last = last.inner
	}
	isRef := last.typ == reflect.TypeFor[Ref]()
	kind := f.typ.Kind()
	switch {
	case isRef != (len(f.to) > 0):
		return fmt.Errorf(`a Ref, and nothing else, has a tag to:"…"`)
	case f.title == "" && f.shape != groupShape:
		return fmt.Errorf(`has no words: en:"…"`)
	case f.required && kind == reflect.Bool:
		return fmt.Errorf("false is left out on the wire, so a required bool is a pointer")
	case f.sorted && f.shape != leafShape:
		return fmt.Errorf("only a value can be sorted by")
	}
	return nil
}
