-- Who may sign in on this node. None of it leaves the node. A backup holds
-- accounts and looks only: passwords, sessions, tokens and kept forms are worth
-- nothing on another machine but to a thief.

-- +goose Up

CREATE TABLE account (
	id       TEXT PRIMARY KEY,
	login    TEXT NOT NULL UNIQUE,
	name     TEXT NOT NULL,
	offices  TEXT NOT NULL,
	language TEXT NOT NULL,
	zone     TEXT NOT NULL,
	demo     INTEGER NOT NULL,
	disabled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE password (
	account TEXT PRIMARY KEY,
	hash    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Secrets of browsers and programs stand here as their SHA-256 only.
CREATE TABLE session (
	hash    BLOB PRIMARY KEY,
	account TEXT NOT NULL,
	office  TEXT NOT NULL,
	started INTEGER NOT NULL,
	seen    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_account ON session (account);

CREATE TABLE token (
	hash    BLOB PRIMARY KEY,
	account TEXT NOT NULL,
	name    TEXT NOT NULL,
	office  TEXT NOT NULL,
	scope   TEXT NOT NULL,
	made    INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	used    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_of_account ON token (account);

-- Up to which arrival somebody has looked.
CREATE TABLE look (
	account TEXT PRIMARY KEY,
	arrival INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Forms that were sent after a sign-in had run out, encrypted like parts.
CREATE TABLE kept_form (
	id      TEXT PRIMARY KEY,
	account TEXT NOT NULL,
	kept    INTEGER NOT NULL,
	content BLOB NOT NULL,
	wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_form_of_account ON kept_form (account, kept);

PRAGMA user_version = 3;
