-- What the audit has written down, and which heads were anchored.

-- +goose Up

PRAGMA user_version = 11;
