// Package cli is the command line: one small file for each verb, over the
// packages below it.
//
// A verb that works on a node opens the node's folder itself or, if another
// process holds the folder, asks that process (package control); verbs do not
// know which. What a verb prints goes to standard output, as words or with
// --json for a program; everything else (progress, hints, errors) goes to
// standard error. The exit status is 0 if it was done, 1 if it failed or was
// refused, 2 if the command itself was wrong.
//
// The text of a record is never printed; keys, counts, sizes and reasons are.
package cli
