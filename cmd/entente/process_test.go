package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience bounds every wait; reaching it is a failure.
const patience = 60 * time.Second

// command is a command with the script's folder and environment.
func command(ts *testscript.TestScript, args []string) *exec.Cmd {
	path := args[0]
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if found, err := exec.LookPath(filepath.Join(dir, args[0])); err == nil {
			path = found
			break
		}
	}
	c := exec.Command(path, args[1:]...)
	c.Dir = ts.MkAbs(".")
	c.Env = append(os.Environ(), "TMPDIR="+ts.Getenv("TMPDIR"), "ENTENTE_DATA="+ts.Getenv("ENTENTE_DATA"))
	return c
}

// A running process that a script started; end finds it by its name.
type running struct {
	*exec.Cmd
	ended chan struct{}
}

// startedKey is where a script keeps its processes.
type startedKey struct{}

func started(ts *testscript.TestScript) map[string]*running {
	return ts.Value(startedKey{}).(map[string]*running)
}

// start NAME REGEXP COMMAND… starts a process, waits for a line of its output,
// and keeps what it printed up to there in NAME.out. It ends with the script.
func start(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: start name regexp command…")
	}
	name, line := args[0], regexp.MustCompile(args[1])
	c := command(ts, args[2:])
	out, err := c.StdoutPipe()
	ts.Check(err)
	var errs bytes.Buffer
	c.Stderr = &errs
	ts.Check(c.Start())
	r := &running{Cmd: c, ended: make(chan struct{})}
	seen := make(chan bool, 1)
	var printed bytes.Buffer
	go func() {
		defer close(r.ended)
		found := false
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if !found {
				printed.WriteString(lines.Text() + "\n")
				if found = line.MatchString(lines.Text()); found {
					seen <- true
				}
			}
		}
		_ = c.Wait()
		if !found {
			seen <- false
		}
	}()
	ts.Defer(func() { // unless the script did
		_ = c.Process.Kill()
		<-r.ended
	})
	select {
	case found := <-seen:
		if !found {
			ts.Fatalf("%s ended before it printed %s:\n%s%s", name, line, printed.String(), errs.String())
		}
	case <-time.After(patience):
		ts.Fatalf("%s did not print %s", name, line)
	}
	ts.Check(os.WriteFile(ts.MkAbs(name+".out"), printed.Bytes(), 0o600))
	started(ts)[name] = r
}

// end NAME SIGNAL ends a process and says how it must end: after INT with 0.
func end(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: end name INT|KILL")
	}
	r := started(ts)[args[0]]
	if r == nil {
		ts.Fatalf("nothing was started as %s", args[0])
	}
	signal := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "KILL": os.Kill}[args[1]]
	ts.Check(r.Process.Signal(signal))
	select {
	case <-r.ended:
	case <-time.After(patience):
		ts.Fatalf("%s does not end", args[0])
	}
	if code := r.ProcessState.ExitCode(); signal != os.Kill && code != 0 {
		ts.Fatalf("%s ended with status %d: %s", args[0], code, r.Stderr)
	}
}

// await REGEXP COMMAND… runs a command again and again until its output says
// so. What it waits for has no shorter way to tell another process.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: await regexp command…")
	}
	wanted, until := regexp.MustCompile(args[0]), time.Now().Add(patience)
	for {
		output, err := command(ts, args[1:]).CombinedOutput()
		if err == nil && wanted.Match(output) {
			return
		}
		if time.Now().After(until) {
			ts.Fatalf("never came to %s: %v\n%s", wanted, err, output)
		}
	}
}

// within MIB COMMAND… runs a command that must fail, and holds its memory to a
// bound where the system tells what it used. Its words are in stderr.txt.
func within(ts *testscript.TestScript, neg bool, args []string) {
	if !neg || len(args) < 2 {
		ts.Fatalf("usage: ! within mebibytes command…")
	}
	limit, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	c := command(ts, args[1:])
	output, err := c.CombinedOutput()
	if err == nil {
		ts.Fatalf("it succeeded: %s", output)
	}
	ts.Check(os.WriteFile(ts.MkAbs("stderr.txt"), output, 0o600))
	usage, known := c.ProcessState.SysUsage().(*syscall.Rusage)
	if !known || runtime.GOOS != "linux" {
		return
	}
	used := usage.Maxrss >> 10
	ts.Logf("%d MiB used", used)
	if used > limit {
		ts.Fatalf("it used %d MiB, the limit is %d", used, limit)
	}
}

// status CODE COMMAND… holds a command to its exit status.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status code command…")
	}
	c := command(ts, args[1:])
	output, _ := c.CombinedOutput()
	if code := strconv.Itoa(c.ProcessState.ExitCode()); code != args[0] {
		ts.Fatalf("status %s, want %s:\n%s", code, args[0], output)
	}
}

var digits = regexp.MustCompile(`(?:[0-9]{5}[ \n]+){8}`)

// compare FOLDER CARD [FLAG…] adds a partner with the digits that the partner
// would read out; two offices compare them unless flags say which did.
func compare(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: compare folder card [flag…]")
	}
	introduced, err := command(ts, []string{"entente", "partner", "add", "--data", args[0], args[1]}).Output()
	ts.Check(err)
	read := digits.Find(introduced)
	if read == nil {
		ts.Fatalf("no fingerprint in %s", introduced)
	}
	offices := args[2:]
	if len(offices) == 0 {
		offices = []string{"--compared-by", "policy desk", "--compared-by", "security, second floor"}
	}
	arguments := append([]string{"partner", "add", "--data", args[0], args[1], "--fingerprint", string(read)}, offices...)
	_ = ts.Exec("entente", arguments...) // its words are for the script to judge
}
