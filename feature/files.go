package feature

import "entente/store"

// A Give says which file a request is answered with, in one snapshot of the
// store.
type Give func(*Reading) (store.File, error)
