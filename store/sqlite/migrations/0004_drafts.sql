-- What somebody typed and did not send yet, for themselves only: one a record
-- and account. The table of the first schema was never written.

-- +goose Up

DROP TABLE draft;
CREATE TABLE draft (
	account  TEXT NOT NULL,
	channel  BLOB NOT NULL,
	record   BLOB NOT NULL,
	kind     TEXT NOT NULL,
	revision INTEGER NOT NULL, -- that it was made from; 0 of a record that is not there yet
	label    INTEGER NOT NULL REFERENCES label (id),
	content  BLOB NOT NULL,
	wrapped  BLOB NOT NULL,
	kept     INTEGER NOT NULL,
	PRIMARY KEY (account, channel, record)
) STRICT;
CREATE INDEX draft_of_record ON draft (channel, record);

PRAGMA user_version = 4;
