// Package office is who does what on one's own side: functions with their
// holders, what waits for them, what they watch, and how one person hands all of
// it to the next.
//
// A record is written for an office and never for a person. An office is itself
// a record of the private channel: who holds it, and until when, is sensitive
// and stays there when the office is released to partners, whose directory shows
// how the function is reached. Duties are computed by features (feature.Duties);
// this one keeps only what people did with them.
package office
