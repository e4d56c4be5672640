package journeys_test

import (
	"testing"
)

// Somebody drafts where only their side can read, is shown what the other side
// would have, releases it, changes it in private, and releases it again into the
// same shared record. What they did not release never leaves.
func releaseTwice(t *testing.T, s *stage) {
	rok, nato := s.at(t, s.ROK, "rok"), s.at(t, s.NATO, "nato")
	rok.Follow("Records")
	rok.Follow("Activities")
	rok.Follow("New: Activity")
	rok.Follow("Write it for ROK only")
	rok.In("Title").Fill("English", "Joint table-top exercise")
	rok.In("Title").Fill("Korean", "합동 도상 연습")
	rok.Choose("Type", "Exercise")
	rok.Fill("Place", "Busan")
	rok.Click("External identifiers")
	rok.Fill("External identifiers", "budget:2027-4711")
	rok.Follow("Save")
	private := rok.Address()
	rok.Sees("Joint table-top exercise", "4711")

	rok.Follow("Release…")
	rok.Follow("Preview")
	rok.Sees("Its marking is above what the channel may hold.")
	rok.Choose("Marking there", "UNCLASSIFIED")
	rok.Follow("Preview again")
	rok.Sees("Who will have it", "New there", "Joint table-top exercise", "합동 도상 연습", "Busan", "What stays behind", "a name in another system")
	s.forEverybody(t, rok)
	rok.Follow("Release 1 record")
	s.forEverybody(t, rok)
	rok.Sees("Released", "new there, from revision 1 here")
	rok.Go(private)
	rok.In("Private and shared text").Follow("Joint table-top exercise")
	shared := elsewhere(t, nato, rok.Address())
	until(t, nato, shared, "Joint table-top exercise")
	nato.Sees("Busan", "Exercise")
	nato.Follow("한국어")
	nato.Sees("합동 도상 연습")
	nato.Follow("EN")
	nato.SeesNo("4711")

	rok.Go(private)
	rok.Follow("Edit")
	rok.Fill("Place", "Busan and Brussels")
	rok.Follow("Save revision 2")
	rok.Sees("Your private text has moved on since: 1 change")
	nato.Go(shared)
	nato.SeesNo("Busan and Brussels")
	rok.Follow("Release…")
	rok.Follow("Preview")
	rok.Choose("Marking there", "UNCLASSIFIED")
	rok.Follow("Preview again")
	rok.Sees("Becomes revision 2 there")
	rok.Follow("Release 1 record")
	until(t, nato, shared, "Busan and Brussels")
	nato.In("History").Sees("Rev 1", "Rev 2")
	nato.SeesNo("4711")
}
