package cli

// apiVerb needs no node: the description follows from the program.
type apiVerb struct{}

func (apiVerb) Run(e *env) error {
	description, err := e.program.Describe(e.collected.Kinds, e.software())
	if err == nil {
		_, err = e.out.Write(description)
	}
	return err
}
