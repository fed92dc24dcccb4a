-- Schema 8: a service that owns the modems; campaigns that were handed over to it, and modems that commands borrow from it.

-- At most one row: the service at work on this database. Its owner proves whether it is.
CREATE TABLE service (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    owner_id BIGINT NOT NULL REFERENCES owner (id),
    modems TEXT NOT NULL,         -- JSON array of objects: name and device of each
    credentials TEXT NOT NULL,    -- JSON array: names of the passwords that it knows, never a password
    allow_prefixes TEXT NOT NULL  -- JSON array: what a number must begin with; empty: anything
);

-- A command wants to work with a modem of the service, or does.
CREATE TABLE loan (
    id {id},
    modem TEXT NOT NULL,                           -- as the service calls it
    owner_id BIGINT NOT NULL REFERENCES owner (id), -- the borrower
    command TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    granted_at BIGINT                               -- the port is closed; NULL: not yet
);

-- 1: the service is to carry it out; 0: only a command that was told to.
ALTER TABLE campaign ADD COLUMN with_service BIGINT NOT NULL DEFAULT 0;
