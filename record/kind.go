package record

import "errors"

// A Kind is what everything but its own feature knows about a kind of record:
// all of it is derived from the declaration. It is safe for concurrent use.
//
// A body is always the wire form. Where a version is not named, it is the
// newest: read an older one with Current first.
type Kind struct {
	name    string
	version int
	one     string
	many    string
}

var errNotYet = errors.New("record: not there yet")

// Name is "programme/activity".
func (k *Kind) Name() string { return k.name }

// Version is the newest version of the schema, which this node writes.
func (k *Kind) Version() int { return k.version }

// Versions lists the versions that this node validates, the newest first. An
// entry of any other is kept and shown as unknown.
func (k *Kind) Versions() []int { return nil }

// Title is the English words for one record and for many.
func (k *Kind) Title() (one, many string) { return k.one, k.many }

// Schema is the JSON Schema 2020-12 of the newest version on the wire: open.
func (k *Kind) Schema() []byte { return nil }

// SchemaOf is the wire schema of one version.
func (k *Kind) SchemaOf(version int) ([]byte, bool) { return nil, false }

// PeopleSchema is the schema of what people and their programs send: closed,
// choices and currencies listed, personal values in place.
func (k *Kind) PeopleSchema() []byte { return nil }

// Validate holds a body of the newest version to its schema and rules.
func (k *Kind) Validate(body []byte) Problems { return nil }

// ValidateVersion is Validate for one version; known is false if this node
// does not know it exactly, and then nothing is said about the body.
func (k *Kind) ValidateVersion(version int, body []byte) (problems Problems, known bool) {
	return nil, false
}

// ValidatePeople holds the people form of a record to the closed schema and the rules.
func (k *Kind) ValidatePeople(people []byte) Problems { return nil }

// ValidatePersonal holds the content of a personal part to what its place in
// the body may hold.
func (k *Kind) ValidatePersonal(body []byte, part int, content []byte) Problems { return nil }

// Current returns a body of any known version as one of the newest.
func (k *Kind) Current(version int, body []byte) ([]byte, error) { return nil, errNotYet }

// New returns a pointer to an empty value of the kind's Go type.
func (k *Kind) New() any { return nil }

// Decode returns a pointer to a value of the kind's Go type. personal gives
// what this node has of a part of the entry; nil if it has none.
func (k *Kind) Decode(body []byte, personal func(part int) (content []byte, state PartState)) (any, error) {
	return nil, errNotYet
}

// Encode writes a value: its body, and the contents of its personal parts,
// which stand in the entry directly after the body, in this order.
func (k *Kind) Encode(value any) (body []byte, personal [][]byte, err error) {
	return nil, nil, errNotYet
}

// TitleOf is the first text of a record in the order of declaration.
func (k *Kind) TitleOf(body []byte) Text { return Text{} }

// SortOf is the text of the value by which lists are sorted; texts sort as
// bytes. descending says that the declaration asks for the greatest first.
func (k *Kind) SortOf(body []byte) (text string, descending bool) { return "", false }

// SearchText is what search finds the record by.
func (k *Kind) SearchText(body []byte) []string { return nil }

// References are the records that this one names, as far as the kind knows.
func (k *Kind) References(body []byte) []Reference { return nil }

// ExternalIDs are the record's names in other systems.
func (k *Kind) ExternalIDs(body []byte) []ExternalID { return nil }

// PersonalParts says where in the body which personal part is named.
func (k *Kind) PersonalParts(body []byte) map[int]string { return nil }

// SensitivePaths are the places, filled in this body, that must not leave a
// private channel.
func (k *Kind) SensitivePaths(body []byte) []string { return nil }

// Columns are the kind's columns in a spreadsheet, in the order of declaration;
// a list of groups has those of its first element.
func (k *Kind) Columns() []Column { return nil }

// Column finds a column by its header, also those of later elements of a list.
func (k *Kind) Column(name string) (Column, bool) { return Column{}, false }

// Titles are the English words for a path, from the outside in; the numbers of
// elements stand between them.
func (k *Kind) Titles(path string) []string { return nil }

// Phrases are all English words of the declaration, for checking translations.
func (k *Kind) Phrases() []string { return nil }
