// Package scanner asks a scanner for malware about the content of a file: clamd
// over a socket, or a program of the operator's. A node recognises no malware
// itself, and unpacks and decodes nothing that it is sent; it only keeps a file
// from everybody until its scanner has called it clean.
//
// There are three answers and no fourth: clean, found ([Found]), and no answer
// (any other error), which is never taken for clean.
package scanner
