-- Schema 3: SIMs that carry a module's settings, as they were written.

CREATE TABLE master_sim (
    id {id},
    number BIGINT NOT NULL,             -- counts the SIMs written, from 1: what stands on the label
    written_at BIGINT NOT NULL,
    iccid TEXT NOT NULL,
    imsi TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',     -- E.164 of the SIM itself, or empty
    serial TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    profile_name TEXT NOT NULL,
    profile_hash TEXT NOT NULL,
    dialect_name TEXT NOT NULL,
    dialect_hash TEXT NOT NULL,
    content_hash TEXT NOT NULL,         -- of the texts with {credential} in them, and the credential's name
    credential TEXT NOT NULL DEFAULT '',-- a name, never a password
    way TEXT NOT NULL CHECK (way IN ('cmgw', 'crsm', 'self-send')),
    status TEXT NOT NULL CHECK (status IN ('unread', 'read')),
    sender TEXT NOT NULL,
    complete BIGINT NOT NULL,           -- every record was read back and was right
    kept BIGINT NOT NULL DEFAULT 0,     -- other messages, which set nothing, were left on it
    modem TEXT NOT NULL,
    user_name TEXT NOT NULL,
    host TEXT NOT NULL,
    erased_at BIGINT                    -- its records were deleted, or others were written
);
CREATE UNIQUE INDEX master_sim_number ON master_sim (number);
CREATE INDEX master_sim_iccid ON master_sim (iccid, id);

CREATE TABLE master_sim_record (
    master_sim_id BIGINT NOT NULL REFERENCES master_sim (id),
    position BIGINT NOT NULL,           -- in sending order, from 1
    place BIGINT NOT NULL,              -- number of the record on the SIM
    settings TEXT NOT NULL,             -- those that its message sets, separated by commas
    fingerprint TEXT NOT NULL,          -- SHA-256 of the record with {credential} in the credential's place
    PRIMARY KEY (master_sim_id, position)
);
