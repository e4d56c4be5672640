// Package control lets the command line work on a node whether or not it is
// being served. What an operator may ask is a table of operations (status,
// import, a partner's card, …); an Operator carries them out:
//
//	Local   on a node that this process has opened
//	Remote  on the node of another process, over its control listener
//
// A process that serves a node listens on a free port of 127.0.0.1 and writes
// the port and a fresh token to control.json in the node's folder, readable to
// the folder's owner only: who can read it could also open the folder. Each
// question and answer is a line of JSON, so both ways behave the same; input
// and output of any length travel as further lines (wire.go).
//
// The partner's root keys never take this path: a charter is signed in the
// process that was given them.
package control
