-- Schema 7: what programs outside are told of, and what is counted for those who watch.

-- Events that a running service wants to be told of: nothing is written for those that nobody wants.
CREATE TABLE event_wanted (
    kind TEXT PRIMARY KEY CHECK (kind IN ('meter-done', 'campaign-done', 'inbound'))
);
-- Written by the transaction that makes the event happen, removed when it has been dealt with.
CREATE TABLE event_log (
    id {id},
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject BIGINT NOT NULL,            -- a target, a campaign, a received message
    state TEXT NOT NULL DEFAULT ''      -- that the campaign went to
);

-- Events that a hook's program is still to be told of.
CREATE TABLE hook_delivery (
    id {id},
    hook TEXT NOT NULL,                 -- its name in the configuration
    event TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    payload TEXT NOT NULL,              -- JSON object, without secrets
    attempts BIGINT NOT NULL DEFAULT 0, -- that failed
    due_at BIGINT NOT NULL,
    failure TEXT NOT NULL DEFAULT '',   -- of the last attempt
    given_up_at BIGINT
);
CREATE INDEX hook_delivery_due ON hook_delivery (hook, due_at) WHERE given_up_at IS NULL;
CREATE INDEX hook_delivery_given_up ON hook_delivery (id) WHERE given_up_at IS NOT NULL;

-- How far the watch has read, and what it knows.
CREATE TABLE watch_mark (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

-- When modems were down.
CREATE TABLE outage (
    id {id},
    modem TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    cause TEXT NOT NULL,                -- as it was last told
    alarmed_at BIGINT                   -- an SMS was sent to a person
);
CREATE UNIQUE INDEX outage_open ON outage (modem) WHERE ended_at IS NULL;
CREATE INDEX outage_alarmed ON outage (modem, alarmed_at) WHERE alarmed_at IS NOT NULL;
-- Hooks that were told that it is down.
CREATE TABLE outage_notice (
    outage_id BIGINT NOT NULL REFERENCES outage (id),
    hook TEXT NOT NULL,
    PRIMARY KEY (outage_id, hook)
);

-- How a line was when it was last looked at.
CREATE TABLE line_status (
    modem TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    signal_dbm BIGINT,
    registered BIGINT,
    registration TEXT NOT NULL DEFAULT '',
    storage_used BIGINT NOT NULL DEFAULT 0,
    storage_places BIGINT NOT NULL DEFAULT 0
);

-- Counters that only grow, brought up to date by reading on from where they were.
CREATE TABLE metric_count (
    metric TEXT NOT NULL,
    first TEXT NOT NULL,                -- what its labels are called is the reader's matter
    second TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (metric, first, second)
);
-- Messages and attempts that were read while they had no end yet.
CREATE TABLE metric_open (
    kind TEXT NOT NULL CHECK (kind IN ('message', 'attempt')),
    id BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
