-- Deeds that one person proposed and a second has to approve (a downgrade, a
-- release), where a label policy demands two. The content repeats what is
-- proposed, so it is sealed as drafts are and goes with them.

-- +goose Up

CREATE TABLE proposal (
	deed     TEXT NOT NULL,
	hash     BLOB NOT NULL,             -- over text, label and target
	channel  BLOB NOT NULL,
	record   BLOB NOT NULL,             -- the first, of several
	kind     TEXT NOT NULL,
	label    INTEGER NOT NULL REFERENCES label (id), -- that of what is proposed about, as it is
	account  TEXT NOT NULL,             -- who proposed it
	office   TEXT NOT NULL,             -- and for which office
	content  BLOB NOT NULL,
	wrapped  BLOB NOT NULL,
	proposed INTEGER NOT NULL,
	second   TEXT NOT NULL DEFAULT '',  -- the account of the second person
	seconded INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (deed, hash)
) STRICT;
CREATE INDEX proposal_of_record ON proposal (channel, record);

PRAGMA user_version = 12;
