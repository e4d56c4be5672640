// Package house holds the repository to what its documents say of it: which
// folder may import which, which dependencies there are and why, that links lead
// somewhere and that every package tells what it is for. It has no code but its
// tests.
package house
