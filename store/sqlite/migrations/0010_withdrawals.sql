-- Orders to withdraw, what became of them here and at the others, and where
-- entries went. The tables of the first schema were never written.

-- +goose Up

-- Keys of parts that an order hides, until they are destroyed or for as long as
-- a law retains the part. Whoever reads finds no key in part_key: withdrawn.
CREATE TABLE hidden_key (
	spot    INTEGER PRIMARY KEY,
	wrapped BLOB NOT NULL
) STRICT;

DROP TABLE withdrawal;
CREATE TABLE withdrawal (
	leaf    BLOB PRIMARY KEY,
	place   INTEGER NOT NULL,
	channel BLOB NOT NULL,
	partner BLOB NOT NULL,
	reason  TEXT NOT NULL,
	follows BLOB NOT NULL,
	at      INTEGER NOT NULL,
	effect  INTEGER NOT NULL, -- since when it is in effect here; 0 before its second act
	acted   INTEGER NOT NULL  -- index of that act in its ledger
) STRICT;
CREATE INDEX withdrawal_follows ON withdrawal (follows);

CREATE TABLE withdrawal_target (
	order_leaf BLOB NOT NULL,
	n          INTEGER NOT NULL,
	origin     TEXT NOT NULL,
	idx        INTEGER NOT NULL,
	leaf       BLOB NOT NULL,
	parts      TEXT NOT NULL,
	place      INTEGER NOT NULL, -- 0 while the entry has not arrived
	PRIMARY KEY (order_leaf, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawal_target_of_leaf ON withdrawal_target (leaf);
CREATE INDEX withdrawal_target_at ON withdrawal_target (place);

-- Targets of orders that an older database has not got, nor the orders.
CREATE TABLE withdrawal_recalled (
	leaf   BLOB NOT NULL,
	origin TEXT NOT NULL,
	idx    INTEGER NOT NULL,
	parts  TEXT NOT NULL,
	PRIMARY KEY (leaf, origin, idx, parts)
) STRICT, WITHOUT ROWID;

-- What members answered, from their ledgers.
CREATE TABLE withdrawal_answer (
	order_leaf BLOB NOT NULL,
	n          INTEGER NOT NULL,
	partner    BLOB NOT NULL,
	state      TEXT NOT NULL,
	law        TEXT NOT NULL,
	until      TEXT NOT NULL,
	at         INTEGER NOT NULL,
	PRIMARY KEY (order_leaf, n, partner)
) STRICT, WITHOUT ROWID;

-- What this side decided, and whether it is carried out.
CREATE TABLE withdrawal_decision (
	order_leaf BLOB NOT NULL,
	n          INTEGER NOT NULL,
	state      TEXT NOT NULL,
	law        TEXT NOT NULL,
	until      TEXT NOT NULL,
	account    TEXT NOT NULL,
	at         INTEGER NOT NULL,
	done       INTEGER NOT NULL, -- when it was true in the raw files and answered; 0 before
	PRIMARY KEY (order_leaf, n)
) STRICT, WITHOUT ROWID;

-- Partners whose entry quotes a target are asked for an order of their own.
CREATE TABLE withdrawal_request (
	leaf       BLOB PRIMARY KEY,
	channel    BLOB NOT NULL,
	order_leaf BLOB NOT NULL,
	origin     TEXT NOT NULL, -- of the quoting entry
	idx        INTEGER NOT NULL,
	quoting    BLOB NOT NULL,
	partner    BLOB NOT NULL, -- who asks
	at         INTEGER NOT NULL,
	refused    INTEGER NOT NULL
) STRICT;
CREATE INDEX withdrawal_request_of ON withdrawal_request (order_leaf);

-- Which entries say that they repeat another: a projection.
CREATE TABLE quote (
	leaf  BLOB NOT NULL,
	place INTEGER NOT NULL,
	PRIMARY KEY (leaf, place)
) STRICT, WITHOUT ROWID;

-- Each time that entries left their channel or this node: a release, an export,
-- a file, an archive.
DROP TABLE whereabouts;
CREATE TABLE departure (
	id      INTEGER PRIMARY KEY,
	how     TEXT NOT NULL,
	whom    TEXT NOT NULL,
	account TEXT NOT NULL,
	at      INTEGER NOT NULL
) STRICT;
CREATE INDEX departure_of_way ON departure (how, whom, account, at);
CREATE TABLE whereabouts (
	place     INTEGER NOT NULL,
	departure INTEGER NOT NULL,
	part      INTEGER NOT NULL, -- -1: all of the entry
	PRIMARY KEY (place, departure, part)
) STRICT, WITHOUT ROWID;

-- Where backups were written, so that a withdrawal reaches their keys.
CREATE TABLE backup_made (
	path TEXT PRIMARY KEY,
	at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 10;
