-- Mandates that this node knows, and entries that wait for an act.

-- +goose Up

-- As custodians signed them: ours, and those under which partners have acted.
CREATE TABLE mandate (
	hash     BLOB PRIMARY KEY,
	partner  BLOB NOT NULL,
	envelope BLOB NOT NULL,
	added    INTEGER NOT NULL
) STRICT;
CREATE INDEX mandate_of_partner ON mandate (partner, added);

-- Projections: acts, and what became of them.
CREATE TABLE act (
	place   INTEGER PRIMARY KEY,
	ledger  INTEGER NOT NULL,
	over    INTEGER NOT NULL, -- place of the entry that it is over; 0 for one that is not there
	partner BLOB NOT NULL,
	verb    TEXT NOT NULL,
	holder  TEXT NOT NULL,
	mandate BLOB NOT NULL,
	reason  TEXT NOT NULL     -- why it does not stand; empty if it does
) STRICT;
CREATE INDEX act_over ON act (over, place);
CREATE INDEX act_of_partner ON act (partner, place);

-- Entries that take effect at an act, as revisions are kept once they have.
CREATE TABLE waiting (
	place    INTEGER PRIMARY KEY,
	channel  BLOB NOT NULL,
	id       BLOB NOT NULL,
	revision INTEGER NOT NULL,
	kind     TEXT NOT NULL,
	schema   INTEGER NOT NULL,
	ledger   INTEGER NOT NULL,
	partner  BLOB NOT NULL,
	office   TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       INTEGER NOT NULL,
	label    INTEGER NOT NULL,
	known    INTEGER NOT NULL,
	class    INTEGER NOT NULL,
	verb     TEXT NOT NULL
) STRICT;
CREATE INDEX waiting_of_record ON waiting (channel, id, revision);
CREATE INDEX waiting_of_partner ON waiting (partner, place);

-- Which list names which entry that waits, so that one act serves all.
CREATE TABLE listed (
	place INTEGER NOT NULL,
	list  INTEGER NOT NULL,
	PRIMARY KEY (place, list)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 9;
