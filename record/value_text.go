package record

import (
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"strings"
)

// The values below are tables of functions and never change.

var textValue = valueType{
	leaves: []leaf{
		{suffix: "en", member: "en", title: "English", code: ProblemCharacters},
		{suffix: "fr", member: "fr", title: "French", code: ProblemCharacters},
		{suffix: "ko", member: "ko", title: "Korean", code: ProblemCharacters},
	},
	schema: func(f *field, closed bool) object {
		languages := object{}
		for _, language := range Languages() {
			languages[string(language)] = stringSchema(f.max)
		}
		return closeIf(closed, object{"type": "object", "minProperties": 1, "properties": languages})
	},
	texts: func(_ *field, v reflect.Value) []string {
		t := v.Interface().(Text)
		return []string{t.EN, t.FR, t.KO}
	},
	set: func(_ *field, v reflect.Value, texts []string, _ Resolve) *leafProblem {
		t := v.Interface().(Text)
		for i, text := range texts {
			if !isPlain(text) {
				return wrongLeaf(i, ProblemCharacters)
			}
		}
		t.EN, t.FR, t.KO = texts[0], texts[1], texts[2]
		v.Set(reflect.ValueOf(t))
		return nil
	},
	sortKey: func(v reflect.Value) string {
		text, _ := v.Interface().(Text).In(English)
		return strings.ToLower(text)
	},
}

func stringSchema(limit int) object {
	return object{"type": "string", "minLength": 1, "maxLength": limit, "pattern": plainCharacters}
}

func closeIf(closed bool, schema object) object {
	if closed {
		schema["additionalProperties"] = false
	}
	return schema
}

var stringValue = valueType{
	leaves:  []leaf{{code: ProblemCharacters}},
	schema:  func(f *field, _ bool) object { return stringSchema(f.max) },
	texts:   stringTexts,
	sortKey: func(v reflect.Value) string { return strings.ToLower(v.String()) },
	set:     setString(isPlain, ProblemCharacters),
}

var choiceValue = valueType{
	leaves: []leaf{{code: ProblemChoice}},
	schema: func(f *field, closed bool) object {
		if !closed {
			return object{"type": "string", "maxLength": maxChoice, "pattern": choicePattern}
		}
		values := make([]any, len(f.options))
		for i, option := range f.options {
			values[i] = option.Value
		}
		return object{"type": "string", "enum": values}
	},
	texts:   stringTexts,
	sortKey: func(v reflect.Value) string { return v.String() },
	set:     setString(isChoice, ProblemChoice),
}

var urlValue = valueType{
	leaves: []leaf{{code: ProblemURL}},
	schema: func(*field, bool) object {
		return object{"type": "string", "format": urlFormat, "maxLength": MaxURLBytes}
	},
	texts:   stringTexts,
	sortKey: func(v reflect.Value) string { return v.String() },
	set:     setString(func(s string) bool { _, err := ParseURL(s); return err == nil }, ProblemURL),
}

var decimalValue = valueType{
	leaves: []leaf{{code: ProblemDecimal, figure: true}},
	schema: func(*field, bool) object {
		return object{"type": "string", "format": decimalFormat, "pattern": decimalPattern, "maxLength": MaxDecimalDigits + 2}
	},
	texts:   stringTexts,
	sortKey: func(v reflect.Value) string { return decimalKey(v.String()) },
	set:     setString(isDecimal, ProblemDecimal),
}

func stringTexts(_ *field, v reflect.Value) []string { return []string{v.String()} }

func setString(allowed func(string) bool, code string) func(*field, reflect.Value, []string, Resolve) *leafProblem {
	return func(_ *field, v reflect.Value, texts []string, _ Resolve) *leafProblem {
		if !allowed(texts[0]) {
			return wrongLeaf(0, code)
		}
		v.SetString(texts[0])
		return nil
	}
}

var intValue = valueType{
	leaves: []leaf{{code: ProblemInteger, figure: true}},
	schema: func(*field, bool) object {
		return object{"type": "integer", "minimum": -MaxSafeInteger, "maximum": MaxSafeInteger}
	},
	texts: func(_ *field, v reflect.Value) []string {
		if v.IsZero() {
			return []string{""}
		}
		return []string{strconv.FormatInt(v.Int(), 10)}
	},
	sortKey: func(v reflect.Value) string { return integerKey(v.Int()) },
	set: func(_ *field, v reflect.Value, texts []string, _ Resolve) *leafProblem {
		n, err := strconv.ParseInt(texts[0], 10, 64)
		switch {
		case err != nil || strings.HasPrefix(texts[0], "+"):
			return wrongLeaf(0, ProblemInteger)
		case n > MaxSafeInteger || n < -MaxSafeInteger:
			return &leafProblem{0, ProblemRange, safeRange()}
		}
		v.SetInt(n)
		return nil
	},
}

func safeRange() map[string]string {
	return map[string]string{"min": strconv.Itoa(-MaxSafeInteger), "max": strconv.Itoa(MaxSafeInteger)}
}

// integerKey and decimalKey write numbers so that they sort as bytes.
func integerKey(n int64) string { return fmt.Sprintf("%017d", n+MaxSafeInteger) }

func decimalKey(text string) string {
	number, ok := new(big.Rat).SetString(text)
	if !ok {
		return ""
	}
	// 30 digits on each side of the point, lifted above zero.
	lift := new(big.Int).Exp(big.NewInt(10), big.NewInt(MaxDecimalDigits), nil)
	lifted := number.Add(number, new(big.Rat).SetInt(lift)).FloatString(MaxDecimalDigits)
	return strings.Repeat("0", max(0, 2*MaxDecimalDigits+2-len(lifted))) + lifted
}

var boolValue = valueType{
	leaves: []leaf{{code: ProblemYesNo}},
	schema: func(*field, bool) object { return object{"type": "boolean"} },
	texts: func(_ *field, v reflect.Value) []string {
		if !v.Bool() {
			return []string{""}
		}
		return []string{"true"}
	},
	sortKey: func(v reflect.Value) string { return strconv.FormatBool(v.Bool()) },
	set: func(_ *field, v reflect.Value, texts []string, _ Resolve) *leafProblem {
		switch strings.ToLower(texts[0]) { // spreadsheets write TRUE
		case "true":
			v.SetBool(true)
		case "false":
			v.SetBool(false)
		default:
			return wrongLeaf(0, ProblemYesNo)
		}
		return nil
	},
}
