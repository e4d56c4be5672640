package record

import (
	"errors"
	"slices"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// maxProblems bounds the answer to a body that is wrong everywhere.
const maxProblems = 100

// validate reads strictly, then holds what was read to the schema.
func (c *compiledSchema) validate(f *field, text []byte, limit int) Problems {
	if len(text) > limit {
		return Problems{{Code: ProblemSize, Args: map[string]string{"max": strconv.Itoa(limit)}}}
	}
	tree, err := readTree(text, maxBodyDepth)
	var strict *strictError
	switch {
	case errors.As(err, &strict) && strict.code == ProblemTooMany:
		return Problems{{Code: ProblemTooMany, Args: map[string]string{"max": strconv.Itoa(maxValues)}}}
	case errors.As(err, &strict):
		return Problems{{Path: f.pathOf(slices.Collect(strict.pointer.Tokens())), Code: strict.code}}
	case err != nil:
		return Problems{{Code: ProblemJSON}}
	}
	schema, err := c.compile()
	if err != nil {
		return Problems{{Code: ProblemInvalid}}
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(tree); errors.As(err, &invalid) {
		return f.inOrder(f.problemsOf(invalid, nil))
	}
	return nil
}

// problemsOf flattens what the validator found. A oneOf tells nothing that its
// alternatives could explain better to a person, so it is told as one problem.
func (f *field) problemsOf(found *jsonschema.ValidationError, into Problems) Problems {
	_, alternatives := found.ErrorKind.(*kind.OneOf)
	if len(found.Causes) == 0 || alternatives {
		return append(into, f.problemOf(found)...)
	}
	for _, cause := range found.Causes {
		into = f.problemsOf(cause, into)
	}
	return into
}

func (f *field) problemOf(found *jsonschema.ValidationError) Problems {
	at := found.InstanceLocation
	one := func(code string, args map[string]string) Problems {
		return Problems{{Path: f.pathOf(at), Code: code, Args: args}}
	}
	number := func(n int) map[string]string { return map[string]string{"max": strconv.Itoa(n)} }
	members := func(names []string, code string) (all Problems) {
		for _, name := range names {
			all = append(all, Problem{Path: f.pathOf(append(slices.Clone(at), name)), Code: code})
		}
		return all
	}
	switch k := found.ErrorKind.(type) {
	case *kind.Required:
		return members(k.Missing, ProblemRequired)
	case *kind.AdditionalProperties:
		return members(k.Properties, ProblemUnknown)
	case *kind.MinLength:
		if code := f.codeAt(at); code == ProblemExternal {
			return one(code, nil)
		}
		return one(ProblemEmpty, nil)
	case *kind.MinItems, *kind.MinProperties:
		return one(ProblemRequired, nil)
	case *kind.MaxLength:
		return one(ProblemTooLong, number(k.Want))
	case *kind.MaxItems:
		return one(ProblemTooMany, number(k.Want))
	case *kind.Minimum, *kind.Maximum:
		if code := f.codeAt(at); code == ProblemPersonal {
			return one(code, nil)
		}
		return one(ProblemRange, safeRange())
	case *kind.Type:
		return one(ProblemType, nil)
	case *kind.OneOf:
		return one(ProblemPersonal, nil)
	case *kind.Pattern, *kind.Format, *kind.Enum, *kind.Const:
		return one(f.codeAt(at), nil)
	}
	return one(ProblemInvalid, nil)
}
