package doctor

import (
	"fmt"
	"io/fs"
	"path/filepath"

	"entente/node"
)

// mostFiles bounds how far a place of backups is walked.
const mostFiles = 100_000

// Backup looks through a place where backups are kept for what must not lie in
// one: marks, which would let a restored folder sign again what it signed before,
// and keys beside what they open.
func Backup(path string) ([]Finding, error) {
	found := map[string][]string{}
	seen := 0
	err := filepath.WalkDir(path, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if seen++; seen > mostFiles {
			return fmt.Errorf("more than %d files: name the folder of one backup", mostFiles)
		}
		switch name := entry.Name(); {
		case name == filepath.Base(node.Folder("").Marks()):
			found["marks"] = append(found["marks"], at)
		case name == filepath.Base(node.Folder("").NodeKeys()), name == filepath.Base(node.Folder("").RootKeys()):
			found["keys"] = append(found["keys"], at)
		case name == filepath.Base(node.Folder("").Database())+"-wal":
			found["copied"] = append(found["copied"], at)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("doctor: look through backup %s: %w", path, err)
	}
	var all []Finding
	for _, bad := range []Finding{
		{Check: "marks", Found: "Marks lie in a backup: %s.", Do: "Delete them there: a folder restored with them would take up again what it had signed since, and fork its ledgers."},
		{Check: "keys", Found: "Keys lie in a backup beside what they open: %s.", Do: "Keep keys apart from databases, wrapped, and the root offline."},
		{Check: "copied", Found: "A database was copied while it was in use: %s.", Do: "Make backups by \"entente backup\"; a copy is torn and keeps what was withdrawn."},
	} {
		if at := found[bad.Check]; at != nil {
			bad.Check, bad.Grade, bad.Found = "backup "+bad.Check, Fault, fmt.Sprintf(bad.Found, named(at))
			all = append(all, bad)
		}
	}
	if all == nil {
		all = append(all, good("backup", "Nothing lies in %s that must not lie in a backup.", path))
	}
	return all, nil
}
