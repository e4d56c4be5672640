-- Content of files, which stands outside the database.

-- +goose Up

PRAGMA user_version = 5;
