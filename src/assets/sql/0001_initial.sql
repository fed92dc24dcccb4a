-- Schema 1. {id} is the backend's generated 64-bit key. Times are UTC milliseconds since 1970. One statement ends with ";" at a line's end.

-- Where every message passes, OR and not IN: SQLite builds a table for three values and more, at every run.

-- A process that works on this database. It is dead when its lock file can be locked or the machine was booted anew.
CREATE TABLE owner (
    id {id},
    host TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    pid BIGINT NOT NULL,
    lock_file TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE campaign (
    id {id},
    kind TEXT NOT NULL CHECK (kind IN ('apply', 'status', 'send')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'ready', 'running', 'held', 'finished', 'cancelled')),
    held_reason TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    profile_name TEXT NOT NULL DEFAULT '',
    profile_text TEXT NOT NULL DEFAULT '',
    profile_hash TEXT NOT NULL DEFAULT '',
    dialect_name TEXT NOT NULL DEFAULT '',
    dialect_text TEXT NOT NULL DEFAULT '',
    dialect_hash TEXT NOT NULL DEFAULT '',
    list_name TEXT NOT NULL DEFAULT '',
    list_hash TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL,      -- JSON object: wanted canonical values in sending order; null = only read
    options TEXT NOT NULL,       -- JSON object: reply time-out, attempts, validity, …
    meters BIGINT NOT NULL DEFAULT 0,
    sms_sent BIGINT NOT NULL DEFAULT 0,
    sms_received BIGINT NOT NULL DEFAULT 0,
    sms_saved BIGINT NOT NULL DEFAULT 0,
    possible_duplicates BIGINT NOT NULL DEFAULT 0,
    user_name TEXT NOT NULL,
    sudo_user TEXT NOT NULL,
    host TEXT NOT NULL,
    command_line TEXT NOT NULL,
    program_version TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    owner_id BIGINT REFERENCES owner (id)  -- the process at work on it
);

-- How many meters of a campaign have each outcome; kept in step by the transaction that changes a target.
CREATE TABLE campaign_tally (
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    outcome TEXT NOT NULL,
    meters BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, outcome)
);

-- A meter in a campaign. Its settings and messages exist from its start on, not before.
CREATE TABLE target (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    position BIGINT NOT NULL,
    phone TEXT NOT NULL,
    serial TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    credential TEXT NOT NULL DEFAULT '',       -- a name, never a password; empty = the campaign's
    credential_step BIGINT NOT NULL DEFAULT 0, -- 0 = itself, n = its n-th alternative
    overrides TEXT NOT NULL DEFAULT '',        -- JSON object of settings that differ for this meter
    extra TEXT NOT NULL DEFAULT '',            -- JSON object of the list's other columns
    state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'open' OR state = 'closed'),
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    imsi TEXT NOT NULL DEFAULT '',             -- the SIM it was started with: replies go there
    not_before BIGINT NOT NULL DEFAULT 0,
    started_at BIGINT,
    finished_at BIGINT
);
CREATE UNIQUE INDEX target_position ON target (campaign_id, position);
CREATE UNIQUE INDEX target_one_open_number ON target (phone) WHERE state = 'open';
CREATE INDEX target_waiting ON target (campaign_id, position) WHERE state = 'waiting';
CREATE INDEX target_start ON target (campaign_id, not_before) WHERE state = 'waiting';
CREATE INDEX target_open ON target (campaign_id) WHERE state = 'open';

CREATE TABLE target_setting (
    target_id BIGINT NOT NULL REFERENCES target (id),
    setting TEXT NOT NULL,
    wanted TEXT,          -- null: only read
    seen TEXT,
    seen_at BIGINT,
    inbound_id BIGINT,    -- the message that showed it
    PRIMARY KEY (target_id, setting)
);

CREATE TABLE message (
    id {id},
    campaign_id BIGINT NOT NULL REFERENCES campaign (id),
    target_id BIGINT NOT NULL REFERENCES target (id),
    ordinal BIGINT NOT NULL,
    phone TEXT NOT NULL,
    imsi TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'set' OR kind = 'query' OR kind = 'text'),
    text TEXT NOT NULL,   -- with {credential} in it
    proof TEXT NOT NULL CHECK (proof = 'value' OR proof = 'ack' OR proof = 'count' OR proof = 'none'),
    idempotent BIGINT NOT NULL,
    restarts BIGINT NOT NULL,
    least_wait_s BIGINT NOT NULL,
    query_after_s BIGINT NOT NULL,
    submission TEXT NOT NULL,
    delivery TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    provisional TEXT NOT NULL DEFAULT '',        -- an outcome that stands unless a better reply comes in time
    provisional_detail TEXT NOT NULL DEFAULT '',
    attempts BIGINT NOT NULL DEFAULT 0,          -- that reached the network, or may have
    retries BIGINT NOT NULL DEFAULT 0,           -- that certainly did not
    error_retries BIGINT NOT NULL DEFAULT 0,     -- sent again because the meter found the message damaged
    late BIGINT NOT NULL DEFAULT 0,              -- the reply came after its time-out
    due_at BIGINT,        -- when something must be done: send, or give up waiting; null: not its turn yet
    owner_id BIGINT REFERENCES owner (id),
    closed_at BIGINT
);
CREATE UNIQUE INDEX message_ordinal ON message (target_id, ordinal);
CREATE UNIQUE INDEX message_one_open_number ON message (phone)
    WHERE outcome = 'open' AND submission IN ('leased', 'submitting', 'accepted', 'uncertain');
