package journeys_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Somebody is told who will be able to read a file, sends it, and the partner
// finds it under its name.
func fileArrives(t *testing.T, s *stage) {
	rok, nato := s.at(t, s.ROK, "rok"), s.at(t, s.NATO, "nato")
	path := "records/" + s.Channel.String() + "/" + s.ROK.Find(t, s.Channel, dialogue).ID.String()
	there := nato.Address() + path
	rok.Go(rok.Address() + path)
	minutes := filepath.Join(t.TempDir(), "회의록 2024.txt")
	if err := os.WriteFile(minutes, bytes.Repeat([]byte("제1차 고위급 사이버 대화 회의록\n"), 200_000), 0o600); err != nil {
		t.Fatal(err)
	}
	rok.Click("Add a file or a new version")
	rok.In("Files").Sees("Only ROK. It never leaves this node.")
	rok.Choose("All members of the channel (ROK, NATO). It cannot be taken back unseen.", "")
	rok.Attach("File", minutes)
	rok.Follow("Send the file")
	rok.In("Files").Sees("회의록 2024.txt")
	until(t, nato, there, "회의록 2024.txt")
	until(t, nato, there, "here, verified")
}
