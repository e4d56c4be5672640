//go:build linux || darwin || freebsd

package contents

import "syscall"

// Free is how many bytes may still be written where the files are; false where
// the system does not say.
func (f Folder) Free() (int64, bool) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(f.Path, &stat); err != nil {
		return 0, false
	}
	return int64(stat.Bavail) * int64(stat.Bsize), true
}
