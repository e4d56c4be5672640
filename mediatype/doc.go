// Package mediatype says what the content of a file is, and whether that is what
// its name and its sender claim. A claim that is not true is refused: who opens
// "minutes.pdf" must not start a program.
//
// A name or type that this package does not know claims nothing. Files are
// recognised by how they begin; no file is opened, unpacked or run.
package mediatype
