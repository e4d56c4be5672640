// Package data holds the public facts of the cooperation between the Republic
// of Korea and NATO as CSV files, one per kind and per side, in the form that
// the importer reads. README.md says where they are from, how they were split
// between the two sides and how to correct one.
package data

import "embed"

// Files are the tables (rok/*.csv, nato/*.csv), their README.md, and
// sources-by-host.csv, which says whose side the publisher at a host is on.
//
//go:embed README.md sources-by-host.csv rok/*.csv nato/*.csv
var Files embed.FS

// Table is one file of rows of one kind, written by one side.
type Table struct {
	Path string // in Files
	Side string // "rok" or "nato"
	Kind string
}

// Tables lists every table in an order in which each row refers only to rows
// before it. The sides take turns (NATO, ROK, NATO), because each builds on what
// the other wrote: when the turn passes, the one whose turn it is must have
// received what the other has.
func Tables() []Table {
	return []Table{
		{"nato/programmes.csv", "nato", "programme/programme"},
		{"nato/editions.csv", "nato", "programme/edition"},
		{"nato/exposures.csv", "nato", "landscape/exposure"},

		{"rok/editions.csv", "rok", "programme/edition"},
		{"rok/areas.csv", "rok", "programme/area"},
		{"rok/activities.csv", "rok", "programme/activity"},
		{"rok/exposures.csv", "rok", "landscape/exposure"},
		{"rok/sources.csv", "rok", "programme/source"},

		{"nato/activities.csv", "nato", "programme/activity"},
		{"nato/sources.csv", "nato", "programme/source"},
	}
}
