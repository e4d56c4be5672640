package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
)

// reachedUnder says under which names pages answer; any other is refused at the
// door, with or without this.
func reachedUnder(p *patient) ([]Finding, error) {
	switch {
	case !p.reached.Served:
		return []Finding{good("reached", "It is not being served.")}, nil
	case p.reached.Trial:
		return []Finding{{Check: "reached", Grade: Advice, Found: "It is served as a trial; every page says so.",
			Do: "Put right what stands here as a fault, then serve it without --trial."}}, nil
	case len(p.reached.Names) == 0:
		return []Finding{good("reached", "Its pages answer under this machine's own names only, and to plain HTTP from this machine only.")}, nil
	}
	return []Finding{good("reached", "Its pages answer under %s and this machine's own names; any other Host is refused.", strings.Join(p.reached.Names, ", "))}, nil
}

// modes finds what others on the machine can read. Key files that they can read
// are refused before anything else.
func modes(p *patient) ([]Finding, error) {
	if runtime.GOOS == "windows" {
		return nil, nil
	}
	f := p.node.Folder
	var open []string
	for _, path := range []string{f.Database(), f.Database() + "-wal", f.Marks(), f.Control(), f.Files()} {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("doctor: look at the folder: %w", err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			open = append(open, fmt.Sprintf("%s (%04o)", path, info.Mode().Perm()))
		}
	}
	info, err := os.Stat(string(f))
	if err != nil {
		return nil, fmt.Errorf("doctor: look at the folder: %w", err)
	}
	if info.Mode().Perm()&0o022 != 0 {
		open = append(open, fmt.Sprintf("%s (%04o)", f, info.Mode().Perm()))
	}
	if open == nil {
		return []Finding{good("modes", "The folder is its owner's only.")}, nil
	}
	return []Finding{{Check: "modes", Grade: Advice, Found: "Others on this machine can reach " + named(open) + ".",
		Do: "chmod -R go= " + string(f) + "; the titles and words of records stand in the database in the clear."}}, nil
}

// spare is what should be free beside what a node keeps free itself.
const spare = 1 << 30

func room(p *patient) ([]Finding, error) {
	if p.node.HasRoom(spare) {
		return []Finding{good("disk", "There is room on the disk.")}, nil
	}
	return []Finding{{Check: "disk", Grade: Advice, Found: "The disk has less than a gigabyte to spare: files are refused soon, then everything.",
		Do: "Free space, or move the folder to a larger disk while the node is stopped."}}, nil
}

// schema says so much: a database of another version was not opened at all.
func schema(*patient) ([]Finding, error) {
	return []Finding{good("schema", "The database has this version's schema.")}, nil
}
