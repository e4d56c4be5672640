package cli

import (
	"fmt"
	"path/filepath"

	"entente/control"
	"entente/node"
)

type backupVerb struct {
	folderFlags
	Output string `name:"output" required:"" placeholder:"FILE" help:"New file for the database; the keys of its parts go to FILE.keys, the contents of files to the folder FILE.files."`
}

func (v backupVerb) Run(e *env) error {
	path, err := filepath.Abs(v.Output)
	if err != nil {
		return fmt.Errorf("back up to %s: %w", v.Output, err)
	}
	return v.with(e, func(on control.Operator) error {
		if err := control.Backup(e.ctx, on, path); err != nil {
			return err
		}
		files := map[string]string{"database": path, "keys": path + ".keys", "files": path + node.BackupFiles}
		return e.print(files, func() {
			e.say("%s: the database. %s: the keys of its parts. %s: the contents of files.", files["database"], files["keys"], files["files"])
			e.say("Keep the two apart, and the keys for a short time only. This version cannot restore; a restored folder does not sign.")
		})
	})
}
