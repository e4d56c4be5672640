-- What is to be told to whom, and by mail.

-- +goose Up

PRAGMA user_version = 6;
