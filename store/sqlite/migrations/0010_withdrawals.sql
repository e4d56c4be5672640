-- Orders to withdraw, their acts and their answers; where parts went.

-- +goose Up

PRAGMA user_version = 10;
