package audit_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"

	"entente/audit"
)

const killedFolder = "AUDIT_TEST_SPOOL"

// What was answered is in the spool, whenever the process is killed: this test runs
// itself as a process that says each number only after it was written down.
func TestAKilledProcessLosesNothingThatItHadAnswered(t *testing.T) {
	if folder := os.Getenv(killedFolder); folder != "" {
		answerUntilKilled(t, folder)
		return
	}
	folder := t.TempDir()
	for _, answers := range []int{1, 7, 300} {
		process := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		process.Env = append(os.Environ(), killedFolder+"="+folder)
		out, err := process.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		answered := 0
		lines := bufio.NewScanner(out)
		for range answers {
			if !lines.Scan() {
				t.Fatal("the process ended by itself")
			}
			number, err := strconv.Atoi(lines.Text())
			if err != nil {
				t.Fatalf("it said %q", lines.Text())
			}
			answered = max(answered, number)
		}
		if err := process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = process.Wait() // it was killed
		found := inspect(t, folder, audit.Place{})
		for _, fault := range found.Faults {
			if fault.Reason != audit.Torn {
				t.Errorf("after a kill: %+v", fault)
			}
		}
		if found.At.Number < int64(answered) {
			t.Errorf("%d was answered, the spool ends at %d", answered, found.At.Number)
		}
	}
}

func answerUntilKilled(t *testing.T, folder string) {
	s := opened(t, audit.Config{Folder: folder})
	var say sync.Mutex
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for {
				before := s.At().Number
				if err := s.Append(t.Context(), signIn(1)); err != nil {
					t.Error(err)
					return
				}
				say.Lock()
				fmt.Println(before + 1) // at least so much is written down
				say.Unlock()
			}
		})
	}
	writers.Wait()
}

// BenchmarkAppend is what an answer waits for: one after the other, and many at once.
func BenchmarkAppend(b *testing.B) {
	for _, at := range []int{1, 100} {
		b.Run(fmt.Sprint(at), func(b *testing.B) {
			s, err := audit.Open(audit.Config{Folder: b.TempDir(), Key: key, MaxBytes: 1 << 40})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			b.SetParallelism(at)
			b.RunParallel(func(run *testing.PB) {
				for run.Next() {
					if err := s.Append(b.Context(), signIn(1)); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
