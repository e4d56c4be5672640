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

// Tables lists every table, kinds that others refer to first. References go
// both ways between the sides (NATO's editions follow a Korean one and the
// other way round), so the keys of all tables have to be known before the
// first reference is resolved.
func Tables() []Table {
	return []Table{
		{"nato/programmes.csv", "nato", "programme/programme"},
		{"rok/editions.csv", "rok", "programme/edition"},
		{"nato/editions.csv", "nato", "programme/edition"},
		{"rok/areas.csv", "rok", "programme/area"},
		{"rok/activities.csv", "rok", "programme/activity"},
		{"nato/activities.csv", "nato", "programme/activity"},
		{"rok/exposures.csv", "rok", "landscape/exposure"},
		{"rok/sources.csv", "rok", "programme/source"},
		{"nato/sources.csv", "nato", "programme/source"},
	}
}
