//go:build !(linux || darwin || freebsd)

package contents

// Free is how many bytes may still be written where the files are; false where
// the system does not say.
func (Folder) Free() (int64, bool) { return 0, false }
