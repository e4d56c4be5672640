package web_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"testing"

	"entente/internal/testworld"
	"entente/node"
	"entente/record"
)

// BenchmarkVantage reports what it takes to make what a partner holds, at the size
// of the demonstration and at 10,000 activities: from nothing, for one entry more,
// and for a page once it is there. cpu-ms is the time of processors, which others
// on the machine do not lengthen, mb-disk what stands in the folder meanwhile,
// mb-resident what the process holds more with it than without it.
func BenchmarkVantage(b *testing.B) {
	for _, size := range []string{"demonstration", "10000"} {
		w := testworld.New(b)
		var last record.ID
		if size == "10000" {
			_, last = writeMany(b, w)
		} else {
			last = w.ROK.Find(b, w.Channel, "2024-1st-rok-nato-high-level-cyber-dialogue").ID
		}
		see := func() {
			if err := w.ROK.ViewFrom(context.Background(), w.NATO.Self(), func(*node.Vantage) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(size+"/made", func(b *testing.B) {
			without, worked := resident(b), processor(b)
			for b.Loop() {
				if err := w.ROK.EndVantages(); err != nil {
					b.Fatal(err)
				}
				see()
			}
			b.ReportMetric((processor(b)-worked)/float64(b.N), "cpu-ms")
			b.ReportMetric((resident(b)-without)/1e6, "mb-resident")
			b.ReportMetric(bytesBelow(b, filepath.Join(string(w.ROK.Folder), "vantages"))/1e6, "mb-disk")
		})
		b.Run(size+"/one-more", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				if _, err := w.ROK.Write(b.Context(), w.Channel, testworld.Author, node.Draft{Kind: "programme/programme", Body: []byte(`{"title":{"en":"One more"}}`)}); err != nil {
					b.Fatal(err)
				}
				w.Settle(b)
				b.StartTimer()
				see()
			}
		})
		v := viewAs(b, w.ROK, w.NATO)
		for name, address := range map[string]string{"record": "/records/" + w.Channel.String() + "/" + last.String(), "list": "/records?kind=programme%2Factivity"} {
			b.Run(size+"/"+name, func(b *testing.B) {
				for b.Loop() {
					if answer := v.ask(http.MethodGet, address, nil); answer.Code != http.StatusOK {
						b.Fatal(answer.Code)
					}
				}
			})
		}
	}
}

// resident is what the process holds of the memory of the machine, where the
// system says so.
func resident(b *testing.B) float64 {
	b.Helper()
	debug.FreeOSMemory()
	said, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Skip(err)
	}
	var all, held float64
	if _, err := fmt.Sscan(string(said), &all, &held); err != nil {
		b.Fatal(err)
	}
	return held * float64(os.Getpagesize())
}

// processor is how many milliseconds the process has worked.
func processor(b *testing.B) float64 {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e6
}

func bytesBelow(b *testing.B, folder string) (all float64) {
	b.Helper()
	err := filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		all += float64(info.Size())
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}
