// Package rights holds who was granted which roles, clearances, nationalities
// and need-to-know: records of the private channel that count only when two
// persons wrote them. What they come to is a pure function of those records.
package rights
