package store

// indexBits is how many bits of a place the index of an entry takes. The others
// are its ledger's key, so the entries of one ledger lie together in order, and
// one integer is the whole primary key.
const indexBits = 40

// A place is where an entry stands: its ledger's key and its index.
type place int64

func placeOf(ledger, index int64) place { return place(ledger<<indexBits | index) }

func (p place) ledger() int64 { return int64(p) >> indexBits }
func (p place) index() int64  { return int64(p) & (1<<indexBits - 1) }
