package data

import "embed"

// Invention are the tables of what was invented (invented/rok/*.csv,
// invented/nato/*.csv), the files that they name, and their README.md.
//
//go:embed invented/README.md invented/rok/*.csv invented/rok/*.txt invented/nato/*.csv
var Invention embed.FS

// Invented is a table of what was invented for the demonstration, and what its
// writer does with its records.
type Invented struct {
	Table
	Then Act
}

// Act is what is done with the records of a table.
type Act string

// What a side does with an invented table.
const (
	Share           Act = "share"             // written in the shared channel
	Keep            Act = "keep"              // written in the private channel
	Release         Act = "release"           // written privately, then released
	ReleaseMarked   Act = "release marked"    // likewise, under the highest marking of the channel
	Begin           Act = "begin"             // typed into a form and not sent: a draft of its account
	ProposeToHolder Act = "propose to holder" // written in private copies of records whose pen the partner holds, then proposed to it
)

// Inventions lists them in the order in which they are written. Each may be
// written again as long as the next is not, and changes nothing then. What is
// added stands at the end: folders remember how many are written.
func Inventions() []Invented {
	rok := func(name, kind string, then Act) Invented {
		return Invented{Table{"invented/rok/" + name + ".csv", "rok", kind}, then}
	}
	nato := func(name, kind string, then Act) Invented {
		return Invented{Table{"invented/nato/" + name + ".csv", "nato", kind}, then}
	}
	return []Invented{
		rok("offices", "office/office", Keep),
		rok("office-released", "office/office", Release),
		rok("areas", "programme/area", Share),
		rok("objectives", "programme/objective", Share),
		rok("goals", "programme/goal", Share),
		rok("milestones", "programme/milestone", Share),
		rok("actions", "programme/action", Share),

		nato("offices", "office/office", Keep),
		nato("office-released", "office/office", Release),
		nato("objectives", "programme/objective", Share),
		nato("goals", "programme/goal", Share),
		nato("goals-second", "programme/goal", Share),
		nato("goals-third", "programme/goal", Share),
		nato("milestones", "programme/milestone", Share),
		nato("actions", "programme/action", Share),
		nato("contributions", "programme/contribution", Share),
		nato("assessments", "programme/assessment", Share),
		nato("comments", "comment/comment", Share),
		nato("notes", "comment/note", Keep),
		nato("drafts", "programme/activity", Keep),
		nato("proposal", "programme/goal", ProposeToHolder),

		rok("activities", "programme/activity", Share),
		rok("contributions", "programme/contribution", Share),
		rok("assessments", "programme/assessment", Share),
		rok("comments", "comment/comment", Share),
		rok("notes", "comment/note", Keep),
		rok("drafts", "programme/activity", Keep),
		rok("release-first", "programme/activity", Release),
		rok("release-second", "programme/activity", Release),
		rok("release-not-yet", "programme/activity", Keep),
		rok("restricted", "programme/activity", ReleaseMarked),
		rok("begun", "programme/activity", Begin),

		rok("watches", "office/watch", Keep),
		rok("views", "office/view", Keep),
		rok("files", "file/file", Share),
		rok("files-internal", "file/file", Keep),
	}
}
