-- Who may sign in on this node. None of it leaves the node.

-- +goose Up

PRAGMA user_version = 3;
