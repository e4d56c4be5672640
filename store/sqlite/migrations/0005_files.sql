-- Content of files, which stands outside the database.

-- +goose Up

-- An attachment part, and what is here of its content. name is that of the file
-- in the node's folder of files.
CREATE TABLE file (
	spot     INTEGER PRIMARY KEY, -- place · 2^8 + number of the part
	channel  BLOB NOT NULL,
	record   BLOB NOT NULL,
	revision INTEGER NOT NULL,
	name     BLOB NOT NULL UNIQUE,
	size     INTEGER NOT NULL,
	held     INTEGER NOT NULL,    -- chunks that are durable, from the first on
	state    TEXT NOT NULL,
	reason   TEXT NOT NULL,
	changed  INTEGER NOT NULL
) STRICT;
CREATE INDEX file_of_record ON file (channel, record, revision);
CREATE INDEX file_of_state ON file (state, spot);

-- What somebody is sending, until it is written into a ledger. The salt is
-- wrapped by the node's content key.
CREATE TABLE upload (
	name     BLOB PRIMARY KEY,
	account  TEXT NOT NULL,
	salt     BLOB NOT NULL,
	called   TEXT NOT NULL,
	type     TEXT NOT NULL,
	size     INTEGER NOT NULL,    -- -1 until it is known
	held     INTEGER NOT NULL,
	whole    INTEGER NOT NULL,
	changed  INTEGER NOT NULL
) STRICT;
CREATE INDEX upload_of_account ON upload (account, changed);

CREATE TABLE upload_chunk (
	upload     BLOB NOT NULL REFERENCES upload (name) ON DELETE CASCADE,
	number     INTEGER NOT NULL,
	commitment BLOB NOT NULL,
	PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 5;