CREATE INDEX message_due ON message (campaign_id, imsi, due_at) WHERE outcome = 'open' AND due_at IS NOT NULL;
CREATE INDEX message_owned ON message (owner_id) WHERE submission IN ('leased', 'submitting');
CREATE INDEX message_phone ON message (phone, id);

CREATE TABLE message_setting (
    message_id BIGINT NOT NULL REFERENCES message (id),
    setting TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('sets', 'proves')),
    PRIMARY KEY (message_id, role, setting)
);

CREATE TABLE attempt (
    id {id},
    message_id BIGINT NOT NULL REFERENCES message (id),
    number BIGINT NOT NULL,
    phone TEXT NOT NULL,
    modem TEXT NOT NULL,
    imsi TEXT NOT NULL,
    credential TEXT NOT NULL,
    submission TEXT NOT NULL,
    submitting_at BIGINT NOT NULL,
    result_at BIGINT,
    valid_until BIGINT NOT NULL,
    answered BIGINT NOT NULL DEFAULT 0,
    reference BIGINT,            -- TP-MR of the last part
    parts BIGINT NOT NULL DEFAULT 1,
    cms_error BIGINT,
    cme_error BIGINT,
    failure TEXT NOT NULL DEFAULT '',
    delivery TEXT NOT NULL DEFAULT 'unknown',
    report_at BIGINT,
    report_status BIGINT,
    report_tpdu TEXT NOT NULL DEFAULT ''
);
CREATE INDEX attempt_message ON attempt (message_id);
CREATE INDEX attempt_unanswered ON attempt (phone) WHERE answered = 0;
CREATE INDEX attempt_reference ON attempt (imsi, phone, reference) WHERE delivery = 'unknown';

-- Every message that a modem gave us, whole. What matches nothing stays here for a person.
CREATE TABLE inbound (
    id {id},
    identity TEXT NOT NULL UNIQUE,   -- SHA-256 of IMSI and TPDU, in which originator and SCTS are
    received_at BIGINT NOT NULL,
    modem TEXT NOT NULL,
    imsi TEXT NOT NULL,
    originator TEXT NOT NULL,
    phone TEXT NOT NULL,             -- E.164, or empty
    scts BIGINT,
    tpdu TEXT NOT NULL,              -- hex; parts separated by a blank
    text TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'reply' OR kind = 'late' OR kind = 'unsolicited' OR kind = 'report' OR kind = 'undecodable'
        OR kind = 'incomplete'),
    note TEXT NOT NULL DEFAULT '',
    seen_again BIGINT NOT NULL DEFAULT 0,
    message_id BIGINT,
    campaign_id BIGINT
);
CREATE INDEX inbound_phone ON inbound (phone, id);
CREATE INDEX inbound_message ON inbound (message_id) WHERE message_id IS NOT NULL;

-- Parts of long messages until all are there.
CREATE TABLE inbound_part (
    id {id},
    identity TEXT NOT NULL UNIQUE,
    received_at BIGINT NOT NULL,
    modem TEXT NOT NULL,
    imsi TEXT NOT NULL,
    originator TEXT NOT NULL,
    reference BIGINT NOT NULL,
    total BIGINT NOT NULL,
    part BIGINT NOT NULL,
    tpdu TEXT NOT NULL,
    inbound_id BIGINT
);
CREATE INDEX inbound_part_open ON inbound_part (originator, reference, total) WHERE inbound_id IS NULL;

-- The table that the manual asks for: what is known of each meter.
CREATE TABLE meter (
    phone TEXT PRIMARY KEY,
    serial TEXT NOT NULL DEFAULT '',
    type TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    iccid TEXT NOT NULL DEFAULT '',
    ip TEXT NOT NULL DEFAULT '',
    credential TEXT NOT NULL DEFAULT '',
    first_heard BIGINT,
    last_heard BIGINT
);
CREATE TABLE meter_setting (
    phone TEXT NOT NULL REFERENCES meter (phone),
    setting TEXT NOT NULL,
    value TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    inbound_id BIGINT,
    PRIMARY KEY (phone, setting)
);

CREATE TABLE sim (
    imsi TEXT PRIMARY KEY,
    iccid TEXT NOT NULL DEFAULT '',
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    reports_seen BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE sim_day (
    imsi TEXT NOT NULL REFERENCES sim (imsi),
    day TEXT NOT NULL,               -- UTC date, ISO 8601
    sent BIGINT NOT NULL,
    PRIMARY KEY (imsi, day)
);

CREATE TABLE modem (
    name TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    imei TEXT NOT NULL DEFAULT '',
    make TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    firmware TEXT NOT NULL DEFAULT '',
    imsi TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('opening', 'ready', 'paused', 'lost', 'closed')),
    reason TEXT NOT NULL DEFAULT '',
    owner_id BIGINT REFERENCES owner (id),
    updated_at BIGINT NOT NULL
);

CREATE TABLE audit (
    id {id},
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    user_name TEXT NOT NULL,
    sudo_user TEXT NOT NULL,
    host TEXT NOT NULL,
    command_line TEXT NOT NULL,
    program_version TEXT NOT NULL,
    campaign_id BIGINT,
    profile_hash TEXT NOT NULL DEFAULT '',
    list_hash TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT ''
);
