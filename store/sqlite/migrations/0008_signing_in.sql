-- Ways to sign in beside a password. None of it leaves the node.

-- +goose Up

PRAGMA user_version = 8;
