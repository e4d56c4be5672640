-- What of the records a person may read is decided for each class of them: those
-- of one channel, kind and label. Classes are a projection.

-- +goose Up

CREATE TABLE class (
	n       INTEGER PRIMARY KEY,
	channel BLOB NOT NULL,
	kind    TEXT NOT NULL,
	label   INTEGER NOT NULL, -- 0 for none
	UNIQUE (channel, kind, label)
) STRICT;

ALTER TABLE revision ADD COLUMN class INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN class INTEGER NOT NULL DEFAULT 0;
CREATE INDEX revision_of_class ON revision (class, place);

-- A session ends when the rights that it began with are no longer those of its
-- person.
CREATE TABLE session_rights (
	hash   BLOB PRIMARY KEY REFERENCES session (hash) ON DELETE CASCADE,
	rights BLOB NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO class (channel, kind, label) SELECT DISTINCT channel, kind, label FROM revision;
UPDATE revision SET class = (SELECT c.n FROM class c WHERE c.channel = revision.channel AND c.kind = revision.kind AND c.label = revision.label);
UPDATE record SET class = (SELECT c.n FROM class c WHERE c.channel = record.channel AND c.kind = record.kind AND c.label = record.label);
UPDATE words SET scope = scope || (SELECT ' s' || r.class FROM record r WHERE r.arrived = words.rowid)
	WHERE rowid IN (SELECT arrived FROM record);

PRAGMA user_version = 7;
