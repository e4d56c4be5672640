package record

// Making says where the records of a kind are written. It is about faces only:
// whatever a partner's entry holds is judged by its schema and rules alone.
type Making int

const (
	// Anywhere is in the form that every kind has, by programs and out of tables.
	Anywhere Making = iota
	// ByOwnForm is for what is begun beside something else, in a form of its
	// feature that says about what and for whom. Programs and tables write it too,
	// and the form that every kind has corrects it.
	ByOwnForm
	// ByOwnPages is for what only pages of its feature make and revise, since it
	// is more than its fields say: a content beside them, or what was done.
	ByOwnPages
)

// HasForm reports whether the form that every kind has begins a record of it.
func (k *Kind) HasForm() bool { return k.made == Anywhere }

// Writable reports whether forms, programs and tables write it, which know
// nothing of its feature.
func (k *Kind) Writable() bool { return k.made != ByOwnPages }

// OwnSide reports that its records stand in a partner's private channel only.
func (k *Kind) OwnSide() bool { return k.ownSide }
