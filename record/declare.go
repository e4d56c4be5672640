package record

// Of declares a kind: the struct T says which fields a record has, the rest
// what no tag can say.
//
// A field is a value (Text, Date, Money, Decimal, URL, Ref, ExternalID, string,
// int64, bool or a choice), a pointer to an int64 or bool where zero and
// "not given" differ, a group (a struct that embeds Extra), a Personal value or
// group, or a list of any of these. Its tags are
//
//	json:"starts"           the name on the wire; never changes its meaning
//	en:"Start"              its English words; the feature's words.csv is keyed by them
//	is:"required column sort search filter sensitive"
//	to:"programme/area"     kinds that a Ref may name, separated by spaces; "*" is any
//	max:"200"               most characters of a string or of each language of a Text
//
// Zero values are left out on the wire, so that a required field fails when it
// was not given; where 0 or false is an answer, use a pointer.
type Of[T any] struct {
	Name    string // "programme/activity": the feature's name and the kind's
	Version int    // of the schema, from 1
	Title   string // English: "Activity|Activities", one and many
	Sort    string // path of the value by which lists are sorted; "-starts" for newest first
	Check   func(T) Problems
	Was     []Before[T]
}

// Before is an earlier version of a kind: the struct it had then, and how to
// read it as today's.
type Before[T any] struct {
	version int
	plan    *field
	read    func(body []byte) (T, error)
}

// Declared is a kind together with its Go type. Everything but the feature
// itself uses only the Kind.
type Declared[T any] struct {
	*Kind
}

// Declare derives a kind. It panics on a mistake in the declaration, which a
// test of the feature then shows.
func Declare[T any](of Of[T]) Declared[T] { panic(errNotYet) }

// Was declares an earlier version by the function that reads it as the next.
// Unknown members stay behind in the old revision: today's schema may use
// their names for something else.
func Was[T, Old any](version int, read func(Old) T) Before[T] { panic(errNotYet) }

// Decode is Kind.Decode with the Go type.
func (d Declared[T]) Decode(body []byte, personal func(part int) ([]byte, PartState)) (T, error) {
	var zero T
	return zero, errNotYet
}

// Encode is Kind.Encode with the Go type.
func (d Declared[T]) Encode(value T) (body []byte, personal [][]byte, err error) {
	return nil, nil, errNotYet
}
