// Package collector hands what is written down on a node to a collector of the
// partner's on another machine: syslog messages (RFC 5424) over TLS (RFC 5425), one
// for each line of the spool, which is its text as it stands there.
//
// Syslog has no acknowledgement. So each connection carries one batch and ends with
// close_notify, and the batch counts as taken only when the collector ends its side
// in answer, which it does when it has read everything before (RFC 5425, 4.4). Until
// then the cursor stays and the batch is sent again: lines can come twice, and their
// numbers tell, but none is lost. Nobody waits for a collector.
//
// The bytes are in docs/formats/audit.md.
package collector
