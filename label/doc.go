// Package label says how secret something is, in the form that NATO partners
// already exchange: the confidentiality label of STANAG 4774 (ADatP-4774), an
// XML document of a few hundred bytes.
//
// A label names a policy, one of the policy's classifications, and values of
// its tags. Tags are of three types: every value of a RESTRICTIVE tag narrows
// who may read; the values of a PERMISSIVE tag ("Releasable To") are the
// audience; INFORMATIVE values restrict nothing. What the names mean is data, in
// a policy file in the form of Open XML SPIF 2.1 (policies/, spif.go).
//
// The bytes of a label are the first part of an entry and are kept and
// committed to as they were written. So there is a writer with one spelling
// (write.go), a reader that refuses what it does not understand (parse.go), and
// no function that reads a label and writes it again.
//
// Labels of one policy are ordered (order.go). A is within B if B's
// classification is at least as high, B has all restrictive values of A, and
// everybody whom B is releasable to is in the audience of A:
//
//	UNCLASSIFIED · RELEASABLE TO KOR, NATO   is within   RESTRICTED · RELEASABLE TO KOR
//	UNCLASSIFIED · RELEASABLE TO KOR         is not within   RESTRICTED · RELEASABLE TO KOR, NATO
//
// because the ceiling of a channel speaks for its readers: NATO reads there, and
// the second label does not name it. A label that names no audience is within a
// ceiling that names none, and above one that does. A label that names an
// audience of nobody, and one of an unknown policy or value, is within nothing.
package label
