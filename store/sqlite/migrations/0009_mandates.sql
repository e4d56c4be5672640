-- Mandates that this node knows, and entries that wait for an act.

-- +goose Up

PRAGMA user_version = 9;
