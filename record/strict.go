package record

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	maxValues      = 20_000 // in one body; each wrong one costs a validator a kilobyte
	maxBodyDepth   = 32
	maxSchemaDepth = 100
	maxFigures     = 15  // significant digits that every IEEE 754 double keeps
	maxExponent    = 300 // below where doubles end
)

// readTree reads JSON strictly before anything else looks at it. encoding/json
// and validators built on it take the second of two members of one name, match
// names whatever their case, and round numbers; two readers would then read two
// things from one signed body. RFC 7493 (I-JSON) asks for the same.
func readTree(text []byte, maxDepth int) (any, error) {
	from := &strictReader{jsontext.NewDecoder(bytes.NewReader(text)), maxValues}
	tree, err := from.value(maxDepth)
	if err != nil {
		return nil, err
	}
	if _, err := from.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, strictProblem(from, err, ProblemJSON)
	}
	return tree, nil
}

type strictReader struct {
	*jsontext.Decoder
	left int // values that may still come
}

func (from *strictReader) value(depth int) (any, error) {
	token, err := from.ReadToken()
	if err != nil {
		return nil, strictProblem(from, err, ProblemJSON)
	}
	if from.left--; from.left < 0 {
		return nil, &strictError{code: ProblemTooMany}
	}
	switch token.Kind() {
	case jsontext.KindBeginObject, jsontext.KindBeginArray:
		if depth == 0 {
			return nil, strictProblem(from, nil, ProblemDepth)
		}
		if token.Kind() == jsontext.KindBeginArray {
			return from.array(depth - 1)
		}
		return from.object(depth - 1)
	case jsontext.KindString:
		return token.String(), nil
	case jsontext.KindNumber:
		number := token.String()
		if !isSafeNumber(number) {
			return nil, strictProblem(from, nil, ProblemNumber)
		}
		return stdjson.Number(number), nil
	case jsontext.KindTrue, jsontext.KindFalse:
		return token.Bool(), nil
	}
	return nil, nil
}

func (from *strictReader) object(depth int) (any, error) {
	members := object{}
	for from.PeekKind() != jsontext.KindEndObject {
		name, err := from.ReadToken()
		if err != nil {
			return nil, strictProblem(from, err, ProblemJSON)
		}
		key := name.String()
		if members[key], err = from.value(depth); err != nil {
			return nil, err
		}
	}
	_, err := from.ReadToken()
	return members, err
}

func (from *strictReader) array(depth int) (any, error) {
	items := []any{}
	for from.PeekKind() != jsontext.KindEndArray {
		item, err := from.value(depth)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := from.ReadToken()
	return items, err
}

// isSafeNumber takes integers up to 2^53 and decimals that survive a double.
// It must run before anything computes with a number: 1e999999999 as an exact
// fraction would fill the memory.
func isSafeNumber(number string) bool {
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(number), "e")
	if scientific {
		if n, err := strconv.Atoi(exponent); err != nil || n > maxExponent || n < -maxExponent {
			return false
		}
	} else if !strings.Contains(mantissa, ".") {
		n, err := strconv.ParseInt(number, 10, 64)
		return err == nil && n <= MaxSafeInteger && n >= -MaxSafeInteger
	}
	return len(strings.Trim(strings.ReplaceAll(mantissa, ".", ""), "-0")) <= maxFigures && len(mantissa) <= maxExponent
}

// A strictError is where and how JSON is not strict.
type strictError struct {
	code    string
	pointer jsontext.Pointer
}

func (e *strictError) Error() string {
	return "record: " + e.code + " at " + strconv.Quote(string(e.pointer))
}

func strictProblem(from *strictReader, err error, code string) error {
	found := &strictError{code: code, pointer: from.StackPointer()}
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		found.pointer = syntactic.JSONPointer
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		found.code = ProblemDuplicateName
	}
	return found
}
