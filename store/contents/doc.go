// Package contents keeps the content of files outside the database: one file of
// encrypted chunks for each, which is written once and never changed.
//
// Every chunk is AES-256-GCM under a key of the file that follows from the
// node's content key and the salt of the attachment part; that salt stands
// encrypted in the database, so withdrawing the part makes the file unreadable
// wherever a copy of it lies (docs/formats/attachments.md). What is being
// written has a name ending in ".part" until it is whole and durable.
//
// How much of a file is there, and to what it belongs, is said by the database
// alone. A folder that disagrees with it is put right when a node starts.
package contents
