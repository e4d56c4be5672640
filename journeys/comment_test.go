package journeys_test

import "testing"

const (
	internalNote = "Internal note: only ROK. It never leaves this node."
	forChannel   = "Comment: all members of the channel (ROK, NATO). It cannot be taken back unseen."
)

// Somebody is told who will read what they write before they send it. The partner
// reads the comment, and finds no trace of the note.
func commentAndNote(t *testing.T, s *stage) {
	rok, nato := s.at(t, s.ROK, "rok"), s.at(t, s.NATO, "nato")
	path := "/records/" + s.Channel.String() + "/" + s.ROK.Find(t, s.Channel, dialogue).ID.String()
	here, there := rok.Address()+path[1:], nato.Address()+path[1:]
	rok.Go(here)
	say := func(to, text string) {
		rok.Click("Write a comment or an internal note")
		rok.In("Comments").Sees(internalNote, forChannel)
		rok.Choose(to, "")
		rok.Fill("What you have to say", text)
		rok.Follow("Send")
		rok.In("Comments").Sees(text)
	}
	say(internalNote, "Ask the ombudsman before we answer.")
	say(forChannel, "We propose to move it to <b>May</b>.")
	rok.In("Comments").Sees("Internal, only ROK")

	until(t, nato, there, "We propose to move it to <b>May</b>.")
	nato.SeesNo("ombudsman")
	nato.Fill("Search records", "ombudsman")
	nato.Enter("Search records")
	nato.Sees("No record has these words.")
}
