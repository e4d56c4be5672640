-- What somebody typed and did not send yet, for themselves only.

-- +goose Up

PRAGMA user_version = 4;
