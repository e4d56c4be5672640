// Package release makes a release of the program and checks one.
//
// A release is a folder: a program for each system, a bill of its materials beside
// each, and two files of checksums, SHA256SUMS for sha256sum(1) and
// SHA256SUMS.signed, the same text in an envelope (docs/formats/keys.md, "Signed
// statements") that a threshold of the release's keys has signed. Who builds the
// same commit gets the same bytes, so a signature says that these are the bytes of
// that source, and not that some machine was clean.
//
// The release's keys are a [keys.Root] of their own: offline, of several people,
// Ed25519 and ML-DSA-87 side by side, and never those of any partner. The public
// half stands in key.json, which is built in; in a source that nobody has
// released from it names no key, and a verification has to be given one.
package release
