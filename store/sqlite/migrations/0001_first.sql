-- The first schema. What it means, what is encrypted and what survives what is
-- in docs/formats/database.md. Times are milliseconds since 1970, 0 for none.

-- +goose Up

CREATE TABLE setting (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE partner (
	id               BLOB PRIMARY KEY,
	code             TEXT NOT NULL,
	name             TEXT NOT NULL,
	address          TEXT NOT NULL,
	state            TEXT NOT NULL,
	manifest         BLOB NOT NULL,
	manifest_version INTEGER NOT NULL,
	compared         INTEGER NOT NULL,
	compared_by      TEXT NOT NULL,
	last_exchange    INTEGER NOT NULL,
	last_problem     TEXT NOT NULL
) STRICT;

CREATE TABLE manifest (
	partner  BLOB NOT NULL,
	version  INTEGER NOT NULL,
	hash     BLOB NOT NULL,
	envelope BLOB NOT NULL,
	PRIMARY KEY (partner, version)
) STRICT;

CREATE TABLE channel (
	id            BLOB PRIMARY KEY,
	epoch         INTEGER NOT NULL,
	state         TEXT NOT NULL,
	private       INTEGER NOT NULL,
	name          TEXT NOT NULL,
	default_label BLOB NOT NULL
) STRICT;

CREATE TABLE charter (
	channel  BLOB NOT NULL,
	epoch    INTEGER NOT NULL,
	hash     BLOB NOT NULL,
	envelope BLOB NOT NULL,
	PRIMARY KEY (channel, epoch)
) STRICT;

CREATE TABLE ledger (
	id          INTEGER PRIMARY KEY,
	origin      TEXT NOT NULL UNIQUE,
	channel     BLOB NOT NULL,
	epoch       INTEGER NOT NULL,
	partner     BLOB NOT NULL,
	incarnation INTEGER NOT NULL,
	own         INTEGER NOT NULL,
	state       TEXT NOT NULL,
	size        INTEGER NOT NULL,
	root        BLOB NOT NULL,
	edge        BLOB NOT NULL,
	readable    INTEGER NOT NULL,
	folded      INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_of_channel ON ledger (channel, epoch);

CREATE TABLE label (
	id   INTEGER PRIMARY KEY,
	hash BLOB NOT NULL UNIQUE,
	xml  BLOB NOT NULL
) STRICT;

CREATE TABLE arrival (newest INTEGER NOT NULL) STRICT;
INSERT INTO arrival (newest) VALUES (0);

CREATE TABLE entry (
	place   INTEGER PRIMARY KEY, -- ledger · 2^36 + index
	arrived INTEGER NOT NULL,
	mark    INTEGER NOT NULL,    -- bytes 1 to 8 of the leaf, so that its index is small
	leaf    BLOB NOT NULL,
	salt    BLOB NOT NULL,
	parts   BLOB NOT NULL
) STRICT;
CREATE INDEX entry_of_mark ON entry (mark);

-- Deleting a row here is what withdraws a part.
CREATE TABLE part_key (
	spot    INTEGER PRIMARY KEY, -- place · 2^8 + number of the part
	wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE tile (
	ledger INTEGER NOT NULL REFERENCES ledger (id),
	level  INTEGER NOT NULL,
	n      INTEGER NOT NULL,
	hashes BLOB NOT NULL,
	PRIMARY KEY (ledger, level, n)
) STRICT;

CREATE TABLE checkpoint (
	ledger INTEGER NOT NULL REFERENCES ledger (id),
	size   INTEGER NOT NULL,
	time   INTEGER NOT NULL,
	root   BLOB NOT NULL,
	note   BLOB NOT NULL,
	PRIMARY KEY (ledger, size, time)
) STRICT;

CREATE TABLE cosignature (
	ledger  INTEGER NOT NULL REFERENCES ledger (id),
	partner BLOB NOT NULL,
	size    INTEGER NOT NULL,
	time    INTEGER NOT NULL,
	root    BLOB NOT NULL,
	line    BLOB NOT NULL,
	PRIMARY KEY (ledger, partner, size, time, root)
) STRICT;
CREATE INDEX cosignature_of_size ON cosignature (ledger, size, time);

CREATE TABLE quarantine (
	ledger INTEGER NOT NULL REFERENCES ledger (id),
	idx    INTEGER NOT NULL,
	part   INTEGER NOT NULL,
	reason TEXT NOT NULL,
	detail TEXT NOT NULL,
	at     INTEGER NOT NULL,
	kind   TEXT NOT NULL,
	PRIMARY KEY (ledger, idx, part)
) STRICT;

CREATE TABLE counterpart (
	narrow    BLOB NOT NULL,
	narrow_id BLOB NOT NULL,
	revision  INTEGER NOT NULL,
	wide      BLOB NOT NULL,
	wide_id   BLOB NOT NULL,
	at        INTEGER NOT NULL,
	PRIMARY KEY (narrow, narrow_id, wide)
) STRICT;
CREATE INDEX counterpart_wide ON counterpart (wide, wide_id);

-- Where every part went outside its channel: a release, an export, a print, a
-- bundle, a mail. A withdrawal follows these.
CREATE TABLE whereabouts (
	id     INTEGER PRIMARY KEY,
	place  INTEGER NOT NULL,
	part   INTEGER NOT NULL,
	how    TEXT NOT NULL,
	whom   TEXT NOT NULL,
	detail TEXT NOT NULL,
	at     INTEGER NOT NULL
) STRICT;
CREATE INDEX whereabouts_of_part ON whereabouts (place, part);

-- Orders to withdraw, and what this node answered.
CREATE TABLE withdrawal (
	id       BLOB PRIMARY KEY,
	place    INTEGER NOT NULL,
	part     INTEGER NOT NULL,
	order_of BLOB NOT NULL,
	answer   TEXT NOT NULL,
	at       INTEGER NOT NULL
) STRICT;
CREATE INDEX withdrawal_of_part ON withdrawal (place, part);

-- Signed statements that contradict each other, whole.
CREATE TABLE evidence (
	id       BLOB PRIMARY KEY,
	ledger   INTEGER NOT NULL REFERENCES ledger (id),
	reason   TEXT NOT NULL,
	document BLOB NOT NULL,
	at       INTEGER NOT NULL
) STRICT;

-- Drafts wait outside the ledger, encrypted like parts.
CREATE TABLE draft (
	id       BLOB PRIMARY KEY,
	channel  BLOB NOT NULL,
	record   BLOB NOT NULL,
	kind     TEXT NOT NULL,
	office   TEXT NOT NULL,
	actor    TEXT NOT NULL,
	label    INTEGER NOT NULL REFERENCES label (id),
	content  BLOB NOT NULL,
	wrapped  BLOB NOT NULL,
	changed  INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_of_record ON draft (channel, record);

-- What is still to be handed to somebody.
CREATE TABLE outbox (
	id       INTEGER PRIMARY KEY,
	partner  BLOB NOT NULL,
	kind     TEXT NOT NULL,
	document BLOB NOT NULL,
	due      INTEGER NOT NULL,
	tries    INTEGER NOT NULL,
	problem  TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (due);

-- Which process may sign. The fence grows with every holder, so that one who
-- lost the lease without noticing is told by the database.
CREATE TABLE lease (
	name   TEXT PRIMARY KEY,
	holder TEXT NOT NULL,
	fence  INTEGER NOT NULL,
	until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Projections: folded from entries, dropped and folded again at will.

CREATE TABLE revision (
	channel  BLOB NOT NULL,
	id       BLOB NOT NULL,
	revision INTEGER NOT NULL,
	kind     TEXT NOT NULL,
	schema   INTEGER NOT NULL,
	ledger   INTEGER NOT NULL,
	place    INTEGER NOT NULL,
	partner  BLOB NOT NULL,
	office   TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       INTEGER NOT NULL,
	label    INTEGER NOT NULL,
	known    INTEGER NOT NULL,
	PRIMARY KEY (channel, id, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
	channel  BLOB NOT NULL,
	id       BLOB NOT NULL,
	revision INTEGER NOT NULL,
	kind     TEXT NOT NULL,
	schema   INTEGER NOT NULL,
	ledger   INTEGER NOT NULL,
	place    INTEGER NOT NULL,
	arrived  INTEGER NOT NULL,
	partner  BLOB NOT NULL,
	office   TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       INTEGER NOT NULL,
	label    INTEGER NOT NULL,
	known    INTEGER NOT NULL,
	title    TEXT NOT NULL,
	sort     TEXT NOT NULL,
	created  INTEGER NOT NULL,
	PRIMARY KEY (channel, id)
) STRICT;
CREATE INDEX record_arrived ON record (arrived);
CREATE INDEX record_in_channel ON record (channel, kind, sort, id, partner);
CREATE INDEX record_of_kind ON record (kind, sort, channel, id, partner);

CREATE TABLE reference (
	channel BLOB NOT NULL,
	id      BLOB NOT NULL,
	n       INTEGER NOT NULL,
	path    TEXT NOT NULL,
	to_kind TEXT NOT NULL,
	to_id   BLOB NOT NULL,
	PRIMARY KEY (channel, id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_to ON reference (to_id, channel, id);

CREATE TABLE external_id (
	channel BLOB NOT NULL,
	id      BLOB NOT NULL,
	n       INTEGER NOT NULL,
	scheme  TEXT NOT NULL,
	value   TEXT NOT NULL,
	PRIMARY KEY (channel, id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX external_id_value ON external_id (channel, scheme, value);

CREATE VIRTUAL TABLE words USING fts5 (
	text, scope, columnsize = 0, tokenize = "unicode61 remove_diacritics 0"
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);

PRAGMA user_version = 1;
