// Package interchange takes records in from other formats and gives them out.
// CSV is the first: a table of one kind, as a person keeps it in a spreadsheet,
// read by what the kind declares and by nothing else.
//
// An import reads its file three times, a row at a time, so that a file of a
// million rows needs no more memory than its keys and its report:
//
//	index   every row gets the id of its record: that of our record with the
//	        same key, or a new one. So rows may refer to each other in any order.
//	judge   every row is laid over its record and held to the kind: create,
//	        change, same or refuse, and why. A dry run ends here.
//	write   what is to be created or changed is written in batches.
//
// Nothing is written if any row is refused, unless the caller takes the good
// ones. An import that was cut between two batches goes on when it is run
// again, since rows are matched by their keys.
package interchange
