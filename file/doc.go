// Package file is files on any record: minutes, maps, scans.
//
// A file is a record of its own, about another, with a label of its own; its
// name is its title, so that search finds it, and its versions are its
// revisions. Its content travels and rests beside the ledger (package node,
// docs/formats/attachments.md). A file that stays with one's own side is a
// record of the private channel, which may be about one that is shared. Before a
// file is sent the form says who will be able to read it.
package file
