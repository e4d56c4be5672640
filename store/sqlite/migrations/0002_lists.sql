-- What lists filter and sort by.

-- +goose Up

PRAGMA user_version = 2;
