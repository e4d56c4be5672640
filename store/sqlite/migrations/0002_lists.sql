-- What lists filter and sort by: projections, folded again at will. A record is
-- named by the arrival of its newest entry, as in the index of words, so that
-- what both find can be put together.

-- +goose Up

CREATE TABLE list_field (
	n       INTEGER PRIMARY KEY,
	channel BLOB NOT NULL,
	kind    TEXT NOT NULL,
	name    TEXT NOT NULL,
	UNIQUE (channel, kind, name)
) STRICT;

-- Every value that a filter may choose, and how many records have it.
CREATE TABLE list_value (
	n       INTEGER PRIMARY KEY,
	field   INTEGER NOT NULL,
	value   TEXT NOT NULL,
	words   TEXT NOT NULL,
	records INTEGER NOT NULL,
	UNIQUE (field, value)
) STRICT;

CREATE TABLE facet (
	value   INTEGER NOT NULL,
	arrived INTEGER NOT NULL,
	PRIMARY KEY (value, arrived)
) STRICT, WITHOUT ROWID;
CREATE INDEX facet_of ON facet (arrived, value);

CREATE TABLE sort_key (
	field   INTEGER NOT NULL,
	key     BLOB NOT NULL,
	id      BLOB NOT NULL,
	arrived INTEGER NOT NULL,
	PRIMARY KEY (field, key, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sort_key_of ON sort_key (arrived, field);

-- What names a record is asked for by kind: ten thousand activities name one
-- edition, two records say what its sources are.
ALTER TABLE reference ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE reference SET kind = (SELECT r.kind FROM record r WHERE r.channel = reference.channel AND r.id = reference.id);
DROP INDEX reference_to;
CREATE INDEX reference_to ON reference (to_id, channel, kind, id);

PRAGMA user_version = 2;
