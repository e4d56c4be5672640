package main

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// cut FROM TO BYTES copies a file without its last bytes.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	content, last := readFor(ts, neg, args)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), content[:len(content)-last], 0o600))
}

// flip FROM TO POSITION copies a file with one bit changed; a negative position
// counts from the end.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	content, at := readFor(ts, neg, args)
	if at < 0 {
		at += len(content)
	}
	content[at] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), content, 0o600))
}

func readFor(ts *testscript.TestScript, neg bool, args []string) ([]byte, int) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: cut|flip from to number")
	}
	number, err := strconv.Atoi(args[2])
	ts.Check(err)
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	return content, number
}

// hugeline FILE MIB writes a CSV file whose second line never ends.
func hugeLine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: hugeline file mebibytes")
	}
	mebibytes, err := strconv.Atoi(args[1])
	ts.Check(err)
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = file.WriteString("key,title.en,type\na,\"")
	ts.Check(err)
	chunk := make([]byte, 1<<20)
	for i := range chunk {
		chunk[i] = 'x'
	}
	for range mebibytes {
		_, err := file.Write(chunk)
		ts.Check(err)
	}
	ts.Check(file.Close())
}

// rows FILE COUNT writes a CSV file of that many activities.
func rows(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: rows file count")
	}
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	to := bufio.NewWriter(file)
	fmt.Fprintln(to, "key,title.en,type,description.en")
	for i := range count {
		fmt.Fprintf(to, "row-%d,Activity number %d,event,%0500d\n", i, i, i)
	}
	ts.Check(to.Flush())
	ts.Check(file.Close())
}

var tally = regexp.MustCompile(`([0-9]+) to create, ([0-9]+) to change, ([0-9]+) as they are, ([0-9]+) refused`)

// adds-up FILE COUNT holds the counts of an import to the rows of its file.
func addsUp(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: adds-up file count")
	}
	sum := 0
	for _, count := range tally.FindStringSubmatch(ts.ReadFile(args[0]))[1:] {
		n, err := strconv.Atoi(count)
		ts.Check(err)
		sum += n
	}
	if strconv.Itoa(sum) != args[1] {
		ts.Fatalf("the counts add up to %d, the file has %s rows", sum, args[1])
	}
}
