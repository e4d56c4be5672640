-- What is to be told by mail. None of it leaves the node but the mails, and a
-- backup holds the choices only.

-- +goose Up

CREATE TABLE mail_choice (
	account TEXT PRIMARY KEY,
	address TEXT NOT NULL,
	rhythm  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What somebody has been told: when, up to which arrival, and since when there
-- has been something that they have not (0: there is nothing).
CREATE TABLE told (
	account TEXT PRIMARY KEY,
	at      INTEGER NOT NULL,
	arrival INTEGER NOT NULL,
	since   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Duties that somebody has been told of and that still wait.
CREATE TABLE told_duty (
	account TEXT NOT NULL,
	duty    TEXT NOT NULL,
	PRIMARY KEY (account, duty)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail (
	id       INTEGER PRIMARY KEY,
	account  TEXT NOT NULL,
	address  TEXT NOT NULL,
	subject  TEXT NOT NULL,
	body     TEXT NOT NULL,
	made     INTEGER NOT NULL,
	next     INTEGER NOT NULL, -- when it is tried (again); 0 for one that is done with
	attempts INTEGER NOT NULL,
	problem  TEXT NOT NULL,
	sent     INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_next ON mail (next) WHERE next > 0;
CREATE INDEX mail_of_account ON mail (account, id);

PRAGMA user_version = 6;
