// Package channel says who shares what with whom. A channel is an audience; its
// charter names the members, the policy files by which labels are read, the
// ceiling, and the rules, and all founding members sign it. A channel with one
// member is that partner's private one.
//
// Charters form a chain, one for each epoch. The next names the hash of the one
// before, seals its ledgers at a size and root, and says who inherits the pens of
// those who leave. So "who could read this when" has one answer on every node
// (charter.go, sign.go, succession.go).
//
// A release publishes private records again in a wider channel: under new ids,
// under labels of that channel, without what must stay behind (release.go). A
// record that was released before gets the next revision of its counterpart.
// Only the narrow side knows which became which.
//
// Everything here is a pure function of its arguments; the node applies what
// they return. Exact bytes: docs/formats/channel.md, with vectors in testdata.
package channel
