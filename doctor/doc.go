// Package doctor says what is wrong with how a node is kept and reached, and
// what to do about each: the state of a demonstration in real use, keys that a
// copy of the folder gives away, folders that others can read, clocks that
// disagree, offices that nobody holds.
//
// What it finds is graded. Faults are what a node must not be served with; the
// command that serves refuses them in the same sentences, and lets those pass
// that a trial may have only if it is told that this is a trial, which every page
// then says. Nothing that it says is content of a record.
package doctor
