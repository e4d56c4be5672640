-- What of the records a person may read is decided for each class of them: those
-- of one channel, kind and label.

-- +goose Up

PRAGMA user_version = 7;
