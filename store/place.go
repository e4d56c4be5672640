package store

// A place is where an entry stands: its ledger's key and its index in one
// integer, which is the whole primary key of its row. So the entries of one
// ledger lie together in order, and appending to them is the fastest thing that
// a B-tree does.
type place int64

// A spot is where a part stands: the place of its entry and its number there.
type spot int64

// The bits of a spot are 19 for the ledger, 36 for the index, 8 for the part.
const (
	partBits   = 8
	indexBits  = 36
	ledgerBits = 63 - indexBits - partBits
)

func placeOf(ledger, index int64) place { return place(ledger<<indexBits | index) }

func (p place) ledger() int64 { return int64(p) >> indexBits }
func (p place) index() int64  { return int64(p) & (1<<indexBits - 1) }

func (p place) part(n int) spot { return spot(int64(p)<<partBits | int64(n)) }
