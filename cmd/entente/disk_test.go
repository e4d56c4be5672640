package main

import (
	"os"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// canMount is the condition smalldisk: only root can make a file system.
func canMount(folder string) bool {
	unmount, err := mount(folder, "1m")
	return err == nil && unmount() == nil
}

// smalldisk FOLDER MIB makes a file system of that size at a new folder.
func smallDisk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: smalldisk folder mebibytes")
	}
	folder := ts.MkAbs(args[0])
	ts.Check(os.Mkdir(folder, 0o700))
	unmount, err := mount(folder, args[1]+"m")
	ts.Check(err)
	ts.Defer(func() { _ = unmount() })
}

// fill FOLDER KIB writes a file until only so much is left.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fill folder kibibytes")
	}
	leave, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	file, err := os.Create(filepath.Join(ts.MkAbs(args[0]), "filler"))
	ts.Check(err)
	defer file.Close()
	chunk, size := make([]byte, 4<<10), int64(0)
	for {
		n, err := file.Write(chunk)
		size += int64(n)
		if err != nil {
			break // full
		}
	}
	ts.Check(file.Truncate(max(0, size-leave<<10)))
}
