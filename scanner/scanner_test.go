package scanner_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"entente/scanner"
	"entente/scanner/scannertest"
)

func made(t *testing.T, named string) scanner.Scanner {
	t.Helper()
	s, err := scanner.New(named)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAClamdSaysCleanOrFoundAndNothingElseIsTakenForClean(t *testing.T) {
	clamd := scannertest.New(t)
	s := made(t, clamd.Address)
	large := bytes.Repeat([]byte("harmless "), 50_000)
	for name, content := range map[string][]byte{"a text": []byte("harmless"), "nothing": nil, "many chunks": large} {
		if err := s.Scan(t.Context(), bytes.NewReader(content)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var found *scanner.Found
	for name, content := range map[string][]byte{"EICAR": scannertest.EICAR, "EICAR at the end": append(large, scannertest.EICAR...)} {
		if err := s.Scan(t.Context(), bytes.NewReader(content)); !errors.As(err, &found) || found.Name != "Eicar-Test-Signature" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, reply := range []string{"stream: ERROR", "OK", "stream:OK", "stream: ok", "stream: OK FOUND nothing", "", strings.Repeat("x", 5000)} {
		if reply == "" {
			reply = " "
		}
		clamd.Answer(reply)
		if err := s.Scan(t.Context(), strings.NewReader("harmless")); err == nil || errors.As(err, &found) {
			t.Errorf("the answer %.30q: %v", reply, err)
		}
	}
	clamd.Answer("")
	clamd.Limit(1000)
	if err := s.Scan(t.Context(), bytes.NewReader(large)); err == nil || errors.As(err, &found) {
		t.Errorf("a file that clamd reads half of: %v", err)
	}
	clamd.Down()
	if err := s.Scan(t.Context(), strings.NewReader("harmless")); err == nil || errors.As(err, &found) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestAProgramSaysByItsExitStatus(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs of this test are those of a Unix shell")
	}
	for status, want := range map[string]string{"0": "clean", "1": "found", "2": "no answer", "77": "no answer"} {
		path := filepath.Join(t.TempDir(), "scan")
		if err := os.WriteFile(path, []byte("#!/bin/sh\ncat >/dev/null\nexit "+status+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		err := made(t, path).Scan(t.Context(), strings.NewReader(strings.Repeat("x", 1<<20)))
		var found *scanner.Found
		got := "no answer"
		if err == nil {
			got = "clean"
		} else if errors.As(err, &found) {
			got = "found"
		}
		if got != want {
			t.Errorf("status %s: %s (%v)", status, got, err)
		}
	}
	if err := made(t, "/nowhere/scan").Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Error("a program that is not there calls everything clean")
	}
}

func TestOnlyWhatNamesAScannerIsTaken(t *testing.T) {
	for _, named := range []string{"", "clamd", "tcp://", "tcp://127.0.0.1", "tcp://:3310", "unix://relative", "http://127.0.0.1:3310", "./scan", "scan arg"} {
		if _, err := scanner.New(named); err == nil {
			t.Errorf("%q is taken", named)
		}
	}
}
