-- How people show that an account is theirs. None of it leaves the node, and only
-- which identity of a provider is whose is in a backup: the rest is worth nothing
-- on another machine but to a thief.

-- +goose Up

-- How, and when last, the person of a session has shown who they are.
ALTER TABLE session ADD COLUMN ways TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';

-- Which identity of the organisation's provider opens which account: bound by
-- hand beforehand, never by signing in.
CREATE TABLE identity (
	issuer  TEXT NOT NULL,
	subject TEXT NOT NULL,
	account TEXT NOT NULL,
	bound   INTEGER NOT NULL,
	used    INTEGER NOT NULL,
	PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_of_account ON identity (account);

-- What a device has shown of its key. The key itself never leaves the device.
CREATE TABLE passkey (
	id         BLOB PRIMARY KEY,
	account    TEXT NOT NULL,
	name       TEXT NOT NULL,
	host       TEXT NOT NULL,
	credential TEXT NOT NULL,
	made       INTEGER NOT NULL,
	used       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_of_account ON passkey (account);

-- The secret of a second factor, encrypted like parts, and the step of time whose
-- code was taken last: none is taken twice.
CREATE TABLE second_factor (
	account   TEXT PRIMARY KEY,
	content   BLOB NOT NULL,
	wrapped   BLOB NOT NULL,
	confirmed INTEGER NOT NULL,
	step      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When sign-in by password was opened, by which two, and why.
CREATE TABLE break_glass (
	opened INTEGER PRIMARY KEY,
	ends   INTEGER NOT NULL,
	first  TEXT NOT NULL,
	second TEXT NOT NULL,
	reason TEXT NOT NULL
) STRICT;

PRAGMA user_version = 8;
