-- What the audit has written down, and which heads were anchored.

-- +goose Up

-- The channel of the audit ledger is no channel in which anybody works.
ALTER TABLE channel ADD COLUMN audit INTEGER NOT NULL DEFAULT 0;

-- What an anchor in a shared ledger commits to, for an auditor.
CREATE TABLE anchor (
	leaf    BLOB PRIMARY KEY, -- of its entry
	channel BLOB NOT NULL,
	beat    INTEGER NOT NULL,
	opening BLOB NOT NULL
) STRICT;
CREATE INDEX anchor_of_channel ON anchor (channel, beat);

-- Projections of the audit ledger: its events, to be filtered.
CREATE TABLE audited (
	number  INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	what    TEXT NOT NULL,
	account TEXT NOT NULL,
	office  TEXT NOT NULL,
	event   BLOB NOT NULL
) STRICT;
CREATE INDEX audited_what ON audited (what, number);
CREATE INDEX audited_office ON audited (office, number);
CREATE INDEX audited_account ON audited (account, number);

CREATE TABLE audited_record (
	record BLOB NOT NULL,
	number INTEGER NOT NULL,
	PRIMARY KEY (record, number)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 11;
