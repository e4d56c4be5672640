package journeys_test

import (
	"testing"

	"entente/internal/testworld"
)

// Somebody leaves an office. Their successor signs in, acts for it, and finds what
// stood open with the private note; the leaver does not find it any more.
func handOver(t *testing.T, s *stage) {
	const note = "Call the ombudsman before the dialogue."
	leaver := s.at(t, s.ROK, "rok")
	successor, address := s.someone(t, s.ROK, "successor", testworld.Offices[1].Code)
	successor.Go(address + "/office/duties")
	successor.SeesNo("Read the handover")

	record := leaver.Address() + "records/" + s.Channel.String() + "/" + s.ROK.Find(t, s.Channel, dialogue).ID.String()
	leaver.Go(record)
	leaver.Follow("Watch")
	leaver.Follow("Waits for us")
	leaver.Follow("Leave an office")
	leaver.In("What the successor receives").Sees("1st ROK-NATO high-level cyber dialogue")
	leaver.Choose("Who takes over", "successor")
	leaver.Fill("Note to the successor", note)
	leaver.Follow("Hand over the office")
	leaver.SeesNo(note)

	successor.Go(address + "/office/duties")
	successor.In("Read the handover").Follow("Handover of Programme desk")
	successor.Sees(note, "1st ROK-NATO high-level cyber dialogue")
	read := elsewhere(t, leaver, successor.Address())
	successor.Follow("I have read it")
	leaver.Go(read)
	leaver.SeesNo(note)
}
